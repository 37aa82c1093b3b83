"""From the tracks of all people to the filtered motion of the subject."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion, median_torso_length, middle_of, torso_length
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
_TORSO_M = 0.288 * 1.7  # hip to shoulder is 0.288 of the body's height (Winter, as above, fig. 4.1)
_FULL_LENGTH_QUANTILE = 0.75
_FRAMES_AT_ONCE = 4096
_VALUES_AT_ONCE = (
    4_000_000  # all landmarks of eleven minutes, three of four hours: the filters copy what they get
)
_OUTLIER_TORSOS = 0.2  # noise is a few hundredths; a landmark on the wrong limb is off by much more


def subject_motion(
    subject: Subject,
    tracks: Tracks,
    t_s: NDArray[np.float64],
    first_frame: int,
    end_frame: int,
    aspect: float,
) -> Motion:
    """The subject's motion over ``first_frame:end_frame``, filtered, with short gaps interpolated."""
    raw = raw_motion(subject, tracks, t_s, first_frame, end_frame, aspect)
    xy_floor, world_floor = (
        _OUTLIER_TORSOS * np.nan_to_num(median_torso_length(values, raw.skeleton))
        for values in (raw.xy_norm, raw.world_m)
    )
    _filter(raw, raw.xy_norm, xy_floor)
    _filter(raw, raw.world_m, world_floor)
    visibility = interpolate_gaps(raw.t_s, raw.visibility, max_gap_s=MAX_GAP_S, shot=raw.shot)
    return replace(raw, visibility=visibility)


def _filter(raw: Motion, values: Series, outlier_floor: float) -> None:
    """Put ``values`` (N, K, D) through the three filters, in this order and in place."""
    at_once = max(1, _VALUES_AT_ONCE // max(values[:, 0].size, 1))
    for first in range(0, values.shape[1], at_once):
        some = np.s_[:, first : first + at_once]
        cleaned = hampel_filter(raw.t_s, values[some], floor=outlier_floor, shot=raw.shot)
        filled = interpolate_gaps(raw.t_s, cleaned, max_gap_s=MAX_GAP_S, shot=raw.shot)
        values[some] = lowpass(raw.t_s, filled, cutoff_hz=CUTOFF_HZ, shot=raw.shot)


def raw_motion(
    subject: Subject,
    tracks: Tracks,
    t_s: NDArray[np.float64],
    first_frame: int,
    end_frame: int,
    aspect: float,
) -> Motion:
    """The subject's unfiltered motion: with gaps and noise, but also with the sharp turns of a jump."""
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
    """(N, K, 3) metres around the hips, with z = 0, of landmarks (N, K, 2) in image heights.

    For pose models without depth. The scale is that of an average torso, whose length in the image is the
    upper quartile: a trunk that leans towards the camera is foreshortened.
    """
    lengths = torso_length(xy, skeleton)
    known = lengths[lengths > 0]
    metres = _TORSO_M / float(np.quantile(known, _FULL_LENGTH_QUANTILE)) if known.size else np.nan
    around_hips = (xy - middle_of(xy, "hip", skeleton)[:, None]) * metres
    return np.concatenate([around_hips, np.zeros_like(around_hips[..., :1])], axis=-1)


def _at(values: NDArray[np.float32], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """``values`` of the rows, NaN where the row is -1."""
    taken = np.full((len(rows), *values.shape[1:]), np.nan)
    for first in range(0, len(rows), _FRAMES_AT_ONCE):
        some = rows[first : first + _FRAMES_AT_ONCE]
        taken[first : first + _FRAMES_AT_ONCE][some >= 0] = values[some[some >= 0]]
    return taken
