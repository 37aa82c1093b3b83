"""The motion template: one repetition of a reference movement, ready to be compared with clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formtrace.errors import InvalidReferenceError
from formtrace.exercises.form_checks import View
from formtrace.reference.draft import MAX_S, MIN_S
from formtrace.reference.pose_series import MIRRORED, PoseSeries, mirrored
from formtrace.reference.record import TemplateRecord
from formtrace.signals.dtw import subsequence_dtw
from formtrace.signals.series import Series

MIN_MOVEMENT = 0.04
"""Torsos, root mean square: less is standing still."""
_SAMPLE_RATE_HZ = 16.0
_SAMPLES = (24, 160)  # least and most, whatever the duration
_SAME_MOVEMENT = 0.6  # of the movement's size: the largest distance of repetitions that are averaged
_MIN_COVERAGE = 0.8  # of the repetition in which the person must be visible
_TRUNK_WEIGHT, _DISTAL_WEIGHT = 1.5, 0.8  # the trunk carries the rest; hands and feet are less visible
_SEGMENT_WEIGHTS = np.array(
    [_TRUNK_WEIGHT, 1, 1, _DISTAL_WEIGHT, _DISTAL_WEIGHT, 1, 1, *[_DISTAL_WEIGHT] * 2, 1]
)
_STILL_WEIGHT = 0.1  # of a segment that does not move, beside 1 of the one that moves most
MIN_VISIBILITY = 0.1
"""What a segment counts at least, however badly it is visible."""


@dataclass(frozen=True, slots=True)
class MotionTemplate:
    """One repetition of a movement, sampled at L even times.

    Attributes:
        duration_s: of the repetition.
        poses: (L, 10, 3), see :class:`~formtrace.reference.pose_series.PoseSeries`.
        visibility: (10,) of each segment, mean over the repetition.
        weights: (10,) of the segments: those that move more count more, badly visible ones less. Sum 1.
        movement: root mean square of the weighted movement around the mean pose, in torsos: the joint error
            of a person who stands still in the mean pose.
    """

    duration_s: float
    poses: Series
    visibility: Series
    weights: Series
    movement: float

    @classmethod
    def of(cls, record: TemplateRecord) -> MotionTemplate:
        """The template that was stored."""
        poses, visibility = np.array(record.poses), np.array(record.visibility)
        moved = rms_movement(poses)
        weights = segment_weights(moved, visibility)
        movement = float(np.sqrt((weights * moved**2).sum()))
        return cls(record.duration_s, poses, visibility, weights, movement)

    @property
    def rate_hz(self) -> float:
        """Samples a second."""
        return (len(self.poses) - 1) / self.duration_s

    def mirrored(self) -> MotionTemplate:
        """The same movement with left and right exchanged."""
        order = list(MIRRORED)
        return replace(
            self,
            poses=mirrored(self.poses),
            visibility=self.visibility[order],
            weights=self.weights[order],
        )


def template_record(
    series: PoseSeries, view: View | None = None, yaw_deg: float | None = None
) -> TemplateRecord:
    """Make a template of all of ``series``, which is one repetition.

    Raises:
        InvalidReferenceError: it is too short or too long, without a person, or without movement.
    """
    duration_s = float(series.t_s[-1] - series.t_s[0]) if len(series) > 1 else 0.0
    if not MIN_S <= duration_s <= MAX_S:
        raise InvalidReferenceError(
            f"One repetition takes from {MIN_S} to {MAX_S:.0f} s and this part takes {duration_s:.2f} s; "
            "trim the video to one clean repetition."
        )
    if np.isfinite(series.segments[:, 0, 0]).mean() < _MIN_COVERAGE:
        raise InvalidReferenceError(
            "No person was recognised in this part of the video; choose a part that shows the whole body."
        )
    count = int(np.clip(round(duration_s * _SAMPLE_RATE_HZ), *_SAMPLES))
    even = series.sampled((count - 1) / duration_s)
    poses = _without_gaps(even.segments[:count])
    record = TemplateRecord(
        duration_s=duration_s,
        poses=_as_tuples(poses),
        visibility=tuple(np.round(even.visibility.mean(axis=0), 4).tolist()),
        view=view,
        yaw_deg=None if yaw_deg is None else round(yaw_deg, 1),
    )
    if MotionTemplate.of(record).movement < MIN_MOVEMENT:
        raise InvalidReferenceError(
            "Nothing moves in this part of the video; choose the part with the movement."
        )
    return record


def average(records: Sequence[TemplateRecord]) -> TemplateRecord:
    """The mean of several repetitions of one movement, each aligned with their medoid.

    Raises:
        InvalidReferenceError: one of them is another movement, or there is none.
    """
    if not records:
        raise InvalidReferenceError("Give at least one repetition to make a reference of.")
    if len(records) == 1:
        return records[0]
    templates = [MotionTemplate.of(record) for record in records]
    pairs = [[_warped(one, other) for other in templates] for one in templates]
    medoid = int(np.argmin([sum(cost for _, cost in row) for row in pairs]))
    if max(cost for _, cost in pairs[medoid]) > _SAME_MOVEMENT * templates[medoid].movement:
        raise InvalidReferenceError(
            "These repetitions are not of one movement; choose repetitions that look alike, or only one."
        )
    poses = np.mean([poses for poses, _ in pairs[medoid]], axis=0)
    return records[medoid].model_copy(
        update={
            "duration_s": float(np.mean([record.duration_s for record in records])),
            "poses": _as_tuples(poses),
            "visibility": tuple(np.mean([template.visibility for template in templates], axis=0).round(4)),
            "repetitions": len(records),
        }
    )


def _warped(one: MotionTemplate, other: MotionTemplate) -> tuple[Series, float]:
    """(L, 10, 3) poses of ``other`` on the time axis of ``one``, and their mean distance."""
    share = np.linspace(0, 1, len(one.poses))
    evenly = np.linspace(0, 1, len(other.poses))
    flat = other.poses.reshape(len(evenly), -1)
    poses = np.stack([np.interp(share, evenly, column) for column in flat.T], axis=1)
    poses = poses.reshape(len(share), 10, 3)
    square = ((one.poses[:, None] - poses[None]) ** 2).sum(axis=-1)
    cost = np.sqrt((square * one.weights).sum(axis=-1))
    cost[0, 1:] = np.inf  # both begin together
    aligned = subsequence_dtw(cost)
    rows, columns = aligned.path(len(cost) - 1).T
    totals, counts = np.zeros_like(poses), np.zeros(len(poses))
    np.add.at(totals, rows, poses[columns])
    np.add.at(counts, rows, 1.0)
    return totals / counts[:, None, None], float(aligned.cost[-1])


def rms_movement(poses: Series) -> Series:
    """(10,) root mean square of each segment around its mean, in torsos. ``poses`` (P, 10, 3)."""
    moved: Series = np.sqrt(((poses - poses.mean(axis=0)) ** 2).sum(axis=-1).mean(axis=0))
    return moved


def segment_weights(moved: Series, visibility: Series) -> Series:
    """(10,) weights of sum 1, by how far each segment moves and how visible it is."""
    clipped = np.clip(visibility, MIN_VISIBILITY, 1.0)
    weights: Series = _SEGMENT_WEIGHTS * clipped * (moved / max(float(moved.max()), 1e-9) + _STILL_WEIGHT)
    weights /= weights.sum()
    return weights


def _as_tuples(poses: Series) -> tuple[tuple[tuple[float, float, float], ...], ...]:
    return tuple(tuple((x, y, z) for x, y, z in pose) for pose in np.round(poses, 5).tolist())


def _without_gaps(poses: Series) -> Series:
    """Fill what is missing at the ends, or for longer than the series interpolates."""
    known = np.flatnonzero(np.isfinite(poses[:, 0, 0]))
    flat = poses.reshape(len(poses), -1)
    whole = [np.interp(np.arange(len(flat)), known, flat[known, column]) for column in range(flat.shape[1])]
    return np.stack(whole, axis=1).reshape(poses.shape)
