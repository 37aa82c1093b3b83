"""The BlazePose landmark network: one crop in, one person out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.crop import Border, Cropper
from formtrace.pose.refine import refine
from formtrace.pose.region import Region, compose, transform
from formtrace.pose.runtime import open_session
from formtrace.pose.spec import LandmarkSpec

LANDMARKS = 33
_CENTRE, _REACH = 33, 34  # auxiliary points: hip centre and a point on the circle around the body
_OUTPUTS = ["landmarks", "presence", "world"]
_RAW_POINTS, _RAW_VALUES = 39, 5  # x, y, z, visibility, presence


@dataclass(frozen=True, slots=True)
class Person:
    """One person in one frame.

    Attributes:
        xy_px: (33, 2) float64, display pixels.
        z_px: (33,) float64, depth relative to the hips in the scale of x; smaller is nearer.
        visibility: (33,) float64, 0..1, how likely the landmark is in the picture and not hidden.
        world_m: (33, 3) float64, metres, hips at the origin, axes along the picture (y down).
        presence: how likely the crop shows a person, 0..1.
        region: what was looked at.
        next_region: where to look in the next frame.
    """

    xy_px: NDArray[np.float64]
    z_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world_m: NDArray[np.float64]
    presence: float
    region: Region
    next_region: Region

    @property
    def quality(self) -> float:
        """How far the landmarks can be believed, 0..1; presence alone misses some crops without a person."""
        return self.presence * float(self.visibility.mean())


class LandmarkEstimator:
    """Estimates the landmarks of the person in a region; ``precise`` loads the network with heatmaps."""

    def __init__(
        self, spec: LandmarkSpec, region_scale: float, models: Path, threads: int, *, precise: bool = False
    ) -> None:
        self._spec = spec
        self._region_scale = region_scale
        self._cropper = Cropper(spec.input_px, spec.value_range, Border.REPEAT)
        self._session = open_session(models / spec.network(precise=precise), threads)

    def estimate(self, frame: Frame, geometry: Geometry, region: Region) -> Person:
        """Landmarks of the person in ``region``; check ``presence`` before believing them."""
        raw, presence, world = self._run(frame, geometry, region, _OUTPUTS)
        return self._person(region, raw[:, :2], raw, presence, world)

    def estimate_precisely(self, frame: Frame, geometry: Geometry, region: Region) -> Person:
        """The same with the landmarks moved to where the heatmaps of a ``precise`` network see them."""
        raw, presence, world, heatmap = self._run(frame, geometry, region, [*_OUTPUTS, "heatmap"])
        precise = refine(raw[:, :2], heatmap[0], self._spec.input_px)
        return self._person(region, precise, raw, presence, world)

    def _run(
        self, frame: Frame, geometry: Geometry, region: Region, outputs: list[str]
    ) -> list[NDArray[np.float32]]:
        to_coded = compose(geometry.display_to_coded, region.to_display(self._spec.input_px))
        image = self._cropper.crop(frame, to_coded)
        raw, *rest = self._session.run(outputs, {"image": image})
        return [raw.reshape(_RAW_POINTS, _RAW_VALUES), *rest]

    def _person(
        self,
        region: Region,
        xy_crop: NDArray[np.floating],
        raw: NDArray[np.float32],
        presence: NDArray[np.float32],
        world: NDArray[np.float32],
    ) -> Person:
        side = self._spec.input_px
        xy_px = transform(region.to_display(side), xy_crop)
        body = raw[:LANDMARKS].astype(np.float64)
        return Person(
            xy_px=xy_px[:LANDMARKS],
            z_px=body[:, 2] * (region.size_px / side),
            visibility=_sigmoid(body[:, 3]) * _sigmoid(body[:, 4]),
            world_m=_turn(world.reshape(_RAW_POINTS, 3)[:LANDMARKS].astype(np.float64), region.rotation_rad),
            presence=float(presence.ravel()[0]),
            region=region,
            next_region=Region.around_body(xy_px[_CENTRE], xy_px[_REACH], self._region_scale),
        )


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-logits))


def _turn(world_m: NDArray[np.float64], rotation_rad: float) -> NDArray[np.float64]:
    """Undo the crop's rotation in the picture plane."""
    cos, sin = np.cos(rotation_rad), np.sin(rotation_rad)
    turned = world_m.copy()
    turned[:, :2] = world_m[:, :2] @ np.array([[cos, sin], [-sin, cos]])
    return turned
