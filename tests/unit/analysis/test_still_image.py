"""A photo is a video of one frame, as far as pose goes."""

from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO

import jsonschema
import numpy as np
import pytest
from PIL import Image

from formtrace.analysis.still_image import analyse_still
from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.results.document import ResultDocument
from formtrace.results.photo_overlay import data_url, draw
from formtrace.results.report import report
from formtrace.skeletons import load_skeleton
from tests.support.filming import Actor, Camera, exerciser, film
from tests.support.movements import act, sets

PHOTO = np.full((720, 1280, 3), 90, np.uint8)
CAMERA = Camera(yaw_deg=60, distance_m=30)


class _Seeing:
    """A pose estimator that sees who stands before the camera, once."""

    def __init__(self, *actors: Actor) -> None:
        self._tracks, _ = film(actors, np.array([0, 3000]), CAMERA)
        self.frames: list[Frame] = []

    def detect(self, frame: Frame, geometry: Geometry) -> Tracks:
        self.frames.append(frame)
        assert (geometry.display_width, geometry.display_height) == (1280, 720)
        first = self._tracks.frame == 0
        return self._tracks.select(first)


def curling(t_s: np.ndarray) -> np.ndarray:
    return act("bicep_curl", {side: np.full(len(t_s), 0.6) for side in ("left", "right")})


def photographed(*actors: Actor, **options: object) -> ResultDocument:
    analysis = analyse_still(PHOTO, AnalysisOptions(**options), _Seeing(*actors))  # type: ignore[arg-type]
    return report(analysis, "photo")


def test_one_frame_is_looked_at_once() -> None:
    seeing = _Seeing(Actor(curling))
    analyse_still(PHOTO, AnalysisOptions(), seeing)  # type: ignore[arg-type]
    (frame,) = seeing.frames
    assert (frame.index, frame.y.shape) == (0, (720, 1280))


def test_all_landmarks_with_depth() -> None:
    document = photographed(Actor(curling))
    assert document.keypoints is not None
    assert [point.name for point in document.keypoints] == list(load_skeleton().names)
    tracks, _ = film([Actor(curling)], np.array([0, 3000]), CAMERA)
    for i, point in enumerate(document.keypoints):
        assert (point.x, point.y) == pytest.approx(tuple(tracks.xy_norm[0, i]), abs=1e-5)
        assert point.score == pytest.approx(float(tracks.visibility[0, i]), abs=1e-5)
        expected_z = tracks.world_m[0, i, 2] * CAMERA.scale * 720 / 1280  # metres to widths of the picture
        assert point.z == pytest.approx(expected_z, abs=0.003)


def test_angles_but_no_count() -> None:
    document = photographed(Actor(curling), exercise="squat")
    assert (document.source, document.exercise, document.count, document.unit) == ("image", None, 0, None)
    assert document.angles is not None
    by_name = {angle.name: angle for angle in document.angles}
    bent = np.radians(12 + 125 * 0.6)
    out = np.radians(5)
    elbow_deg = 180 - np.degrees(np.arccos(np.sin(out) ** 2 + np.cos(out) ** 2 * np.cos(bent)))
    assert by_name["left_elbow"].space_deg == pytest.approx(elbow_deg, abs=2)
    schema = ResultDocument.model_json_schema(mode="serialization")
    jsonschema.Draft202012Validator(schema).validate(json.loads(document.model_dump_json()))


def test_a_photo_is_not_a_video_with_few_frames() -> None:
    codes = [warning.code for warning in photographed(Actor(curling)).quality.warnings]
    assert "low_frame_rate" not in codes
    assert codes == []


def test_nobody() -> None:
    document = photographed()
    assert (document.keypoints, document.angles) == ((), ())
    assert [warning.code for warning in document.quality.warnings] == ["no_person"]


@pytest.mark.parametrize("angles", [False, True])
@pytest.mark.parametrize("people", [0, 1])
def test_the_drawing_is_a_copy_with_the_person_on_it(angles: bool, people: int) -> None:
    actors = [exerciser("squat", sets(1))][:people]
    analysis = analyse_still(PHOTO, AnalysisOptions(angles=angles), _Seeing(*actors))  # type: ignore[arg-type]
    drawn = draw(PHOTO, analysis)
    assert drawn.shape == PHOTO.shape
    assert (PHOTO == 90).all()
    assert bool((drawn != PHOTO).any()) is bool(people)


@pytest.mark.parametrize(("width", "height", "shown"), [(4096, 3072, (1600, 1200)), (640, 480, (640, 480))])
def test_the_picture_for_messages_is_no_larger_than_a_screen(
    width: int, height: int, shown: tuple[int, int]
) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (height // 32, width // 32, 3), np.uint8)
    picture = np.repeat(np.repeat(noise, 32, axis=0), 32, axis=1)
    kind, _, text = data_url(picture).partition(",")
    assert kind == "data:image/jpeg;base64"
    assert len(text) < 1_500_000
    with Image.open(BytesIO(b64decode(text))) as image:
        assert (image.format, image.size) == ("JPEG", shown)
