"""Other pose models through the whole product: BlazePose's own network, answering as another model would.

Its landmarks come out as those of COCO-17 in SimCC bins, or of Halpe-26 in heatmaps; what is counted must be
what BlazePose counts.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from formtrace.errors import UnsuitableModelError
from formtrace.in_process import Workers, analyse_image, analyse_video
from formtrace.options import AnalysisOptions
from formtrace.pose.model_store import cache_dir
from formtrace.results.document import ResultDocument
from formtrace.skeletons import load_skeleton
from tests.support.networks import blazepose_as

pytestmark = pytest.mark.slow

MODELS = {"simcc17": ("coco17", "simcc"), "heatmaps26": ("halpe26", "heatmap")}


@pytest.fixture(autouse=True)
def models(models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cache_dir().mkdir(parents=True)
    for name, (skeleton, kind) in MODELS.items():
        blazepose_as(cache_dir() / f"{name}.onnx", models_dir / "blazepose_full.onnx", skeleton, kind)
        spec = {
            "name": name,
            "skeleton": skeleton,
            "file": f"{name}.onnx",
            "input": {"width_px": 256, "height_px": 256},
            "decoder": {"kind": kind},
            "roi_scale": 1.25,
        }
        (cache_dir() / f"{name}.json").write_text(json.dumps(spec))


def analysed(clip: Path, out: Path, model: str, **options: object) -> ResultDocument:
    chosen = AnalysisOptions.from_mapping({"model": model, **options})
    return analyse_video(clip, out, chosen, Workers(1), lambda *step: None)


@pytest.mark.parametrize("model", MODELS)
def test_a_clip_is_counted_as_with_blazepose(model: str, demo_clip: Path, tmp_path: Path) -> None:
    usual = analysed(demo_clip, tmp_path / "usual", "full", exercise="jumping_jack")
    other = analysed(demo_clip, tmp_path / "other", model, exercise="jumping_jack", export=True)
    assert other.model.name == model
    assert other.count == usual.count > 0
    for one, two in zip(other.reps, usual.reps, strict=True):
        assert one.peak_s == pytest.approx(two.peak_s, abs=0.15)
    assert (tmp_path / "other" / "overlay.mp4").stat().st_size > 10_000
    assert "model_without_depth" in {warning.code for warning in other.quality.warnings}

    keypoints, same = (dict(np.load(tmp_path / name / "keypoints.npz")) for name in ("other", "usual"))
    skeleton, names = load_skeleton(MODELS[model][0]), same["names"].tolist()
    assert keypoints["names"].tolist() == list(skeleton.names)
    assert np.isnan(keypoints["world_m"]).all()
    shared = [name for name in skeleton.names if name in names]
    there = keypoints["xy_norm"][:, [skeleton.index(name) for name in shared]]
    here = same["xy_norm"][:, [names.index(name) for name in shared]]
    assert np.nanmedian(np.abs(there - here)) < 0.005


def test_a_photo_has_angles_in_the_picture_only(data_dir: Path, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    shutil.copy(data_dir / "images" / "coco" / "000000000785.jpg", photo)
    document = analyse_image(photo, tmp_path, AnalysisOptions(model="simcc17"))
    assert [point.name for point in document.keypoints or ()] == list(load_skeleton("coco17").names)
    angles = {angle.name: angle for angle in document.angles or ()}
    assert angles["left_knee"].space_deg is None
    assert 0 < angles["left_knee"].picture_deg <= 180
    assert "left_ankle" not in angles


def test_an_exercise_of_the_feet_is_refused_before_the_work(demo_clip: Path, tmp_path: Path) -> None:
    with pytest.raises(UnsuitableModelError, match="calf_raise needs landmarks"):
        analysed(demo_clip, tmp_path / "out", "simcc17", exercise="calf_raise")
    assert not (tmp_path / "out").exists()
