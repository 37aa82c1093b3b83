"""The stick figure doing it wrong: each form error as a function of how much of it there is, 0 to 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formtrace.skeletons import load_skeleton
from tests.support.figure import SIDES, landmarks, pointing, rising
from tests.support.filming import Actor
from tests.support.movements import Depths, Schedule, act, on_floor, standing

Array = NDArray[np.float64]


_KNEES_OUT = {"thigh_out_deg": 24.0, "shank_out_deg": -2.0}


def caving_knees(depths: Depths, amount: float) -> Array:
    """A squat in which the thighs turn in and the shanks out on the way down, feet where they are."""
    return _squat(depths, thigh_out_deg=24 - 22 * amount, shank_out_deg=-2 + 14 * amount)


def leaning(depths: Depths, amount: float) -> Array:
    """A squat with the trunk 30 to 75 degrees from upright at the bottom."""
    return _squat(depths, lean_deg=30 + 45 * amount)


def shallow(depths: Depths, amount: float) -> Array:
    """A squat that stops at between the whole and four sevenths of the way."""
    share = 1.0 - 0.43 * amount
    return _squat({side: share * depth for side, depth in depths.items()}, **_KNEES_OUT)


def uneven(depths: Depths, amount: float) -> Array:
    """Curls of both arms, the right one going less far."""
    return act("bicep_curl", {"left": depths["left"], "right": (1 - 0.5 * amount) * depths["right"]})


def sagging(depths: Depths, amount: float) -> Array:
    """A push-up in which the hips sink below the line from shoulders to ankles by up to 0.4 torsos."""
    points = act("push_up", depths)
    return _moved(points, ("left_hip", "right_hip"), down_m=0.2 * amount)


def stopping_and_starting(depths: Depths, amount: float) -> Array:
    """A squat with a wobble up and down on the way: at half depth the most."""
    d = depths["left"]
    wobble = 0.25 * amount * np.sin(4 * np.pi * d) * np.sin(np.pi * d)
    return act("squat", dict.fromkeys(SIDES, d + wobble))


FORM_ERRORS: dict[str, tuple[str, str, float, Callable[[Depths, float], Array]]] = {
    "caving_knees": ("squat", "knees_caving", 0.0, caving_knees),
    "leaning": ("squat", "trunk_lean", 90.0, leaning),
    "shallow": ("squat", "squat_depth", 30.0, shallow),
    "uneven": ("bicep_curl", "left_right_difference", 0.0, uneven),
    "sagging": ("push_up", "hips_sagging", 90.0, sagging),
    "stopping_and_starting": ("squat", "steadiness", 90.0, stopping_and_starting),
}
"""Each form error with the exercise, the check that names it, and the camera's yaw from which it is seen."""


def with_form_error(name: str, schedule: Schedule, amount: float) -> Actor:
    """A person who makes that form error in every repetition of ``schedule``."""
    perform = FORM_ERRORS[name][3]
    return Actor(lambda t_s: perform(schedule.depths(t_s), amount))


def _squat(
    depths: Depths, *, lean_deg: float = 38.0, thigh_out_deg: float = 8.0, shank_out_deg: float = 8.0
) -> Array:
    d = depths["left"]
    body = replace(
        standing(d),
        trunk=rising(lean_deg * d),
        thigh={side: pointing(2 + 88 * d, 3 + (thigh_out_deg - 3) * d, side) for side in SIDES},
        shank={side: pointing(-3 - 22 * d, 3 + (shank_out_deg - 3) * d, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _moved(points: Array, names: tuple[str, ...], down_m: float) -> Array:
    moved = points.copy()
    for name in names:
        moved[:, load_skeleton().index(name), 1] -= down_m
    return moved
