"""The BlazePose person detector: where people are, and their rotation in the picture plane."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.crop import Border
from formtrace.pose.network_input import NetworkInput
from formtrace.pose.roi import RotatedRoi, transform
from formtrace.pose.runtime import open_session
from formtrace.pose.spec import DetectorSpec

_SCORE_LOGIT_LIMIT = 100.0
_HIP_CENTRE, _REACH = 0, 1  # of the four key points that the detector predicts


@dataclass(frozen=True, slots=True)
class Detection:
    """One person: the ROI for the landmark network, and the detector's confidence (0..1)."""

    roi: RotatedRoi
    score: float


class PersonDetector:
    """Finds people in a square view of a frame."""

    def __init__(self, spec: DetectorSpec, roi_scale: float, models: Path, threads: int) -> None:
        self._spec = spec
        self._roi_scale = roi_scale
        self._session = open_session(models / spec.file, threads)
        self._input = NetworkInput(spec.input, self._session, Border.BLACK)
        self._anchors = anchor_centres(spec.input.side_px, spec.anchor_strides_px)

    def detect(self, frame: Frame, geometry: Geometry, view: RotatedRoi) -> list[Detection]:
        """People in the square ``view``, best first."""
        feed = self._input.of(frame, geometry, view)
        boxes, scores = self._session.run(["boxes", "scores"], feed)
        return self._decode(boxes[0], scores[0, :, 0], self._input.to_display(view))

    def _decode(
        self, raw: NDArray[np.float32], logits: NDArray[np.float32], to_display: NDArray[np.float64]
    ) -> list[Detection]:
        limited = np.clip(logits.astype(np.float64), -_SCORE_LOGIT_LIMIT, _SCORE_LOGIT_LIMIT)
        score = 1.0 / (1.0 + np.exp(-limited))
        sure = np.flatnonzero(score >= self._spec.min_score)
        points = raw[sure].reshape(-1, 6, 2).astype(np.float64)
        points[:, [0, 2, 3, 4, 5]] += self._anchors[sure][:, None]
        boxes = np.concatenate([points[:, 0] - points[:, 1] / 2, points[:, 0] + points[:, 1] / 2], axis=1)
        people = []
        for members in weighted_nms_groups(boxes, score[sure], self._spec.max_iou):
            weights = score[sure][members]
            keypoints = np.average(points[members][:, 2:4], axis=0, weights=weights)
            centre, reach = transform(to_display, keypoints)[[_HIP_CENTRE, _REACH]]
            people.append(
                Detection(RotatedRoi.around_body(centre, reach, self._roi_scale), float(weights.max()))
            )
        return people


@lru_cache(maxsize=4)
def anchor_centres(input_px: int, strides_px: tuple[int, ...]) -> NDArray[np.float64]:
    """(A, 2) anchor centres in input pixels: two a cell and layer, layers of one stride interleaved."""
    centres = []
    for stride in dict.fromkeys(strides_px):
        cells = input_px // stride
        repeat = 2 * strides_px.count(stride)
        y, x = np.mgrid[0:cells, 0:cells]
        centres.append(np.repeat((np.stack([x, y], axis=-1).reshape(-1, 2) + 0.5) * stride, repeat, axis=0))
    return np.concatenate(centres)


def weighted_nms_groups(
    boxes: NDArray[np.float64], scores: NDArray[np.float64], max_iou: float
) -> list[NDArray[np.intp]]:
    """Groups of boxes of one person, best first, to be averaged by score (weighted NMS)."""
    order = np.argsort(-scores, kind="stable")
    groups = []
    while order.size:
        ious = box_iou(boxes[order[0]], boxes[order])
        same = ious > max_iou
        same[0] = True
        groups.append(order[same])
        order = order[~same]
    return groups


def box_iou(box: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of one xyxy box (4,) with boxes (B, 4)."""
    size = np.clip(np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2]), 0, None)
    shared = size.prod(axis=1)
    areas = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1)
    own = np.clip(box[2:] - box[:2], 0, None).prod()
    union: NDArray[np.float64] = own + areas - shared
    ratio: NDArray[np.float64] = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return ratio
