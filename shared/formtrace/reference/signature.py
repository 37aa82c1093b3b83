"""What is kept of a reference movement: one repetition of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from formtrace.errors import InvalidReferenceError
from formtrace.motion.view import View
from formtrace.reference.series import MIRRORED, PoseSeries, mirrored
from formtrace.signals.dtw import subsequence_dtw
from formtrace.signals.series import Series

MIN_S, MAX_S = 0.3, 20.0
"""What one repetition may take, in seconds."""
MIN_MOVEMENT = 0.04
"""Torsos, root mean square: less is standing still."""
_SAMPLE_RATE_HZ = 16.0
_SAMPLES = (24, 160)  # least and most, whatever the duration
_SAME_MOVEMENT = 0.6  # of the movement's size: how far apart repetitions may be that are averaged
_MIN_COVERAGE = 0.8  # of the repetition in which the person must have been seen
_TRUNK_WEIGHT, _DISTAL_WEIGHT = 1.5, 0.8  # the trunk carries the rest; hands and feet are seen less well
_SEGMENT_WEIGHTS = np.array(
    [_TRUNK_WEIGHT, 1, 1, _DISTAL_WEIGHT, _DISTAL_WEIGHT, 1, 1, *[_DISTAL_WEIGHT] * 2, 1]
)
_STILL_WEIGHT = 0.1  # of a segment that does not move, beside 1 of the one that moves most
_MIN_VISIBILITY = 0.1


class Signature(BaseModel):
    """One repetition of a movement, sampled at even times.

    Attributes:
        duration_s: of the repetition.
        poses: (L, 10, 3), see :class:`~formtrace.reference.series.PoseSeries`.
        visibility: (10,) mean over the repetition.
        view: where the camera stood; ``None`` if that could not be told.
        turn_deg: how far the person was turned from the camera: 0 is face on, 90 in profile.
        repetitions: how many were averaged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    duration_s: float
    poses: tuple[tuple[tuple[float, float, float], ...], ...]
    visibility: tuple[float, ...]
    view: View | None = None
    turn_deg: float | None = None
    repetitions: int = 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """A signature ready to be looked for.

    Attributes:
        duration_s: of the repetition.
        poses: (L, 10, 3).
        visibility: (10,).
        weights: (10,) how much each segment counts; they add up to 1.
        movement: root mean square of the weighted movement around the mean pose, in torsos: how far off a
            person who stands in the mean pose is.
    """

    duration_s: float
    poses: Series
    visibility: Series
    weights: Series
    movement: float

    @property
    def rate_hz(self) -> float:
        """Samples a second."""
        return (len(self.poses) - 1) / self.duration_s

    def mirrored(self) -> Pattern:
        """The same movement with left and right exchanged."""
        order = list(MIRRORED)
        return replace(
            self,
            poses=mirrored(self.poses),
            visibility=self.visibility[order],
            weights=self.weights[order],
        )


def signature_of(series: PoseSeries, view: View | None = None, turn_deg: float | None = None) -> Signature:
    """Keep one repetition, all of ``series``.

    Raises:
        InvalidReferenceError: it is too short or too long, nobody is in it, or nothing moves.
    """
    duration_s = float(series.t_s[-1] - series.t_s[0]) if len(series) > 1 else 0.0
    if not MIN_S <= duration_s <= MAX_S:
        raise InvalidReferenceError(
            f"One repetition takes from {MIN_S} to {MAX_S:.0f} s and this part takes {duration_s:.2f} s; "
            "trim the video to one clean repetition."
        )
    if np.isfinite(series.segments[:, 0, 0]).mean() < _MIN_COVERAGE:
        raise InvalidReferenceError(
            "There is nobody to be seen in this part of the video; choose a part with the whole body in it."
        )
    count = int(np.clip(round(duration_s * _SAMPLE_RATE_HZ), *_SAMPLES))
    even = series.sampled((count - 1) / duration_s)
    poses = _without_gaps(even.segments[:count])
    signature = Signature(
        duration_s=duration_s,
        poses=_plain(poses),
        visibility=tuple(np.round(even.visibility.mean(axis=0), 4).tolist()),
        view=view,
        turn_deg=None if turn_deg is None else round(turn_deg, 1),
    )
    if pattern_of(signature).movement < MIN_MOVEMENT:
        raise InvalidReferenceError(
            "Nobody moves in this part of the video; choose the part with the movement."
        )
    return signature


