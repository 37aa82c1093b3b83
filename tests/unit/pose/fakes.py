"""A detector and an estimator that see people whose place is known in every frame."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.detector import Detection
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.pose.roi import RotatedRoi
from formtrace.skeletons import load_skeleton

GEOMETRY = Geometry(640, 480)
SIZE_PX = 300.0

Path = Callable[[int], tuple[float, float] | None]  # frame index -> the hips, or nobody


def frame(index: int) -> Frame:
    flat = np.zeros((1, 1), np.uint8)
    return Frame(index, index, index / 30, flat, flat, flat, "bt709", False)


def person_at(
    x: float, y: float, roi: RotatedRoi, presence: float = 0.95, clear: float = 0.9
) -> PoseLandmarks:
    return PoseLandmarks(
        xy_px=np.full((33, 2), (x, y)) + np.linspace(-50, 50, 33)[:, None],
        z_px=np.zeros(33),
        visibility=np.full(33, clear),
        world_m=np.zeros((33, 3)),
        presence=presence,
        roi=roi,
        next_roi=RotatedRoi(x, y, SIZE_PX),
    )


class Stage:
    """Detector and pose model at once; it keeps the frames of the calls of each."""

    name, sha256, skeleton, min_presence, roi_scale = "stage", "", load_skeleton(), 0.5, 1.25

    def __init__(self, *paths: Path, sharp: Callable[[int], bool] = lambda index: True) -> None:
        self._paths = paths
        self._sharp = sharp
        self.detections: list[int] = []
        self.estimates: list[int] = []

    def _people(self, index: int) -> list[tuple[float, float]]:
        return [place for path in self._paths if (place := path(index)) is not None]

    def detect(self, frame: Frame, geometry: Geometry, view: RotatedRoi) -> list[Detection]:
        self.detections.append(frame.index)
        half = view.size_px / 2
        return [
            Detection(RotatedRoi(x, y, SIZE_PX), 0.9)
            for x, y in self._people(frame.index)
            if abs(x - view.x_px) <= half and abs(y - view.y_px) <= half and self._sharp(frame.index)
        ]

    def estimate_refined(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        return self.estimate(frame, geometry, roi)

    def estimate(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """The nearest person within a third of the roi, or nobody."""
        self.estimates.append(frame.index)
        near = sorted(
            (float(np.hypot(x - roi.x_px, y - roi.y_px)), x, y) for x, y in self._people(frame.index)
        )
        if not near or near[0][0] > roi.size_px / 3:
            return person_at(roi.x_px, roi.y_px, roi, presence=0.05, clear=0.1)
        return person_at(near[0][1], near[0][2], roi, clear=0.9 if self._sharp(frame.index) else 0.3)


def standing(x: float, y: float = 240.0) -> Path:
    return lambda index: (x, y)


def walking(x: float, px_a_frame: float, y: float = 240.0) -> Path:
    return lambda index: (x + px_a_frame * index, y)


def hidden(path: Path, first: int, last: int) -> Path:
    return lambda index: None if first <= index <= last else path(index)
