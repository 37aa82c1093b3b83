"""The imported models against LiteRT on the original files, on real people."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from layers.models.__main__ import provide_demo
from layers.models.build import build_models
from layers.models.fetch import cached_path
from layers.models.reference import LiteRtModel, OnnxModel, Sample, largest_differences
from layers.models.samples import LANDMARK_SIZE_PX, letterboxed_frames, person_crops
from layers.models.sources import load_sources

PROJECT = Path(__file__).parents[3]
CACHE = PROJECT / ".cache" / "models"
MODELS = PROJECT / "build" / "models"
DEMO = PROJECT / "build" / "demo" / "demo.mp4"
DATA = Path(os.environ.get("FORMTRACE_DATA", PROJECT.parent / "shared" / "data"))

LANDMARK_TOLERANCE_PX = 0.05
WORLD_TOLERANCE_M = 1e-3
HEATMAP_TOLERANCE = 0.01  # logits
PROBABILITY_TOLERANCE = 1e-4
DETECTOR_TOLERANCE = {"boxes": 0.05, "scores": 0.01}  # pixels of the 224 pixel picture, logits


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The set-up's own build: nothing to do when it has run."""
    sources = load_sources()
    build_models(sources, sources.models, MODELS, CACHE)
    provide_demo(sources, DEMO, CACHE)


def pair(name: str) -> tuple[LiteRtModel, OnnxModel]:
    model = load_sources().models[name]
    return LiteRtModel(cached_path(model.file, CACHE), model.outputs), OnnxModel(MODELS / f"{name}.onnx")


def assert_landmarks_agree(name: str, crops: list[NDArray[np.uint8]]) -> None:
    litert, onnx = pair(name)
    samples = [Sample.of(crop, signed=False) for crop in crops]
    differences = largest_differences(litert, onnx, samples)
    assert differences["landmarks"] <= LANDMARK_TOLERANCE_PX
    assert differences["world"] <= WORLD_TOLERANCE_M
    assert differences.get("heatmap", 0.0) <= HEATMAP_TOLERANCE
    assert differences["presence"] <= PROBABILITY_TOLERANCE


def annotated_people(data: Path) -> Iterator[NDArray[np.uint8]]:
    """The largest annotated person of each photo in a square, 1.25 times as large as the box around them."""
    table = json.loads((data / "images" / "coco" / "person_keypoints_subset.json").read_text("utf-8"))
    for image in table["images"]:
        people = [
            a for a in table["annotations"] if a["image_id"] == image["id"] and a["num_keypoints"] >= 10
        ]
        if not people:
            continue
        left, top, width, height = max(people, key=lambda a: a["area"])["bbox"]
        x, y, half = left + width / 2, top + height / 2, 0.625 * max(width, height)
        with Image.open(data / "images" / "coco" / image["file_name"]) as photo:
            square = photo.convert("RGB").crop((int(x - half), int(y - half), int(x + half), int(y + half)))
            yield np.asarray(square.resize((LANDMARK_SIZE_PX, LANDMARK_SIZE_PX), Image.Resampling.BILINEAR))


@pytest.mark.parametrize("variant", ["lite", "full", pytest.param("heavy", marks=pytest.mark.slow)])
def test_landmarks_on_the_demo_clip(variant: str) -> None:
    crops = person_crops(DEMO)
    for kind in ("", "_heatmap"):
        assert_landmarks_agree(f"blazepose_{variant}{kind}", crops)
    outputs = OnnxModel(MODELS / f"blazepose_{variant}.onnx").run(Sample.of(crops[0], signed=False).nchw)
    assert outputs["presence"].item() > 0.9
    assert outputs["landmarks"].shape == (1, 195)
    assert outputs["world"].shape == (1, 117)


@pytest.mark.parametrize("variant", ["lite", "full", pytest.param("heavy", marks=pytest.mark.slow)])
def test_landmarks_on_photos(variant: str) -> None:
    if not (DATA / "images" / "coco").exists():
        pytest.skip(f"no photos in {DATA}; set FORMTRACE_DATA")
    crops = list(annotated_people(DATA))
    assert len(crops) > 20
    assert_landmarks_agree(f"blazepose_{variant}_heatmap", crops)


def test_detector_on_the_demo_clip() -> None:
    litert, onnx = pair("blazepose_detector")
    samples = [Sample.of(frame, signed=True) for frame in letterboxed_frames(DEMO)]
    differences = largest_differences(litert, onnx, samples)
    assert {name: differences[name] <= limit for name, limit in DETECTOR_TOLERANCE.items()} == {
        "boxes": True,
        "scores": True,
    }
    outputs = onnx.run(samples[0].nchw)
    assert outputs["boxes"].shape == (1, 2254, 12)
    assert outputs["scores"].shape == (1, 2254, 1)
    assert outputs["scores"].max() > 0  # a logit: more likely a person than not


def test_a_second_build_does_nothing() -> None:
    before = {path: path.stat().st_mtime_ns for path in MODELS.iterdir()}
    sources = load_sources()
    assert build_models(sources, sources.models, MODELS, CACHE) == []
    assert {path: path.stat().st_mtime_ns for path in MODELS.iterdir()} == before
