"""Landmarks in metres in the axes of biomechanics, at even times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.motion.body import Motion
from formtrace.motion.subject_motion import in_image_plane
from formtrace.results.data import ResultData
from formtrace.signals.series import Series

# Hip to shoulder, thigh and shank as shares of the body's height: Winter, Biomechanics and Motor Control of
# Human Movement, 4th ed., fig. 4.1.
_OF_HEIGHT = 0.288 + 0.245 + 0.246


@dataclass(frozen=True, slots=True)
class MetricMotion:
    """K landmarks over M frames at a constant rate.

    Attributes:
        t_s: (M,) seconds, even.
        rate_hz: frames a second.
        xyz_m: (M, K, 3) metres: x to the right in the picture, y up, z towards the camera (OpenSim's axes for
            a person who walks to the right in a side view), from the lowest point and the first place of
            the hips; NaN where the person is not seen.
        names: of the landmarks.
    """

    t_s: Series
    rate_hz: float
    xyz_m: Series
    names: tuple[str, ...]


def metric_motion(data: ResultData, user_height_cm: float | None = None) -> MetricMotion:
    """The landmarks in metres, scaled to the person's height if it is known.

    Positions across the picture are those of the picture, in metres at the person's distance; depth is the
    pose model's estimate around the hips (0 from a model without depth). One camera sees no travel in depth.
    """
    motion = _motion(data)
    scale = 1.0 if user_height_cm is None else user_height_cm / 100 / _height_m(motion)
    xyz_m = motion.body_m * scale * [1.0, 1.0, -1.0]
    known = np.isfinite(xyz_m).all(axis=(1, 2))
    if known.any():
        first = np.flatnonzero(known)[0]
        hips = [data.skeleton.index(f"{side}_hip") for side in ("left", "right")]
        origin = xyz_m[first, hips].mean(axis=0)
        origin[1] = np.nanquantile(xyz_m[..., 1].min(axis=1), 0.05)
        xyz_m = xyz_m - origin
    rate_hz = (len(data) - 1) / float(data.t_s[-1] - data.t_s[0]) if len(data) > 1 else 1.0
    t_s = data.t_s[0] + np.arange(len(data)) / rate_hz
    return MetricMotion(t_s - t_s[0], rate_hz, _at_even_times(data.t_s, xyz_m, t_s), data.skeleton.names)


def even(t_s: Series, values: Series) -> Series:
    """(N,) values at as many even times; NaN where a neighbour is not known."""
    grid = np.linspace(t_s[0], t_s[-1], len(t_s))
    return _at_even_times(t_s, values[:, None, None], grid)[:, 0, 0]


def _motion(data: ResultData) -> Motion:
    media = data.document.media
    aspect = media.width / media.height
    has_depth = bool(np.isfinite(data.world_m).any())
    world_m = data.world_m if has_depth else in_image_plane(data.xy_norm * [aspect, 1.0], data.skeleton)
    shot = np.zeros(len(data), dtype=np.intp)
    return Motion(data.t_s, data.xy_norm, data.visibility, world_m, shot, aspect, data.skeleton, has_depth)


def _height_m(motion: Motion) -> float:
    """The person's height from the lengths of trunk, thigh and shank."""
    at = {
        name: motion.world_m[:, [motion.skeleton.index(f"{side}_{name}") for side in ("left", "right")]]
        for name in ("shoulder", "hip", "knee", "ankle")
    }
    trunk = np.linalg.norm(at["shoulder"].mean(axis=1) - at["hip"].mean(axis=1), axis=-1)
    thigh, shank = (
        np.linalg.norm(at[upper] - at[lower], axis=-1)
        for upper, lower in (("hip", "knee"), ("knee", "ankle"))
    )
    lengths = [float(np.nanmedian(part)) for part in (trunk, thigh, shank)]
    return sum(lengths) / _OF_HEIGHT


def _at_even_times(t_s: Series, values: Series, grid: Series) -> Series:
    """(M, ...) linear interpolation; NaN next to missing frames stays NaN."""
    after = (
        np.clip(np.searchsorted(t_s, grid), 1, max(1, len(t_s) - 1))
        if len(t_s) > 1
        else np.zeros(len(grid), int)
    )
    before = np.maximum(after - 1, 0)
    span = np.where(after > before, t_s[after] - t_s[before], 1.0)
    share = np.clip((grid - t_s[before]) / span, 0.0, 1.0).reshape(-1, *[1] * (values.ndim - 1))
    mixed = np.where(share == 0, values[before], values[before] * (1 - share) + values[after] * share)
    even_values: Series = np.where(share == 1, values[after], mixed)
    return even_values
