"""Link short tracks into chains: the same person across restarts and short gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formtrace.pose.tracks import Tracks

MAX_GAP_S = 1.5
# How far a person may have moved (in box diagonals) and changed size (as a log ratio) between the end of one
# track and the start of the next: a little at once, more with every second in between.
_DRIFT, _DRIFT_PER_S = 0.35, 0.8
_GROWTH, _GROWTH_PER_S = 0.4, 0.5
_FORBIDDEN = 1e6


@dataclass(frozen=True, slots=True)
class Chain:
    """One person through time: ``rows`` (n,) of the tracks, in frame order, at most one a frame."""

    rows: NDArray[np.intp]


@dataclass(slots=True)
class _Place:
    t_s: float
    centre: NDArray[np.float64]
    diagonal: float


def link(tracks: Tracks, t_s: NDArray[np.float64], aspect: float) -> list[Chain]:
    """Chains of the people in ``tracks``.

    Args:
        t_s: (N,) seconds of every frame of the source.
        aspect: display width / height.
    """
    pieces = _pieces(tracks)
    places = _Places(tracks, t_s, aspect)
    chains: list[list[NDArray[np.intp]]] = []
    starts = np.array([tracks.frame[rows[0]] for rows in pieces])
    for start in np.unique(starts):
        fresh = [pieces[i] for i in np.flatnonzero(starts == start)]
        open_chains = [i for i, chain in enumerate(chains) if tracks.frame[chain[-1][-1]] < start]
        for chain, piece in _match(chains, open_chains, fresh, places):
            if chain is None:
                chains.append([piece])
            else:
                chains[chain].append(piece)
    return [Chain(np.concatenate(chain)) for chain in chains]


def _pieces(tracks: Tracks) -> list[NDArray[np.intp]]:
    """The rows of each track, in frame order."""
    order = np.lexsort((tracks.frame, tracks.track))
    if not order.size:
        return []
    return np.split(order, np.flatnonzero(np.diff(tracks.track[order])) + 1)


class _Places:
    """Where a track begins and ends, in units that do not depend on the picture's shape."""

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


def _match(
    chains: list[list[NDArray[np.intp]]],
    open_chains: list[int],
    fresh: list[NDArray[np.intp]],
    places: _Places,
) -> list[tuple[int | None, NDArray[np.intp]]]:
    """Continue open chains by the tracks that start at one frame, the likeliest pairs first."""
    pairs = sorted(
        (places.cost(chains[chain][-1][-1], piece[0]), position, chain)
        for position, piece in enumerate(fresh)
        for chain in open_chains
    )
    matched: dict[int, int] = {}
    for cost, position, chain in pairs:
        if cost < _FORBIDDEN and position not in matched and chain not in matched.values():
            matched[position] = chain
    return [(matched.get(position), piece) for position, piece in enumerate(fresh)]
