"""Find people in one frame: detection on the full frame, then on tiles where that is not enough."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.detector import Detection, PersonDetector
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.pose.model import PoseModel
from formtrace.pose.roi import RotatedRoi

MAX_PEOPLE = 4
SAME_PERSON_IOU = 0.5
_MAX_ITERATIONS = 3  # of ROI and landmarks, until the ROI no longer changes
_CONVERGED_IOU = 0.85
_LARGE = 0.7  # of the short side: a person this large is resolved well in the detector's input
_CONFIDENT = 0.8
_MIN_RELATIVE_CONFIDENCE = 0.45  # of the most confident person's; less is a shadow or a tree
_FINE_SIDE = 0.5  # of the short side
_TILE_STEP = 0.5  # of a tile
_MOST_TILES = 32  # along a side; more, and a picture of 16 x 8192 pixels would cost minutes


class PersonFinder:
    """Finds up to :data:`MAX_PEOPLE` people, without knowledge of other frames.

    The detector's input is small (224 x 224 pixels for BlazePose): in a wide frame it easily misses a person
    who fills a third of the height. When it finds no large person in the full frame, it also runs on square
    tiles with the frame's short side, and when that finds no one, on smaller tiles.
    """

    def __init__(self, detector: PersonDetector, model: PoseModel) -> None:
        self._detector = detector
        self._model = model

    def find(self, frame: Frame, geometry: Geometry, thorough: bool) -> list[PoseLandmarks]:
        """People in ``frame``, most confident first; ``thorough`` also searches for very small ones."""
        width, height = geometry.display_width, geometry.display_height
        short = float(min(width, height))
        found = self._detect(frame, geometry, [full_frame(geometry)])
        if not any(d.score >= _CONFIDENT and d.roi.size_px >= _LARGE * short for d in found):
            found = non_maximum_suppression(found + self._detect(frame, geometry, tiles(geometry, short)))
        people = self._estimate(frame, geometry, found)
        if not people and thorough:
            found = self._detect(frame, geometry, tiles(geometry, _FINE_SIDE * short))
            people = self._estimate(frame, geometry, found)
        return people

    def _detect(self, frame: Frame, geometry: Geometry, views: Iterable[RotatedRoi]) -> list[Detection]:
        return non_maximum_suppression(
            [d for view in views for d in self._detector.detect(frame, geometry, view)]
        )

    def _estimate(self, frame: Frame, geometry: Geometry, found: list[Detection]) -> list[PoseLandmarks]:
        """The detections that the landmark network confirms, most confident first."""
        confirmed = [
            (detection.score * person.confidence, person)
            for detection in found[: MAX_PEOPLE + 1]
            if (person := self._iterate_roi(frame, geometry, detection.roi)).presence
            >= self._model.min_presence
        ]
        confirmed.sort(key=lambda pair: -pair[0])
        chosen: list[PoseLandmarks] = []
        for confidence, person in confirmed:
            plausible = confidence >= _MIN_RELATIVE_CONFIDENCE * confirmed[0][0]
            if plausible and is_new(person, chosen) and len(chosen) < MAX_PEOPLE:
                chosen.append(person)
        return chosen

    def _is_present(self, person: PoseLandmarks) -> bool:
        return person.presence >= self._model.min_presence

    def _iterate_roi(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """Estimate again in the ROI that follows from the landmarks, until the ROI no longer changes."""
        person = self._model.estimate(frame, geometry, roi)
        for _ in range(_MAX_ITERATIONS - 1):
            converged = person.next_roi.iou(person.roi) >= _CONVERGED_IOU
            if not self._is_present(person) or (converged and person.roi is not roi):
                break
            person = self._model.estimate(frame, geometry, person.next_roi)
        return person


def is_new(person: PoseLandmarks, known: Iterable[PoseLandmarks]) -> bool:
    """Whether ``person`` is none of the ``known`` people."""
    return all(person.next_roi.iou(other.next_roi) <= SAME_PERSON_IOU for other in known)


def non_maximum_suppression(found: list[Detection]) -> list[Detection]:
    """Greedy non-maximum suppression of ROIs, highest score first."""
    kept: list[Detection] = []
    for detection in sorted(found, key=lambda detection: -detection.score):
        if all(detection.roi.iou(other.roi) <= SAME_PERSON_IOU for other in kept):
            kept.append(detection)
    return kept


def full_frame(geometry: Geometry) -> RotatedRoi:
    """The smallest upright square that holds the full displayed frame."""
    width, height = geometry.display_width, geometry.display_height
    return RotatedRoi(width / 2, height / 2, float(max(width, height)))


def tiles(geometry: Geometry, side_px: float) -> list[RotatedRoi]:
    """Squares of ``side_px`` that cover the frame; neighbours overlap by about half.

    In a very long frame they lie further apart: their number is bounded.
    """
    columns, rows = (
        _centres(length, side_px) for length in (geometry.display_width, geometry.display_height)
    )
    return [RotatedRoi(x, y, side_px) for y in rows for x in columns]


def _centres(length_px: float, side_px: float) -> list[float]:
    steps = min(int(np.ceil(max(0.0, length_px - side_px) / (_TILE_STEP * side_px))), _MOST_TILES - 1)
    return [float(c) for c in np.linspace(side_px / 2, max(side_px / 2, length_px - side_px / 2), steps + 1)]
