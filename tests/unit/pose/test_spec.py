"""Model specs and where the models are."""

from __future__ import annotations

from pathlib import Path

import pytest

from formtrace.errors import UnknownModelError
from formtrace.pose.model_store import find_model, load_detector, models_dir
from formtrace.pose.runtime import lambda_threads
from formtrace.skeletons import load_skeleton


@pytest.mark.parametrize("variant", ["lite", "full", "heavy"])
def test_every_variant_is_described(variant: str) -> None:
    spec = find_model(variant).spec
    assert spec.name == f"blazepose-{variant}"
    assert spec.file == f"blazepose_{variant}.onnx"
    assert spec.heatmap_file == f"blazepose_{variant}_heatmap.onnx"
    assert spec.input.side_px == 256
    assert load_detector(spec.detector).input.side_px == 224
    assert len(load_skeleton(spec.skeleton)) == 33


@pytest.mark.parametrize("name", ["huge", "", "../specs/full", "full.json"])
def test_other_names_are_unknown(name: str) -> None:
    with pytest.raises(UnknownModelError, match="There is no pose model"):
        find_model(name)


@pytest.mark.parametrize(
    ("memory_mb", "threads"), [(128, 1), (1769, 1), (2600, 1), (3008, 2), (3538, 2), (5307, 3), (10240, 6)]
)
def test_threads_follow_the_memory_that_is_paid_for(memory_mb: int, threads: int) -> None:
    assert lambda_threads(memory_mb) == threads


def test_the_folder_of_the_models_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FORMTRACE_MODELS", str(tmp_path))
    assert models_dir() == tmp_path
    monkeypatch.delenv("FORMTRACE_MODELS")
    assert models_dir() == Path(__file__).parents[3] / "build" / "models"
