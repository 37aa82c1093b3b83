"""From a motion to its template: one repetition, or the mean of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formtrace.errors import InvalidReferenceError
from formtrace.motion.angles import AngleSeries, joint_angles
from formtrace.motion.body import Motion
from formtrace.motion.view import camera_view, median_body_yaw_deg
from formtrace.reference.pose_series import PoseSeries, pose_series
from formtrace.reference.record import TemplateRecord
from formtrace.reference.template import average, template_record
from formtrace.reference.trim import automatic_trim

_MAX_SIGNALS = 6
_SHARE_OF_LARGEST = 0.5  # range of motion
_ALMOST_S = 1e-6


class Span(NamedTuple):
    """A part of a video, seconds from its first frame; both ends belong to it."""

    start_s: float
    end_s: float


class MadeTemplate(NamedTuple):
    """A template, and the parts of the video that it is the mean of."""

    template: TemplateRecord
    spans: tuple[Span, ...]


def template_from_motion(
    motion: Motion,
    start_s: float | None = None,
    end_s: float | None = None,
    repetitions: Sequence[tuple[float, float]] | None = None,
) -> MadeTemplate:
    """Make a template of one repetition of a movement, or of several.

    Args:
        motion: of the whole video, or of the part that was analysed.
        start_s, end_s: first and last frame of the repetition, seconds from the video's first frame. If one
            is missing, one clean repetition is searched in what the other leaves; if both are, in all.
        repetitions: several, to be averaged, instead of ``start_s`` and ``end_s``.

    Raises:
        InvalidReferenceError: the part is too short or too long, without a person or without movement, or
            the repetitions are of different movements.
    """
    series = pose_series(motion)
    if repetitions:
        spans = tuple(Span(*span) for span in repetitions)
    elif start_s is not None and end_s is not None:
        spans = (Span(start_s, end_s),)
    else:
        first, last = frames_of(motion.t_s, (start_s or 0.0, np.inf if end_s is None else end_s))
        start, end = automatic_trim(series.between(first, last))
        spans = (Span(float(motion.t_s[first + start]), float(motion.t_s[first + end])),)
    frames = [frames_of(motion.t_s, span) for span in spans]
    records = [_record(motion, series, slice(first, last + 1)) for first, last in frames]
    return MadeTemplate(average(records), spans)


def _record(motion: Motion, series: PoseSeries, frames: slice) -> TemplateRecord:
    part = series.between(frames.start, frames.stop - 1)
    view = camera_view(motion, frames)
    return template_record(part, view, None if view is None else median_body_yaw_deg(motion, frames))


def frames_of(t_s: NDArray[np.float64], span: tuple[float, float]) -> tuple[int, int]:
    """First and last frame within ``span``, the frames nearest to its ends.

    Raises:
        InvalidReferenceError: it ends before it starts, or lies outside of the video.
    """
    start_s, end_s = span
    if not end_s > start_s:
        raise InvalidReferenceError(
            "The end of the repetition must be after its start; correct the two times."
        )
    if start_s > t_s[-1] + _ALMOST_S or end_s < t_s[0] - _ALMOST_S:
        raise InvalidReferenceError(
            f"The repetition must be inside the video, which ends at {t_s[-1]:.2f} s; correct its times."
        )
    first, last = (int(np.abs(t_s - edge).argmin()) for edge in (start_s, min(end_s, float(t_s[-1]))))
    return first, last


def moving_angles(motion: Motion, span: tuple[float, float]) -> tuple[str, ...]:
    """Names of the joint angles with the largest ranges in ``span``, the largest first."""
    first, last = frames_of(motion.t_s, span)
    ranges = {angle.name: _range_deg(angle, first, last) for angle in joint_angles(motion)}
    least = _SHARE_OF_LARGEST * max(ranges.values(), default=0.0)
    busy = sorted((name for name in ranges if ranges[name] >= least > 0), key=lambda name: -ranges[name])
    return tuple(busy[:_MAX_SIGNALS])


def _range_deg(angle: AngleSeries, first: int, last: int) -> float:
    """Range of the angle in space, or without depth in the image, times its confidence."""
    inside = slice(first, last + 1)
    values = angle.space_3d_deg[inside]
    if not np.isfinite(values).any():
        values = angle.image_deg[inside]
    known = values[np.isfinite(values)]
    return float(np.ptp(known)) * float(np.nanmean(angle.confidence[inside])) if known.size else 0.0
