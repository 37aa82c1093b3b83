"""The detector's outputs, made by hand, and the people they stand for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formtrace.clip.geometry import Geometry
from formtrace.pose import detector as module
from formtrace.pose.detector import Detection, PersonDetector, anchor_centres
from formtrace.pose.model_store import find_model, load_detector
from formtrace.pose.person_search import full_frame
from formtrace.pose.roi import RotatedRoi
from tests.unit.pose.test_crop import frame_of

SPEC, ROI_SCALE = load_detector("blazepose"), find_model("full").spec.roi_scale
ANCHORS = anchor_centres(SPEC.input.side_px, SPEC.anchor_strides_px)
GEOMETRY = Geometry(448, 224)  # the letterbox doubles everything and begins 112 above the picture


class _HandMade:
    """A session that answers what a test wrote down."""

    def __init__(self) -> None:
        self.boxes = np.zeros((1, len(ANCHORS), 12), np.float32)
        self.logits = np.full((1, len(ANCHORS), 1), -20.0, np.float32)

    def person(
        self, anchor: int, probability: float, hips: tuple[float, float], reach: tuple[float, float]
    ) -> None:
        """A box of 60 by 60 with hips and head at these places of the 224 x 224 input."""
        box = [*hips, 60, 60, *hips, *reach, *hips, *hips]
        self.boxes[0, anchor] = box
        self.boxes[0, anchor].reshape(6, 2)[[0, 2, 3, 4, 5]] -= ANCHORS[anchor]
        self.logits[0, anchor, 0] = np.log(probability / (1 - probability))

    def run(self, names: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        assert names == ["boxes", "scores"]
        assert feed["image"].shape == (1, 3, 224, 224)
        return [self.boxes, self.logits]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> _HandMade:
    made = _HandMade()
    monkeypatch.setattr(module, "open_session", lambda path, threads: made)
    return made


def detect() -> list[Detection]:
    people = PersonDetector(SPEC, ROI_SCALE, Path("unused"), 1)
    frame = frame_of(np.full((224, 448), 90.0))
    return people.detect(frame, GEOMETRY, full_frame(GEOMETRY))


def test_anchors_are_those_of_the_model() -> None:
    assert ANCHORS.shape == (2254, 2)  # 2 x 28² + 2 x 14² + 6 x 7²
    np.testing.assert_array_equal(ANCHORS[:4], [[4, 4], [4, 4], [12, 4], [12, 4]])
    np.testing.assert_array_equal(ANCHORS[1568], [8, 8])
    np.testing.assert_array_equal(ANCHORS[1568 + 392 : 1568 + 392 + 7], [[16, 16]] * 6 + [[48, 16]])
    np.testing.assert_array_equal(ANCHORS[-1], [208, 208])


def test_nobody() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "open_session", lambda path, threads: _HandMade())
        assert detect() == []


def test_one_person_is_placed_in_the_picture(session: _HandMade) -> None:
    session.person(1800, 0.9, hips=(100, 120), reach=(100, 80))
    (found,) = detect()
    assert found.score == pytest.approx(0.9, abs=1e-4)
    assert found.roi.x_px == pytest.approx(200, abs=1e-3)
    assert found.roi.y_px == pytest.approx(2 * 120 - 112, abs=1e-3)
    assert found.roi.size_px == pytest.approx(2 * 2 * 40 * ROI_SCALE, abs=1e-3)
    assert found.roi.rotation_rad == pytest.approx(0, abs=1e-6)


def test_boxes_of_one_person_are_averaged_by_their_scores(session: _HandMade) -> None:
    session.person(1800, 0.8, hips=(100, 120), reach=(100, 80))
    session.person(1801, 0.4, hips=(106, 120), reach=(106, 80))
    (found,) = detect()
    assert found.score == pytest.approx(0.8, abs=1e-4)
    assert found.roi.x_px == pytest.approx(2 * 102, abs=1e-2)


def test_people_apart_are_two_the_surer_first(session: _HandMade) -> None:
    session.person(1800, 0.6, hips=(50, 120), reach=(50, 80))
    session.person(1000, 0.95, hips=(170, 120), reach=(210, 120))
    first, second = detect()
    assert (first.score, second.score) == (pytest.approx(0.95, abs=1e-4), pytest.approx(0.6, abs=1e-4))
    assert np.degrees(first.roi.rotation_rad) == pytest.approx(90, abs=1e-3)  # lying, head to the right


def test_doubtful_boxes_are_nobody(session: _HandMade) -> None:
    session.person(1800, SPEC.min_score - 0.02, hips=(100, 120), reach=(100, 80))
    assert detect() == []


def test_extreme_logits_do_not_overflow(session: _HandMade) -> None:
    session.person(1800, 0.9, hips=(100, 120), reach=(100, 80))
    session.logits[0, 1800, 0] = 1e4
    session.logits[0, 0, 0] = -1e4
    (found,) = detect()
    assert found.score == pytest.approx(1.0)


def test_the_view_decides_where_a_detection_lies(session: _HandMade) -> None:
    session.person(1800, 0.9, hips=(112, 112), reach=(112, 72))
    people = PersonDetector(SPEC, ROI_SCALE, Path("unused"), 1)
    view = RotatedRoi(300, 100, 112)
    (found,) = people.detect(frame_of(np.full((224, 448), 90.0)), GEOMETRY, view)
    assert (found.roi.x_px, found.roi.y_px) == (pytest.approx(300), pytest.approx(100))
    assert found.roi.size_px == pytest.approx(0.5 * 2 * 40 * ROI_SCALE)
