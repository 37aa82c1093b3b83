"""Choose the subject: the person whose movement is analysed, one for the whole clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.association import Trajectory, associate
from formtrace.pose.tracks import Tracks
from formtrace.skeletons import load_skeleton

# A trajectory that takes over where the chosen one ends (a cut, a long gap) must be about as prominent.
_MIN_TAKEOVER = 0.35
_STILL = 0.3  # weight of a person who does not move, beside the movement's 0..1
_MIN_WEIGHT = 1e-9
_MAX_CANDIDATES = 3
_MOMENT_S = 0.35  # around a moment at which a person was pointed at
_MAX_OVERLAP = 0.15  # of a trajectory, at each end, with another one


@dataclass(frozen=True, slots=True)
class Subject:
    """The chosen person.

    Attributes:
        rows: (N,) int, the row of the tracks for each frame of the source; -1 without the person.
        shot: (N,) int, changes at cuts; filters stop there.
        people: the most people seen at the same time.
        coverage: share of the analysed frames in which the person is seen, 0..1.
        weight: how likely this person is the subject, relative to the other candidates.
        how: why this person was chosen, for the result.
    """

    rows: NDArray[np.intp]
    shot: NDArray[np.intp]
    people: int
    coverage: float
    weight: float
    how: str


def candidates(
    tracks: Tracks,
    t_s: NDArray[np.float64],
    first_frame: int,
    end_frame: int,
    aspect: float,
    place: tuple[float, float] | None = None,
    place_s: float | None = None,
    one_person: bool = True,
) -> list[Subject]:
    """The people who may be the subject, the likeliest first; one without frames if there is no person.

    A person's weight is their size, centrality, visibility and movement over the time they are seen. With a
    ``place`` (x, y of the image, 0..1), the person who is there longest comes first; with ``place_s``, who is
    there at that moment. Without ``one_person``, other people may follow
    at cuts, however small they are in the picture.
    """
    trajectories = associate(tracks, t_s, aspect)
    if not trajectories:
        nowhere = np.full(len(t_s), -1, dtype=np.intp)
        return [Subject(nowhere, np.zeros_like(nowhere), 0, 0.0, 0.0, "no person was seen")]
    prominence = np.array([_prominence(tracks, trajectory) for trajectory in trajectories])
    activity = np.array([_STILL + _movement(tracks, trajectory, aspect) for trajectory in trajectories])
    seconds = np.array([_seconds(trajectory, t_s) for trajectory in trajectories])
    weight = np.maximum(prominence * activity * seconds, _MIN_WEIGHT)
    if place is not None:
        if place_s is None:
            there = seconds * [_share_at(tracks, trajectory.rows, place) for trajectory in trajectories]
        else:
            there = np.array([_there_then(tracks, each, t_s, place, place_s) for each in trajectories])
        weight = np.maximum(there, _MIN_WEIGHT * weight)
    people = int(np.unique(tracks.frame, return_counts=True)[1].max())
    found: list[Subject] = []
    left = np.arange(len(trajectories))
    while left.size and len(found) < _MAX_CANDIDATES:
        sequence = left[_best_sequence(tracks, [trajectories[i] for i in left], weight[left])]
        left = np.setdiff1d(left, sequence)
        best = sequence[np.argmax(weight[sequence])]
        takeover = _MIN_TAKEOVER if one_person else 0.0
        kept = sequence[prominence[sequence] >= takeover * prominence[best]]
        rows, shot = _timeline(tracks, [trajectories[i] for i in kept], len(t_s))
        seen = rows[first_frame:end_frame] >= 0
        coverage = float(seen.mean()) if seen.size else 0.0
        found.append(Subject(rows, shot, people, coverage, float(weight[kept].sum()), _how(people, place)))
    return found


def _timeline(
    tracks: Tracks, trajectories: list[Trajectory], frames: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The tracks' row (-1 for none) and the number of the shot, for each frame."""
    rows, shot = np.full(frames, -1, dtype=np.intp), np.zeros(frames, dtype=np.intp)
    for number, trajectory in enumerate(trajectories):
        seen_at = tracks.frame[trajectory.rows]
        fresh = rows[seen_at] < 0
        rows[seen_at[fresh]] = trajectory.rows[fresh]
        shot[seen_at[fresh].min() if fresh.any() else frames :] = number
    return rows, shot


