"""What the pipeline asks of a pose model, and the model that an ONNX file and its spec make."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.crop import Border
from formtrace.pose.decoders import CropLandmarks, Decoder, decoder_of
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.pose.network_input import NetworkInput
from formtrace.pose.roi import RotatedRoi, transform
from formtrace.pose.runtime import open_session
from formtrace.pose.spec import ModelSpec
from formtrace.skeletons import Skeleton, load_skeleton

_PART_OF_CIRCLE = 0.3  # visibility from which a landmark stretches the circle around the body


class PoseModel(Protocol):
    """Estimates the landmarks of one person in one ROI: the seam for models that are no ONNX file.

    Attributes:
        name: as results report it, with ``sha256``, the hash of what decides the landmarks.
        skeleton: whose landmarks it gives, in that order.
        min_presence: below it an ROI shows no person.
        roi_scale: side of the ROI over the diameter of the circle around the body.
    """

    name: str
    sha256: str
    skeleton: Skeleton
    min_presence: float
    roi_scale: float

    def estimate(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """Landmarks of the person in ``roi``; check ``presence`` before using them."""
        ...

    def estimate_refined(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """The same for a photo, where accuracy is worth more than time."""
        ...


class OnnxPoseModel:
    """The landmark network of a :class:`ModelSpec`, on the CPU."""

    def __init__(
        self, spec: ModelSpec, folder: Path, threads: int = 1, *, with_heatmaps: bool = False
    ) -> None:
        file = folder / spec.network(with_heatmaps=with_heatmaps)
        self.name = spec.name
        self.skeleton = load_skeleton(spec.skeleton)
        self.min_presence = spec.min_presence
        self.roi_scale = spec.roi_scale
        self._session = open_session(file, threads)
        self.sha256 = sha256_of(file)
        self._input = NetworkInput(spec.input, self._session, Border.REPEAT)
        self._decoder = decoder_of(spec)
        self._refining = decoder_of(spec, with_heatmaps=with_heatmaps)

    def estimate(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """Landmarks of the person in ``roi``; check ``presence`` before using them."""
        return self._estimate(frame, geometry, roi, self._decoder)

    def estimate_refined(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> PoseLandmarks:
        """The same, heatmap-refined, if it was loaded ``with_heatmaps`` and the network has them."""
        return self._estimate(frame, geometry, roi, self._refining)

    def _estimate(self, frame: Frame, geometry: Geometry, roi: RotatedRoi, decoder: Decoder) -> PoseLandmarks:
        outputs = self._session.run(list(decoder.outputs), self._input.of(frame, geometry, roi))
        return self._in_display(decoder.decode(outputs), roi)

    def _in_display(self, crop: CropLandmarks, roi: RotatedRoi) -> PoseLandmarks:
        to_display = self._input.to_display(roi)
        xy_px, count = transform(to_display, crop.xy_px), len(self.skeleton)
        if crop.circle_px is None:
            centre, reach = circle_around(xy_px, crop.visibility, self.skeleton)
        else:
            centre, reach = transform(to_display, crop.circle_px)
        return PoseLandmarks(
            xy_px=xy_px,
            z_px=np.full(count, np.nan) if crop.z_px is None else crop.z_px * self._input.scale_px(roi),
            visibility=crop.visibility,
            world_m=np.full((count, 3), np.nan)
            if crop.world_m is None
            else _rotate(crop.world_m, roi.rotation_rad),
            presence=crop.presence,
            roi=roi,
            next_roi=RotatedRoi.around_body(centre, reach, self.roi_scale),
        )


def circle_around(
    xy_px: NDArray[np.float64], visibility: NDArray[np.float64], skeleton: Skeleton
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centre of the circle around a body, (2,), and its point above the head, from landmarks (K, 2).

    The circle is BlazePose's: around the middle of the hips, as large as the farthest visible landmark, its
    point in the direction of the shoulders.
    """
    hips, shoulders = (
        xy_px[[skeleton.index(f"{side}_{part}") for side in ("left", "right")]].mean(axis=0)
        for part in ("hip", "shoulder")
    )
    trunk = shoulders - hips
    length = max(float(np.hypot(*trunk)), 1e-6)
    visible = visibility >= _PART_OF_CIRCLE
    distances = np.hypot(*(xy_px - hips).T)
    radius = max(float(distances[visible].max(initial=0.0)), length)
    return hips, hips + trunk * (radius / length)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rotate(world_m: NDArray[np.float64], rotation_rad: float) -> NDArray[np.float64]:
    """Undo the crop's rotation in the picture plane."""
    cos, sin = np.cos(rotation_rad), np.sin(rotation_rad)
    rotated = world_m.copy()
    rotated[:, :2] = world_m[:, :2] @ np.array([[cos, sin], [-sin, cos]])
    return rotated
