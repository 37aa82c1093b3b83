"""Which exercise a person does when: overlapping windows are explained, and vote."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion
from formtrace.recognition.suggest import explanations
from formtrace.signals.series import Series

_WINDOW_S = 12.0  # a short set, or three slow repetitions
_RATE_HZ = 15.0  # enough to tell exercises apart
_CELL_S = 0.5
_PAUSE_S = 4.0  # a set goes on after a pause as long as this
_REST = 0.15  # mean confidence that an exercise has to exceed
BEGINNING_S = 1.5  # seconds at full confidence that an exercise has to be worth to have begun
_LEAST_CONFIDENCE = 0.03  # that counts as a vote
_ALMOST_S = 1e-6


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds in which one exercise is the best explanation, and others that got votes there."""

    exercise: str
    start_s: float
    end_s: float
    considered: tuple[str, ...] = ()


def timeline(motion: Motion, parts_s: Series) -> list[Stretch]:
    """The stretches of a clip in which exercises are done, in the order of time.

    ``parts_s`` (P, 2) are from when to when there is no cut: windows are within them.
    """
    if len(motion.t_s) < 2:
        return []
    first_s = float(motion.t_s[0])
    votes = _votes(motion, parts_s)
    names = sorted(votes)
    table = np.array([votes[name] for name in names]) if names else np.zeros((0, 1))
    starts = ((parts_s[:, 0] - first_s) / _CELL_S).round().astype(int)
    states = _best_states(table, frozenset(starts.tolist()))
    edges = np.flatnonzero(np.diff(states, prepend=-1, append=-1))
    return [
        Stretch(
            names[states[cell]],
            first_s + cell * _CELL_S,
            first_s + end * _CELL_S,
            tuple(names[i] for i in np.flatnonzero(table[:, cell:end].any(axis=1))),
        )
        for cell, end in pairwise(edges.tolist())
        if states[cell] >= 0
    ]


def _votes(motion: Motion, parts_s: Series) -> dict[str, Series]:
    """(cells,) the mean confidence in each exercise of the windows around, where it is being done in them.

    The middle of a window weighs more than its ends, where it sees half a set.
    """
    t_s = motion.t_s
    cell = ((t_s - t_s[0]) / _CELL_S).astype(int)
    weights = np.zeros(cell[-1] + 1)
    total: dict[str, Series] = {}
    for frames in _windows(t_s, parts_s):
        cells, window = np.unique(cell[frames]), motion.part(frames)
        weight = _weights(len(cells))
        weights[cells] += weight
        for one, confidence in explanations(window):
            if confidence >= _LEAST_CONFIDENCE:
                votes = total.setdefault(one.exercise.id, np.zeros_like(weights))
                done = np.isin(cells, cell[frames][_without_pauses(one.busy, window.t_s)])
                votes[cells[done]] += confidence * weight[done]
    weights[weights == 0] = 1.0  # no votes either
    return {name: votes / weights for name, votes in total.items()}


def _weights(cells: int) -> Series:
    """(cells,) of a window: a triangle."""
    across = (np.arange(cells) + 0.5) / cells
    weights: Series = 1.0 - np.abs(2.0 * across - 1.0)
    return weights


def _windows(t_s: Series, parts_s: Series) -> Iterator[slice]:
    """Frames of windows: a short part is one; in a longer one they overlap by half or more.

    Of each window there are as many frames as are needed to tell exercises apart.
    """
    for first_s, last_s in parts_s.tolist():
        length_s = last_s - first_s
        window_s = min(length_s, _WINDOW_S)
        count = 1 + ceil(2 * (length_s / window_s - 1))
        for start_s in np.linspace(first_s, last_s - window_s, count):
            inside = [start_s - _ALMOST_S, start_s + window_s + _ALMOST_S]
            begin, end = np.searchsorted(t_s, inside).tolist()
            frame_s = float(t_s[end - 1] - t_s[begin]) / max(end - begin - 1, 1)
            yield slice(begin, end, max(1, int(1 / _RATE_HZ / max(frame_s, 1e-3) + 0.1)))


def _without_pauses(busy: NDArray[np.bool_], t_s: Series) -> NDArray[np.bool_]:
    """(N,) ``busy``, also in short pauses between busy frames."""
    filled = busy.copy()
    for before, after in pairwise(np.flatnonzero(busy).tolist()):
        if t_s[after] - t_s[before] <= _PAUSE_S:
            filled[before:after] = True
    return filled


def _best_states(votes: Series, after_cuts: Collection[int]) -> NDArray[np.intp]:
    """(cells,) the sequence of exercises with the most votes (S, cells) for its length; -1 is rest.

    The best path through the cells (Viterbi), of which each beginning of an exercise has a cost; not if it
    takes the place of another one with a cell ``after_cuts``.
    """
    value = np.vstack([np.full(votes.shape[1], _REST), votes]) * _CELL_S
    states, cells = value.shape
    rest, stays = 0, np.arange(states)
    came_from = np.zeros((cells, states), dtype=np.intp)
    total = value[:, 0] - BEGINNING_S * (stays != rest)
    for cell in range(1, cells):
        best = int(np.argmax(total))
        into, source = np.full(states, total[best] - BEGINNING_S), np.full(states, best)
        into[rest] = total[best]
        if cell in after_cuts and states > 1:
            exercise = 1 + int(np.argmax(total[1:]))
            cheaper = total[exercise] > into
            into[cheaper], source[cheaper] = total[exercise], exercise
        came_from[cell] = np.where(total >= into, stays, source)
        total = np.maximum(total, into) + value[:, cell]
    path = np.zeros(cells, dtype=np.intp)
    path[-1] = int(np.argmax(total))
    for cell in range(cells - 1, 0, -1):
        path[cell - 1] = came_from[cell, path[cell]]
    return path - 1
