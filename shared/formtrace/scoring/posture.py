"""Whether the person is well placed in front of the camera, over the whole clip.

Everything is analysed all the same; this only describes the recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.form_checks import View
from formtrace.exercises.schema import Exercise
from formtrace.motion.body import SIDES, VISIBLE, Motion
from formtrace.motion.view import camera_view

Direction = Literal["in-frame", "face-camera", "profile-camera"]
Problem = Literal["no_person", "cropped", "hidden"]

_MARGIN = 0.01  # of the image: a landmark this far outside is at its edge
_STEADY_S = 0.7  # shorter states are flicker
_TRUNK = ("shoulder", "hip")
_UPPER, _LOWER = ("nose", "ear", "shoulder", "elbow", "wrist"), ("knee", "ankle", "heel", "foot_index")


@dataclass(frozen=True, slots=True)
class Placement:
    """From ``frame`` on: well placed, or not, and why.

    Attributes:
        parts: body parts that are outside the image or hidden.
        direction: what would be better.
        requirement: code of what should be visible.
    """

    frame: int
    problem: Problem | None
    parts: tuple[str, ...]
    direction: Direction
    requirement: str


def placements(exercise: Exercise, motion: Motion) -> tuple[Placement, ...]:
    """How the person was placed for ``exercise``: each change once, at least one."""
    parts = required_parts(exercise)
    states = _states(motion, parts)
    first_of = np.flatnonzero(np.concatenate([[True], np.any(states[1:] != states[:-1], axis=1)]))
    better = _better_view(exercise, motion)
    return tuple(_placement(int(frame), states[frame], parts, better) for frame in first_of)


def required_parts(exercise: Exercise) -> tuple[str, ...]:
    """The body parts that must be visible: those that the file names, or the trunk and those that move."""
    if exercise.posture.visible:
        return exercise.posture.visible
    names = [name for term in exercise.signal for name in term.measure.points]
    plain = [
        name.split("_", 1)[1] if name.startswith(("mid_", "left_", "right_", "other_")) else name
        for name in names
    ]
    return tuple(dict.fromkeys((*_TRUNK, *plain)))


def _states(motion: Motion, parts: tuple[str, ...]) -> NDArray[np.int8]:
    """(N, parts) 0: visible, 1: outside the image, 2: hidden, 3: no person; without flicker."""
    columns = [_state(motion, part) for part in parts]
    states = np.stack(columns, axis=1)
    states[~motion.seen] = 3
    return _without_flicker(states, motion.t_s)


def _state(motion: Motion, part: str) -> NDArray[np.int8]:
    """(N,) state of a body part; of a pair, the better one's."""
    names = [part] if motion.skeleton.has(part) else [f"{side}_{part}" for side in SIDES]
    found = []
    for name in names:
        at = motion.skeleton.index(name)
        outside = np.abs(motion.xy_norm[:, at] - 0.5).max(axis=1) > 0.5 + _MARGIN
        hidden = ~(motion.visibility[:, at] >= VISIBLE)
        found.append(np.where(outside, 1, np.where(hidden, 2, 0)))
    best: NDArray[np.int8] = np.min(found, axis=0).astype(np.int8)
    return best


def _without_flicker(states: NDArray[np.int8], t_s: NDArray[np.float64]) -> NDArray[np.int8]:
    """A state shorter than ``_STEADY_S`` becomes the one before it; at the start, the one after."""
    steady = states.copy()
    changes = np.flatnonzero(np.any(states[1:] != states[:-1], axis=1)) + 1
    edges = [0, *changes.tolist(), len(states)]
    spans = list(pairwise(edges))
    long_enough = [(a, b) for a, b in spans if t_s[b - 1] - t_s[a] >= _STEADY_S]
    if not long_enough:
        usual, counts = np.unique(states, axis=0, return_counts=True)
        steady[:] = usual[np.argmax(counts)]
        return steady
    steady[: long_enough[0][0]] = states[long_enough[0][0]]
    for (start, _), (following, _) in pairwise([*long_enough, (len(states), len(states))]):
        steady[start:following] = states[start]
    return steady


def _placement(frame: int, states: NDArray[np.int8], parts: tuple[str, ...], better: Direction) -> Placement:
    problems: dict[int, Problem] = {3: "no_person", 1: "cropped", 2: "hidden"}
    for state, problem in problems.items():
        missing = tuple(part for part, seen in zip(parts, states, strict=True) if seen == state)
        if missing:
            return Placement(frame, problem, missing, "in-frame", _requirement(parts))
    return Placement(frame, None, (), better, _requirement(parts))


def _requirement(parts: tuple[str, ...]) -> str:
    upper, lower = (any(part in group for part in parts) for group in (_UPPER, _LOWER))
    if upper and lower:
        return "full_body_visible"
    return "upper_body_visible" if upper else "lower_body_visible"


def _better_view(exercise: Exercise, motion: Motion) -> Direction:
    """How to stand so that the form can be judged better; ``in-frame`` where the view is fine."""
    seen: View | None = camera_view(motion)
    if exercise.posture.view == "front" and seen == "side":
        return "face-camera"
    if exercise.posture.view == "side" and seen == "front":
        return "profile-camera"
    return "in-frame"
