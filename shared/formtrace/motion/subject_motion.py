"""From everybody's tracks to the clean motion of one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion
from formtrace.motion.measures import SIDES
from formtrace.motion.subject import Subject
from formtrace.pose.tracks import Tracks
from formtrace.signals.filters import hampel_filter, lowpass
from formtrace.signals.series import Series, interpolate_gaps
from formtrace.skeletons import Skeleton, load_skeleton

MAX_GAP_S = 0.5
"""Gaps up to this long are interpolated."""
CUTOFF_HZ = 7.0
"""Of the low-pass. 6 Hz holds the content of human movement (Winter, Biomechanics and Motor Control of Human
Movement, 4th ed., section 3.4); fast gym repetitions, three a second and more, need a little more.
"""
# From hip to shoulder is 0.288 of the body's height (Winter, as above, fig. 4.1): of 1.7 m.
_TORSO_M = 0.288 * 1.7
_FULL_LENGTH = 0.75  # quantile
_OUTLIER_TORSOS = 0.2  # landmarks stray by a few hundredths; what is wrong is wrong by half a limb


def subject_motion(
    subject: Subject,
    tracks: Tracks,
    t_s: NDArray[np.float64],
    first_frame: int,
    end_frame: int,
    aspect: float,
) -> Motion:
    """Fill the subject's short gaps and smooth; the motion covers ``first_frame:end_frame``."""
    raw = raw_motion(subject, tracks, t_s, first_frame, end_frame, aspect)
    xy_floor, world_floor = (_OUTLIER_TORSOS * size for size in _torsos(raw))
    return replace(
        raw,
        xy_norm=_filtered(raw, raw.xy_norm, xy_floor),
        visibility=interpolate_gaps(raw.t_s, raw.visibility, max_gap_s=MAX_GAP_S, shot=raw.shot),
        world_m=_filtered(raw, raw.world_m, world_floor),
    )


def _filtered(raw: Motion, values: Series, outlier_floor: float) -> Series:
    """Without outliers, with short gaps filled, then smoothed without phase shift."""
    cleaned = hampel_filter(raw.t_s, values, floor=outlier_floor, shot=raw.shot)
    filled = interpolate_gaps(raw.t_s, cleaned, max_gap_s=MAX_GAP_S, shot=raw.shot)
    return lowpass(raw.t_s, filled, cutoff_hz=CUTOFF_HZ, shot=raw.shot)


def _torsos(raw: Motion) -> tuple[float, float]:
    """Usual length of the torso, in the landmarks' two units."""
    if not raw.seen.any():
        return (0.0, 0.0)
    middles = [
        values[raw.seen][:, [raw.skeleton.index(f"{side}_{part}") for side in SIDES]].mean(axis=1)
        for values in (raw.xy_norm, raw.world_m)
        for part in ("shoulder", "hip")
    ]
    in_picture, in_space = (
        float(np.median(np.linalg.norm(shoulders - hips, axis=1)))
        for shoulders, hips in (middles[:2], middles[2:])
    )
    return (in_picture, in_space)


def raw_motion(
    subject: Subject,
    tracks: Tracks,
    t_s: NDArray[np.float64],
    first_frame: int,
    end_frame: int,
    aspect: float,
) -> Motion:
    """The subject's motion as the network saw it: with its gaps and its noise, but with sharp turns too."""
    wanted = slice(first_frame, end_frame)
    rows = subject.rows[wanted]
    skeleton = load_skeleton(tracks.skeleton)
    xy_norm, world_m = _at(tracks.xy_norm, rows), _at(tracks.world_m, rows)
    has_depth = len(tracks) == 0 or bool(np.isfinite(tracks.world_m[0]).all())
    return Motion(
        t_s=t_s[wanted],
        xy_norm=xy_norm,
        visibility=_at(tracks.visibility, rows),
        world_m=world_m if has_depth else in_image_plane(xy_norm * [aspect, 1.0], skeleton),
        shot=subject.shot[wanted],
        aspect=aspect,
        skeleton=skeleton,
        has_depth=has_depth,
    )


def in_image_plane(xy: Series, skeleton: Skeleton) -> Series:
    """(N, K, 3) metres around the hips for landmarks (N, K, 2) without depth: flat, of a usual torso's size.

    The torso is seen at its full length in most positions; a trunk that leans towards the camera looks
    shorter, so the upper quartile of its length is taken.
    """
    shoulders, hips = (
        xy[:, [skeleton.index(f"{side}_{part}") for side in SIDES]].mean(axis=1, keepdims=True)
        for part in ("shoulder", "hip")
    )
    lengths = np.linalg.norm(shoulders - hips, axis=-1)
    known = lengths[lengths > 0]
    metres = _TORSO_M / float(np.quantile(known, _FULL_LENGTH)) if known.size else np.nan
    around_hips = (xy - hips) * metres
    return np.concatenate([around_hips, np.zeros_like(around_hips[..., :1])], axis=-1)


def _at(values: NDArray[np.float32], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """``values`` of the rows, NaN where the row is -1."""
    taken = np.full((len(rows), *values.shape[1:]), np.nan)
    taken[rows >= 0] = values[rows[rows >= 0]]
    return taken
