"""How good keypoints are: PCK (share of correct keypoints) and OKS (object keypoint similarity)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.photos import COCO_JOINTS, AnnotatedPerson

_SIGMAS = np.array([26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89]) / 1000
"""Per joint, of COCO's evaluation (pycocotools ``Params.setKpParams``)."""
_BLAZEPOSE = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""Landmark of each COCO joint."""
_BODY = slice(COCO_JOINTS.index("left_shoulder"), None)
_PCK_SHARE = 0.2


def coco_joints(landmarks_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """(17, 2) of BlazePose's (33, 2)."""
    return landmarks_px[list(_BLAZEPOSE)]


def pck(person: AnnotatedPerson, xy_px: NDArray[np.float64]) -> float:
    """Share of the twelve body joints within 0.2 torsos; NaN for people without an annotated torso.

    Joints of a person who was not found (NaN) are wrong.
    """
    known = np.isfinite(person.xy_px[_BODY, 0])
    if not np.isfinite(person.torso_px):
        return float("nan")
    distance = np.linalg.norm(person.xy_px[_BODY] - xy_px[_BODY], axis=1)[known]
    return float((distance <= _PCK_SHARE * person.torso_px).mean())


def oks(person: AnnotatedPerson, xy_px: NDArray[np.float64]) -> float:
    """Mean over the annotated joints of exp(-d² / (2 s² k²)), k = 2 sigma and s² the person's area."""
    known = np.isfinite(person.xy_px[:, 0])
    squared = ((person.xy_px - xy_px) ** 2).sum(axis=1)[known]
    similarity = np.exp(-squared / (2 * person.area_px * (2 * _SIGMAS[known]) ** 2))
    return float(np.nan_to_num(similarity).mean())