def _how(people: int, place: tuple[float, float] | None) -> str:
    if people == 1:
        return "the only person in the picture"
    if place is not None:
        return f"the one of up to {people} people who is longest at the place that was asked for"
    return f"the most prominent of up to {people} people by size, place, time in the picture and movement"


def _there_then(
    tracks: Tracks,
    trajectory: Trajectory,
    t_s: NDArray[np.float64],
    place: tuple[float, float],
    place_s: float,
) -> float:
    """How much a person's box holds ``place`` around a moment; of two, the one whose middle is nearer."""
    rows = trajectory.rows[np.abs(t_s[tracks.frame[trajectory.rows]] - place_s) <= _MOMENT_S]
    if not len(rows):
        return 0.0
    box = tracks.box_xyxy_norm[rows].astype(np.float64)
    away = float(np.linalg.norm((box[:, :2] + box[:, 2:]) / 2 - place, axis=1).mean())
    return _share_at(tracks, rows, place) / (1.0 + away)


def _share_at(tracks: Tracks, rows: NDArray[np.intp], place: tuple[float, float]) -> float:
    """Share of the rows, at least one, in which the person's box holds ``place``."""
    box = tracks.box_xyxy_norm[rows]
    return float(((box[:, :2] <= place) & (box[:, 2:] >= place)).all(axis=1).mean())


def _prominence(tracks: Tracks, trajectory: Trajectory) -> float:
    """How large, central and visible a person is, 0..1."""
    box = tracks.box_xyxy_norm[trajectory.rows].astype(np.float64)
    size = np.sqrt(np.clip(box[:, 2] - box[:, 0], 0, 1) * np.clip(box[:, 3] - box[:, 1], 0, 1))
    centre_x = (box[:, 0] + box[:, 2]) / 2
    centrality = 1.0 - np.clip(np.abs(centre_x - 0.5), 0.0, 0.5)
    presence = tracks.presence[trajectory.rows] * tracks.visibility[trajectory.rows].mean(axis=1)
    return float((size * centrality * presence).mean())


def _movement(tracks: Tracks, trajectory: Trajectory, aspect: float) -> float:
    """How much the body changes its shape, 0..1: mean standard deviation of the landmarks, in torsos.

    Relative to the hips, and weighted by visibility, since landmarks that are not visible jump.
    """
    rows, skeleton = trajectory.rows, load_skeleton(tracks.skeleton)

    def at(landmark: int) -> NDArray[np.float64]:
        # One at a time: all landmarks of hours as float64 take hundreds of megabytes.
        in_heights: NDArray[np.float64] = tracks.xy_norm[rows, landmark].astype(np.float64) * [aspect, 1.0]
        return in_heights

    hip, shoulder = (
        (at(skeleton.index(f"left_{part}")) + at(skeleton.index(f"right_{part}"))) / 2
        for part in ("hip", "shoulder")
    )
    torso = max(float(np.median(np.linalg.norm(shoulder - hip, axis=1))), 1e-3)
    spread = [((at(landmark) - hip) / torso).std(axis=0).mean() for landmark in range(len(skeleton))]
    weights = tracks.visibility[rows].mean(axis=0).astype(np.float64) + 1e-6
    return float(np.clip(np.average(spread, weights=weights), 0.0, 1.0))


def _seconds(trajectory: Trajectory, t_s: NDArray[np.float64]) -> float:
    step = float(t_s[-1] - t_s[0]) / (len(t_s) - 1) if len(t_s) > 1 else 1.0
    return len(trajectory.rows) * max(step, 1e-3)


def _best_sequence(tracks: Tracks, trajectories: list[Trajectory], weights: NDArray[np.float64]) -> list[int]:
    """The sequence of trajectories with the greatest total weight (weighted interval scheduling)."""
    start = np.array([tracks.frame[trajectory.rows[0]] for trajectory in trajectories], dtype=np.float64)
    end = np.array([tracks.frame[trajectory.rows[-1]] for trajectory in trajectories], dtype=np.float64)
    tolerated = _MAX_OVERLAP * (end - start)
    start, end = start + tolerated, end - tolerated
    order = np.argsort(end, kind="stable")
    total = np.zeros(len(order) + 1)
    previous = np.searchsorted(end[order], start[order], side="left")
    for position, i in enumerate(order):
        total[position + 1] = max(total[position], total[previous[position]] + weights[i])
    picked, position = [], len(order)
    while position > 0:
        i = order[position - 1]
        if total[position] > total[position - 1]:
            picked.append(int(i))
            position = int(previous[position - 1])
        else:
            position -= 1
    return picked[::-1]
