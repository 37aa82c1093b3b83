"""Which exercise a person does when: overlapping windows are explained, and vote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion
from formtrace.recognition.suggest import explanations
from formtrace.signals.series import Series

_WINDOW_S, _HOP_S = 12.0, 6.0  # a short set, or three slow repetitions
_RATE_HZ = 15.0  # enough to tell exercises apart
_CELL_S = 0.5
_PAUSE_S = 4.0  # a set goes on after a pause as long as this
_REST = 0.15  # mean confidence that an exercise has to exceed
_ENTER_S = 1.5  # seconds at full confidence that beginning an exercise costs
_LEAST_CONFIDENCE = 0.03  # that counts as a vote


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds in which one exercise is the best explanation."""

    exercise: str
    start_s: float
    end_s: float


def timeline(motion: Motion) -> list[Stretch]:
    """The stretches of a clip in which exercises are done, in the order of time."""
    if len(motion.t_s) < 2:
        return []
    first_s = float(motion.t_s[0])
    votes = _votes(motion)
    names = sorted(votes)
    states = _best_states(np.array([votes[name] for name in names]) if names else np.zeros((0, 1)))
    edges = np.flatnonzero(np.diff(states, prepend=-1, append=-1))
    return [
        Stretch(names[states[cell]], first_s + cell * _CELL_S, first_s + end * _CELL_S)
        for cell, end in pairwise(edges.tolist())
        if states[cell] >= 0
    ]


def _votes(motion: Motion) -> dict[str, Series]:
    """(cells,) the mean confidence in each exercise of the windows around, where it is being done in them."""
    step = max(1, int(1 / _RATE_HZ / max(float(np.median(np.diff(motion.t_s))), 1e-3) + 0.1))
    thinned = motion.part(slice(None, None, step))
    t_s = thinned.t_s
    cell = ((t_s - t_s[0]) / _CELL_S).astype(int)
    windows = np.zeros(cell[-1] + 1)
    total: dict[str, Series] = {}
    for frames in _windows(t_s):
        window = thinned.part(frames)
        windows[cell[frames][0] : cell[frames][-1] + 1] += 1
        for one, confidence in explanations(window):
            if confidence >= _LEAST_CONFIDENCE:
                votes = total.setdefault(one.exercise.id, np.zeros_like(windows))
                votes[np.unique(cell[frames][_without_pauses(one.busy, window.t_s)])] += confidence
    return {name: votes / windows for name, votes in total.items()}


def _windows(t_s: Series) -> Iterator[slice]:
    """Frames of windows at even distances, the last of which ends with the clip."""
    last_s = max(float(t_s[-1]) - _WINDOW_S, float(t_s[0]))
    for start_s in [*np.arange(t_s[0], last_s, _HOP_S), last_s]:
        first, end = np.searchsorted(t_s, [start_s, start_s + _WINDOW_S])
        yield slice(int(first), max(int(end), int(first) + 2))


def _without_pauses(busy: NDArray[np.bool_], t_s: Series) -> NDArray[np.bool_]:
    """(N,) ``busy``, also in short pauses between busy frames."""
    filled = busy.copy()
    for before, after in pairwise(np.flatnonzero(busy).tolist()):
        if t_s[after] - t_s[before] <= _PAUSE_S:
            filled[before:after] = True
    return filled


def _best_states(votes: Series) -> NDArray[np.intp]:
    """(cells,) the sequence of exercises with the most votes (S, cells) for its length; -1 is rest.

    The best path through the cells (Viterbi), of which each beginning of an exercise has a cost.
    """
    value = np.vstack([np.full(votes.shape[1], _REST), votes]) * _CELL_S
    states, cells = value.shape
    begins = np.where(np.arange(states) > 0, _ENTER_S, 0.0)
    came_from = np.zeros((cells, states), dtype=np.intp)
    total = value[:, 0] - begins
    for cell in range(1, cells):
        best = int(np.argmax(total))
        changed = total[best] - begins
        came_from[cell] = np.where(total >= changed, np.arange(states), best)
        total = np.maximum(total, changed) + value[:, cell]
    path = np.zeros(cells, dtype=np.intp)
    path[-1] = int(np.argmax(total))
    for cell in range(cells - 1, 0, -1):
        path[cell - 1] = came_from[cell, path[cell]]
    return path - 1