def average(signatures: Sequence[Signature]) -> Signature:
    """The mean of several repetitions of one movement, each aligned with the one that is most like all.

    Raises:
        InvalidReferenceError: one of them is another movement, or there is none.
    """
    if not signatures:
        raise InvalidReferenceError("Give at least one repetition to make a reference of.")
    if len(signatures) == 1:
        return signatures[0]
    patterns = [pattern_of(signature) for signature in signatures]
    pairs = [[_followed(one, other) for other in patterns] for one in patterns]
    middle = int(np.argmin([sum(cost for _, cost in row) for row in pairs]))
    if max(cost for _, cost in pairs[middle]) > _SAME_MOVEMENT * patterns[middle].movement:
        raise InvalidReferenceError(
            "These repetitions are not of one movement; choose repetitions that look alike, or only one."
        )
    poses = np.mean([poses for poses, _ in pairs[middle]], axis=0)
    return signatures[middle].model_copy(
        update={
            "duration_s": float(np.mean([signature.duration_s for signature in signatures])),
            "poses": _plain(poses),
            "visibility": tuple(np.mean([pattern.visibility for pattern in patterns], axis=0).round(4)),
            "repetitions": len(signatures),
        }
    )


def _followed(one: Pattern, other: Pattern) -> tuple[Series, float]:
    """(L, 10, 3) poses of ``other`` in the time of ``one``, from end to end, and their mean distance."""
    share = np.linspace(0, 1, len(one.poses))
    evenly = np.linspace(0, 1, len(other.poses))
    flat = other.poses.reshape(len(evenly), -1)
    poses = np.stack([np.interp(share, evenly, column) for column in flat.T], axis=1)
    poses = poses.reshape(len(share), 10, 3)
    off = ((one.poses[:, None] - poses[None]) ** 2).sum(axis=-1)
    cost = np.sqrt((off * one.weights).sum(axis=-1))
    cost[0, 1:] = np.inf  # both begin together
    aligned = subsequence_dtw(cost)
    rows, columns = aligned.path(len(cost) - 1).T
    totals, counts = np.zeros_like(poses), np.zeros(len(poses))
    np.add.at(totals, rows, poses[columns])
    np.add.at(counts, rows, 1.0)
    return totals / counts[:, None, None], float(aligned.cost[-1])


def pattern_of(signature: Signature) -> Pattern:
    """What is looked for: segments that move more count for more, those that were hardly seen for less."""
    poses, visibility = np.array(signature.poses), np.array(signature.visibility)
    moved = spread(poses)
    weights = segment_weights(moved, visibility)
    movement = float(np.sqrt((weights * moved**2).sum()))
    return Pattern(signature.duration_s, poses, visibility, weights, movement)


def spread(poses: Series) -> Series:
    """(10,) root mean square of each segment's movement around its mean, in torsos. ``poses`` (P, 10, 3)."""
    moved: Series = np.sqrt(((poses - poses.mean(axis=0)) ** 2).sum(axis=-1).mean(axis=0))
    return moved


def segment_weights(moved: Series, visibility: Series) -> Series:
    """(10,) weights that add up to 1, from how far each segment moves and how well it is seen."""
    seen = np.clip(visibility, _MIN_VISIBILITY, 1.0)
    weights: Series = _SEGMENT_WEIGHTS * seen * (moved / max(float(moved.max()), 1e-9) + _STILL_WEIGHT)
    weights /= weights.sum()
    return weights


def _plain(poses: Series) -> tuple[tuple[tuple[float, float, float], ...], ...]:
    return tuple(tuple((x, y, z) for x, y, z in pose) for pose in np.round(poses, 5).tolist())


def _without_gaps(poses: Series) -> Series:
    """Bridge what is missing at the ends or for longer than the series bridges itself."""
    known = np.flatnonzero(np.isfinite(poses[:, 0, 0]))
    flat = poses.reshape(len(poses), -1)
    whole = [np.interp(np.arange(len(flat)), known, flat[known, column]) for column in range(flat.shape[1])]
    return np.stack(whole, axis=1).reshape(poses.shape)
