"""Associate tracklets over time: the same person across restarts of the tracker and short gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.pose.tracks import Tracks

MAX_GAP_S = 1.5
# How far a person may have moved (in box diagonals) and changed size (as a log ratio) between the end of one
# tracklet and the start of the next: a little at once, more with every second in between.
_DRIFT, _DRIFT_PER_S = 0.35, 0.8
_GROWTH, _GROWTH_PER_S = 0.4, 0.5
_FORBIDDEN = 1e6

Rows = NDArray[np.intp]
"""(n,) rows of the tracks, in frame order, at most one a frame."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One person over the clip: the ``rows`` of their tracklets."""

    rows: Rows


def associate(tracks: Tracks, t_s: NDArray[np.float64], aspect: float) -> list[Trajectory]:
    """The trajectories of the people in ``tracks``: each tracklet continues the likeliest one that has ended.

    Args:
        t_s: (N,) seconds of every frame of the source.
        aspect: display width / height.
    """
    tracklets = _tracklets(tracks)
    transitions = _Transitions(tracks, t_s, aspect)
    found: list[list[Rows]] = []
    starts = np.array([tracks.frame[rows[0]] for rows in tracklets])
    for start in np.unique(starts):
        fresh = [tracklets[i] for i in np.flatnonzero(starts == start)]
        ended = [i for i, parts in enumerate(found) if tracks.frame[parts[-1][-1]] < start]
        continued = _match({i: found[i][-1] for i in ended}, fresh, transitions)
        for position, tracklet in enumerate(fresh):
            if position in continued:
                found[continued[position]].append(tracklet)
            else:
                found.append([tracklet])
    return [Trajectory(np.concatenate(parts)) for parts in found]


def _tracklets(tracks: Tracks) -> list[Rows]:
    """The rows of each track, in frame order."""
    order = np.lexsort((tracks.frame, tracks.track))
    if not order.size:
        return []
    return np.split(order, np.flatnonzero(np.diff(tracks.track[order])) + 1)


class _Transitions:
    """Costs of one person going from one tracklet to another, whatever the picture's shape."""

    def __init__(self, tracks: Tracks, t_s: NDArray[np.float64], aspect: float) -> None:
        box = tracks.box_xyxy_norm.astype(np.float64) * [aspect, 1.0, aspect, 1.0]
        self._centre = (box[:, :2] + box[:, 2:]) / 2
        self._diagonal = np.hypot(*(box[:, 2:] - box[:, :2]).T)
        self._t_s = t_s[tracks.frame]

    def cost(self, before: np.intp, after: np.intp) -> float:
        """How unlikely it is that the two rows are one person; forbidden when too far apart."""
        gap_s = float(self._t_s[after] - self._t_s[before])
        if gap_s > MAX_GAP_S:
            return _FORBIDDEN
        size = max(self._diagonal[before], 1e-6)
        drift = float(np.hypot(*(self._centre[after] - self._centre[before]))) / size
        growth = abs(float(np.log(max(self._diagonal[after], 1e-6) / size)))
        if drift > _DRIFT + _DRIFT_PER_S * gap_s or growth > _GROWTH + _GROWTH_PER_S * gap_s:
            return _FORBIDDEN
        return float(drift + growth + gap_s)


def _match(ended: Mapping[int, Rows], fresh: Sequence[Rows], transitions: _Transitions) -> dict[int, int]:
    """Which of the ``ended`` trajectories each ``fresh`` tracklet continues, the likeliest pairs first.

    Args:
        ended: last tracklet by trajectory.
        fresh: tracklets that start at one frame.
    """
    pairs = sorted(
        (transitions.cost(last[-1], tracklet[0]), position, trajectory)
        for position, tracklet in enumerate(fresh)
        for trajectory, last in ended.items()
    )
    matched: dict[int, int] = {}
    for cost, position, trajectory in pairs:
        if cost < _FORBIDDEN and position not in matched and trajectory not in matched.values():
            matched[position] = trajectory
    return matched
