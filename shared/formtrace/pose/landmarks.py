"""The BlazePose landmark network: one crop in, the pose landmarks of one person out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.crop import Border, Cropper
from formtrace.pose.heatmap_refinement import refine_with_heatmaps
from formtrace.pose.roi import RotatedRoi, compose, transform
from formtrace.pose.runtime import open_session
from formtrace.pose.spec import LandmarkSpec

LANDMARKS = 33
_CENTRE, _REACH = 33, 34  # auxiliary points: hip centre and a point on the circle around the body
_OUTPUTS = ["landmarks", "presence", "world"]
_RAW_POINTS, _RAW_VALUES = 39, 5  # x, y, z, visibility, presence


@dataclass(frozen=True, slots=True)
class PoseLandmarks:
    """The pose landmarks of one person in one frame.

    Attributes:
        xy_px: (33, 2) float64, display pixels.
        z_px: (33,) float64, depth relative to the hips in the scale of x; smaller is nearer.
        visibility: (33,) float64, 0..1, how likely the landmark is inside the frame and not occluded.
        world_m: (33, 3) float64, metres, hips at the origin, axes along the picture (y down).
        presence: how likely the crop shows a person, 0..1.
        roi: the ROI that they were estimated in.
        next_roi: the ROI for the next frame.
    """

    xy_px: NDArray[np.float64]
    z_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world_m: NDArray[np.float64]
    presence: float
    roi: RotatedRoi
    next_roi: RotatedRoi

    @property
    def confidence(self) -> float:
        """Presence times mean visibility, 0..1; presence alone accepts some crops without a person."""
        return self.presence * float(self.visibility.mean())


class LandmarkEstimator:
    """Estimates the landmarks of the person in an ROI, and refines them where ``with_heatmaps``."""

    def __init__(
        self, spec: LandmarkSpec, roi_scale: float, models: Path, threads: int, *, with_heatmaps: bool = False
    ) -> None:
        self._spec = spec
        self._roi_scale = roi_scale
        self._cropper = Cropper(spec.input_px, spec.value_range, Border.REPEAT)
        self._session = open_session(models / spec.network(with_heatmaps=with_heatmaps), threads)

    def estimate(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """Landmarks of the person in ``roi``; check ``presence`` before using them."""
        raw, presence, world = self._run(frame, geometry, roi, _OUTPUTS)
        return self._decode(roi, raw[:, :2], raw, presence, world)

    def estimate_with_heatmaps(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """The same, heatmap-refined; only for a model loaded ``with_heatmaps``."""
        raw, presence, world, heatmap = self._run(frame, geometry, roi, [*_OUTPUTS, "heatmap"])
        refined = refine_with_heatmaps(raw[:, :2], heatmap[0], self._spec.input_px)
        return self._decode(roi, refined, raw, presence, world)

    def _run(
        self, frame: Frame, geometry: Geometry, roi: RotatedRoi, outputs: list[str]
    ) -> list[NDArray[np.float32]]:
        to_coded = compose(geometry.display_to_coded, roi.to_display(self._spec.input_px))
        image = self._cropper.crop(frame, to_coded)
        raw, *rest = self._session.run(outputs, {"image": image})
        return [raw.reshape(_RAW_POINTS, _RAW_VALUES), *rest]

    def _decode(
        self,
        roi: RotatedRoi,
        xy_crop: NDArray[np.floating],
        raw: NDArray[np.float32],
        presence: NDArray[np.float32],
        world: NDArray[np.float32],
    ) -> PoseLandmarks:
        side = self._spec.input_px
        xy_px = transform(roi.to_display(side), xy_crop)
        body = raw[:LANDMARKS].astype(np.float64)
        return PoseLandmarks(
            xy_px=xy_px[:LANDMARKS],
            z_px=body[:, 2] * (roi.size_px / side),
            visibility=_sigmoid(body[:, 3]) * _sigmoid(body[:, 4]),
            world_m=_rotate(world.reshape(_RAW_POINTS, 3)[:LANDMARKS].astype(np.float64), roi.rotation_rad),
            presence=float(presence.ravel()[0]),
            roi=roi,
            next_roi=RotatedRoi.around_body(xy_px[_CENTRE], xy_px[_REACH], self._roi_scale),
        )


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-logits))


def _rotate(world_m: NDArray[np.float64], rotation_rad: float) -> NDArray[np.float64]:
    """Undo the crop's rotation in the picture plane."""
    cos, sin = np.cos(rotation_rad), np.sin(rotation_rad)
    rotated = world_m.copy()
    rotated[:, :2] = world_m[:, :2] @ np.array([[cos, sin], [-sin, cos]])
    return rotated
