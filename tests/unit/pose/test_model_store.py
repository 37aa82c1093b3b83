"""Where models are found, and what is said of those that are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formtrace.errors import UnknownModelError
from formtrace.pose.model_store import cache_dir, find_model, model_names

SPEC = {
    "name": "mine",
    "skeleton": "coco17",
    "file": "mine.onnx",
    "input": {"width_px": 192, "height_px": 256},
    "decoder": {"kind": "simcc"},
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_dir() == tmp_path / "formtrace" / "models"
    cache_dir().mkdir(parents=True)
    return cache_dir()


def test_a_model_in_the_cache_folder_is_found_by_name(cache: Path) -> None:
    (cache / "mine.json").write_text(json.dumps(SPEC))
    stored = find_model("mine")
    assert (stored.folder, stored.spec.skeleton, stored.is_installed()) == (cache, "coco17", False)
    (cache / "mine.onnx").write_bytes(b"")
    assert stored.is_installed() and stored.is_installed(with_heatmaps=True)
    assert model_names() == ["full", "heavy", "lite", "mine"]


def test_a_folder_of_models_may_hold_specs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMTRACE_MODELS", str(tmp_path))
    (tmp_path / "mine.json").write_text(json.dumps(SPEC))
    assert find_model("mine").folder == tmp_path


def test_a_shipped_name_cannot_be_taken(cache: Path) -> None:
    (cache / "full.json").write_text(json.dumps(SPEC))
    assert find_model("full").spec.name == "blazepose-full"


def test_a_misspelt_name_is_answered_with_the_nearest(cache: Path) -> None:
    with pytest.raises(UnknownModelError, match="There is no pose model 'ful'; did you mean 'full'"):
        find_model("ful")
    with pytest.raises(UnknownModelError, match="choose full, heavy or lite"):
        find_model("rtmpose")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"decoder": {"kind": "psychic"}}, "decoder"),
        ({"input": {"width_px": 191, "height_px": 256}}, "input.width_px"),
        ({"file": "../mine.onnx"}, "file"),
        ({"shape": "round"}, "shape"),
    ],
)
def test_a_mistake_in_a_spec_is_named(cache: Path, change: dict[str, object], where: str) -> None:
    (cache / "mine.json").write_text(json.dumps({**SPEC, **change}))
    with pytest.raises(UnknownModelError, match=f"Correct {where} in the spec of the model 'mine'"):
        find_model("mine")
