"""What else the stick figure can do: the catalogue beyond the classics, each as a function of the depth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.support.figure import SIDES, Directions, bent_arm, landmarks, pointing, rising
from tests.support.filming import Actor
from tests.support.movements import Depths, Schedule, hands_at, index, on_floor, standing

Array = NDArray[np.float64]
Angles = dict[str, Array] | Array

_TOES_M = 0.03


def doing(exercise: str, schedule: Schedule) -> Actor:
    """A person who does the exercise on that schedule."""
    return Actor(lambda t_s: perform(exercise, schedule.depths(t_s)))


def perform(exercise: str, depths: Depths) -> Array:
    """(N, 33, 3) body axes."""
    return _MOVEMENTS[exercise](depths)


def wave(t_s: Array) -> Array:
    """(N, 33, 3) standing and waving with the right hand, forearm up, twice a second."""
    zero = np.zeros_like(t_s)
    body = standing(zero)
    body.upper_arm["right"] = pointing(zero + 20, 70, "right")
    body.forearm["right"] = pointing(zero + 20, 150 + 20 * np.sin(2 * np.pi * 2 * t_s), "right")
    return on_floor(landmarks(body))


def _legs(
    body: Directions, thigh_deg: Angles, shank_deg: Angles, out_deg: Angles | float = 3.0
) -> Directions:
    """The legs swung forward by these angles, a dict by side or one for both."""
    return replace(
        body,
        thigh={side: pointing(_at(thigh_deg, side), _at(out_deg, side), side) for side in SIDES},
        shank={side: pointing(_at(shank_deg, side), _at(out_deg, side), side) for side in SIDES},
    )


def _arms(body: Directions, upper_deg: Angles, fore_deg: Angles, out_deg: Angles | float = 8.0) -> Directions:
    return replace(
        body,
        upper_arm={side: pointing(_at(upper_deg, side), _at(out_deg, side), side) for side in SIDES},
        forearm={side: pointing(_at(fore_deg, side), _at(out_deg, side), side) for side in SIDES},
    )


def _at(values: Angles | float, side: str) -> Array | float:
    return values[side] if isinstance(values, dict) else values


def _down(body: Directions, lowest_m: float = _TOES_M) -> Array:
    """On the floor with whatever is lowest."""
    points = landmarks(body)
    return points + np.array([0.0, 1.0, 0.0]) * (lowest_m - points[:, :, 1].min(axis=1))[:, None, None]


def _on_foot(body: Directions, side: Array) -> Array:
    """Standing on the foot of one side, which stays where it is; ``side`` (N,) is 1 for the left one."""
    points = landmarks(body)
    ankles = [points[:, index(f"{name}_ankle")] for name in ("left", "right")]
    stands = np.where(side[:, None] > 0, ankles[0], ankles[1])
    place = np.stack([np.where(side > 0, 0.13, -0.13), 0 * side + 0.08, 0 * side], axis=1)
    return points + (place - stands)[:, None]


def _other_foot(depths: Depths) -> Array:
    return np.where(depths["left"] > depths["right"], -1.0, 1.0)


def _supine(like: Array, lean_deg: Array | float = -90.0) -> Directions:
    """On the back, knees bent, arms beside the body."""
    body = _arms(standing(like), like + 90, like + 90)
    body = _legs(body, like + 140, like - 15)
    return replace(body, trunk=rising(like + lean_deg))


def _prone(like: Array, lean_deg: Array | float = 90.0) -> Directions:
    """Face down, legs stretched back, arms under the shoulders."""
    body = _arms(standing(like), like, like)
    return replace(_legs(body, like - 90, like - 90), trunk=rising(like + lean_deg))


def _seated(like: Array, thigh_deg: float = 88.0, shank_deg: float = 0.0) -> Directions:
    return _legs(standing(like), like + thigh_deg, like + shank_deg)


def _glute_bridge(depths: Depths) -> Array:
    d = depths["left"]
    return _down(_legs(_supine(d, -90 - 25 * d), 140 - 25 * d, -15 + 20 * d))


def _hip_thrust(depths: Depths) -> Array:
    d = depths["left"]
    return _down(_legs(_supine(d, -60 - 32 * d), 125 - 30 * d, -10 + 10 * d))


def _calf_raise(depths: Depths) -> Array:
    d = depths["left"]
    body = replace(standing(d), foot={side: pointing(90 - 32 * d) for side in SIDES})
    points = landmarks(body)
    toes = points[:, [index("left_foot_index"), index("right_foot_index")]].mean(axis=1)
    return points + (np.array([0.0, _TOES_M, 0.15]) - toes)[:, None]


def _tricep_dip(depths: Depths) -> Array:
    elbow_deg = 165 - 80 * depths["left"]
    reach = np.tile(np.array([0.0, -0.98, -0.2]), (len(elbow_deg), 1))
    arms = {side: bent_arm(elbow_deg, reach, np.array([0.0, 0.0, -1.0])) for side in SIDES}
    body = _seated(elbow_deg * 0, 55, 25)
    body = replace(
        body,
        upper_arm={side: arm[0] for side, arm in arms.items()},
        forearm={side: arm[1] for side, arm in arms.items()},
    )
    return hands_at(landmarks(body), 0.45)


def _hammer_curl(depths: Depths) -> Array:
    return on_floor(
        landmarks(
            _arms(
                standing(depths["left"]),
                {side: 8 * depths[side] for side in SIDES},
                {side: 12 + 133 * depths[side] for side in SIDES},
            )
        )
    )


def _mountain_climber(depths: Depths) -> Array:
    like = depths["left"]
    body = _legs(
        _prone(like, 75.0),
        {side: -75 + 95 * depths[side] for side in SIDES},
        {side: -75 - 10 * depths[side] for side in SIDES},
    )
    return hands_at(landmarks(body), 0.05)


def _high_knees(depths: Depths) -> Array:
    body = _legs(
        standing(depths["left"]),
        {side: 2 + 86 * depths[side] for side in SIDES},
        {side: -3 - 7 * depths[side] for side in SIDES},
    )
    return _on_foot(body, _other_foot(depths))


def _butt_kick(depths: Depths) -> Array:
    body = _legs(
        standing(depths["left"]),
        {side: 2 + 5 * depths[side] for side in SIDES},
        {side: -3 - 100 * depths[side] for side in SIDES},
    )
    return _on_foot(body, _other_foot(depths))


def _low_impact_jack(depths: Depths) -> Array:
    both = np.maximum(depths["left"], depths["right"])
    out = {side: 1 + 28 * depths[side] for side in SIDES}
    body = _legs(standing(both), 4 + 0 * both, -4 + 0 * both, out)
    return _on_foot(_arms(body, 0 * both, 6 + 0 * both, 10 + 150 * both), _other_foot(depths))


def _leg_raise(depths: Depths) -> Array:
    swung = {side: 90 + 82 * depths[side] for side in SIDES}
    return _down(_legs(_supine(depths["left"]), swung, swung))


def _side_leg_raise(depths: Depths) -> Array:
    like = depths["left"]
    out = {side: 3 + 40 * depths[side] for side in SIDES}
    return _on_foot(_legs(standing(like), 0 * like, 0 * like, out), _other_foot(depths))


def _side_lunge(depths: Depths) -> Array:
    """One leg steps out and bends, the other one stays straight."""
    both = np.maximum(depths["left"], depths["right"])
    bent = {side: 70 * depths[side] for side in SIDES}
    out = {side: 3 + 27 * depths[side] + 42 * (both - depths[side]) for side in SIDES}
    body = _legs(standing(both), bent, {side: -20 * depths[side] for side in SIDES}, out)
    return on_floor(landmarks(replace(body, trunk=rising(25 * both))))


def _step_up(depths: Depths) -> Array:
    d = depths["left"]
    swung = np.sin(np.pi * d)
    body = _legs(
        standing(d), {"left": 2 + 65 * swung, "right": 2 + 0 * d}, {"left": -3 + 0 * d, "right": -3 + 0 * d}
    )
    points = landmarks(replace(body, trunk=rising(15 * swung)))
    shift = 0.08 + 0.35 * d - points[:, index("right_ankle"), 1]
    return points + np.array([0.0, 1.0, 0.0]) * shift[:, None, None]


def _shoulder_roll(depths: Depths) -> Array:
    points = on_floor(landmarks(standing(depths["left"])))
    parts = ("shoulder", "elbow", "wrist", "pinky", "index", "thumb")
    for name in (f"{side}_{part}" for side in SIDES for part in parts):
        points[:, index(name), 1] += 0.055 * depths["left"]
    return points


def _deep_breath(depths: Depths) -> Array:
    d = depths["left"]
    return on_floor(landmarks(_arms(standing(d), 0 * d, 8 + 0 * d, 8 + 150 * d)))


def _front_raise(depths: Depths) -> Array:
    swung = {side: 88 * depths[side] for side in SIDES}
    return on_floor(landmarks(_arms(standing(depths["left"]), swung, swung, 5.0)))


def _bench_press(depths: Depths) -> Array:
    """Forearms upright under the bar, upper arms down to the level of the shoulders."""
    elbow_deg = 168 - 88 * depths["left"]
    out = np.radians(180 - elbow_deg)
    up = np.tile(np.array([0.0, 1.0, 0.0]), (len(elbow_deg), 1))
    upper = {
        side: np.stack([sign * np.sin(out), np.cos(out), 0 * out], axis=1) for side, sign in SIDES.items()
    }
    return _down(
        replace(
            _legs(_supine(elbow_deg * 0), elbow_deg * 0 + 80, elbow_deg * 0),
            upper_arm=upper,
            forearm=dict.fromkeys(SIDES, up),
        )
    )


def _kettlebell_swing(depths: Depths) -> Array:
    d = depths["left"]
    body = _legs(standing(d), 45 * (1 - d), -3 - 12 * (1 - d), 8.0)
    body = _arms(body, -10 + 95 * d, -10 + 95 * d, 3.0)
    return on_floor(landmarks(replace(body, trunk=rising(58 * (1 - d)))))


def _burpee(depths: Depths) -> Array:
    return _to_plank(depths["left"])


def _squat_thrust(depths: Depths) -> Array:
    return _to_plank(0.5 + depths["left"] / 2)


def _to_plank(d: Array) -> Array:
    """0 standing, 0.5 crouched with the hands on the floor, 1 in a push-up position."""

    def way(*angles_deg: float) -> Array:
        return np.interp(d, [0.0, 0.5, 1.0], angles_deg)

    body = _legs(_arms(standing(d), way(5, 0, 0), way(5, 0, 0)), way(2, 115, -76), way(-3, -45, -76))
    return _down(replace(body, trunk=rising(way(0, 68, 76))))


def _bent_over_row(depths: Depths) -> Array:
    like = depths["left"]
    body = _arms(standing(like), {side: -85 * depths[side] for side in SIDES}, 0 * like)
    return on_floor(
        landmarks(replace(_legs(body, 35 + 0 * like, -12 + 0 * like), trunk=rising(like * 0 + 62)))
    )


def _tricep_extension(depths: Depths) -> Array:
    like = depths["left"]
    bent = {side: 172 + 115 * depths[side] for side in SIDES}
    return on_floor(landmarks(_arms(standing(like), 168 + 0 * like, bent)))


def _crunch(depths: Depths) -> Array:
    return _down(_supine(depths["left"], -90 + 36 * depths["left"]))


def _sit_up(depths: Depths) -> Array:
    return _down(_supine(depths["left"], -90 + 75 * depths["left"]))


def _wall_sit(depths: Depths) -> Array:
    d = depths["left"]
    return on_floor(landmarks(_legs(standing(d), 2 + 86 * d, -3 + 3 * d)))


def _balance(depths: Depths) -> Array:
    body = _legs(
        standing(depths["left"]),
        {side: 2 + 40 * depths[side] for side in SIDES},
        {side: -3 - 55 * depths[side] for side in SIDES},
    )
    return _on_foot(body, _other_foot(depths))


def _on_left_leg(depths: Depths) -> Array:
    return _balance({"left": 0 * depths["right"], "right": np.maximum(depths["left"], depths["right"])})


def _on_right_leg(depths: Depths) -> Array:
    return _balance({"right": 0 * depths["left"], "left": np.maximum(depths["left"], depths["right"])})


def _chair_forward_fold(depths: Depths) -> Array:
    d = depths["left"]
    return on_floor(landmarks(replace(_arms(_seated(d), 20 * d, 20 * d), trunk=rising(82 * d))))


def _chair_side_stretch(depths: Depths) -> Array:
    d = depths["left"]
    lean = np.radians(26 * d)
    trunk = np.stack([-np.sin(lean), np.cos(lean), 0 * d], axis=1)
    body = _arms(_seated(d), 0 * d, 0 * d, {"left": 8 + 165 * d, "right": 8 + 0 * d})
    return on_floor(landmarks(replace(body, trunk=trunk)))


def _split(depths: Depths) -> Array:
    d = depths["left"]
    swung = {"left": 2 + 84 * d, "right": 2 - 84 * d}
    return _down(_legs(standing(d), swung, swung))


def _facial_split(depths: Depths) -> Array:
    d = depths["left"]
    return _down(_legs(standing(d), 0 * d, 0 * d, 3 + 81 * d))


def _pancake(depths: Depths) -> Array:
    d = depths["left"]
    body = _legs(standing(d), 88 + 0 * d, 88 + 0 * d, 50.0)
    return _down(replace(_arms(body, 90 * d, 90 * d), trunk=rising(75 * d)))


def _closing(depths: Depths) -> Array:
    d = depths["left"]
    body = _legs(standing(d), 88 + 0 * d, 88 + 0 * d)
    return _down(replace(_arms(body, 88 * d, 88 * d), trunk=rising(72 * d)))


def _bridge(depths: Depths) -> Array:
    d = depths["left"]
    body = _legs(_supine(d, -90 - 35 * d), 140 - 40 * d, -15 + 15 * d)
    return _down(_arms(body, 90 - 110 * d, 90 - 110 * d))


def _cobra(depths: Depths) -> Array:
    d = depths["left"]
    return _down(_arms(_prone(d, 88 - 48 * d), -80 + 85 * d, -80 + 85 * d))


def _bow(depths: Depths) -> Array:
    d = depths["left"]
    body = _legs(_prone(d, 90 - 30 * d), -90 - 20 * d, -90 - 130 * d)
    return _down(_arms(body, -90 - 22 * d, -90 - 22 * d))


def _tiger(depths: Depths) -> Array:
    like = depths["left"]
    body = _legs(
        _prone(like, 84.0),
        {side: -95 * depths[side] for side in SIDES},
        {side: -90 - 100 * depths[side] for side in SIDES},
    )
    return _down(body)


def _camel(depths: Depths) -> Array:
    d = depths["left"]
    body = _legs(_arms(standing(d), 0 * d, 0 * d), 0 * d, 0 * d - 90)
    return _down(replace(body, trunk=rising(-62 * d)))


def _king_pigeon(depths: Depths) -> Array:
    d = depths["left"]
    body = _legs(
        standing(d),
        {"left": -84 + 0 * d, "right": 88 + 0 * d},
        {"left": -90 - 108 * d, "right": 80 + 0 * d},
        {"left": 3 + 0 * d, "right": 30 + 0 * d},
    )
    body.shank["right"] = np.tile(np.array([0.94, -0.05, -0.33]), (len(d), 1))
    return _down(replace(_arms(body, 180 * d, 240 * d), trunk=rising(-18 * d)))


def _foot_to_hand(depths: Depths) -> Array:
    like = depths["left"]
    swung = {side: 2 + 121 * depths[side] for side in SIDES}
    body = _arms(
        _legs(standing(like), swung, swung),
        {side: 90 * depths[side] for side in SIDES},
        {side: 90 * depths[side] for side in SIDES},
    )
    lean = 15 * np.maximum(depths["left"], depths["right"])
    return _on_foot(replace(body, trunk=rising(lean)), _other_foot(depths))


def _standing_i(depths: Depths) -> Array:
    swung = {side: 2 + 170 * depths[side] for side in SIDES}
    return _on_foot(_legs(standing(depths["left"]), swung, swung), _other_foot(depths))


def _needle(depths: Depths) -> Array:
    swung = {side: -165 * depths[side] for side in SIDES}
    lean = 130 * np.maximum(depths["left"], depths["right"])
    body = replace(_legs(standing(lean), swung, swung), trunk=rising(lean))
    return _on_foot(_arms(body, 0 * lean, 0 * lean), _other_foot(depths))


_MOVEMENTS: dict[str, Callable[[Depths], Array]] = {
    "glute_bridge": _glute_bridge,
    "hip_thrust": _hip_thrust,
    "calf_raise": _calf_raise,
    "tricep_dip": _tricep_dip,
    "hammer_curl": _hammer_curl,
    "mountain_climber": _mountain_climber,
    "high_knees": _high_knees,
    "butt_kick": _butt_kick,
    "low_impact_jack": _low_impact_jack,
    "leg_raise": _leg_raise,
    "side_leg_raise": _side_leg_raise,
    "side_lunge": _side_lunge,
    "step_up": _step_up,
    "shoulder_roll": _shoulder_roll,
    "shoulder_deep_breath": _deep_breath,
    "front_raise": _front_raise,
    "bench_press": _bench_press,
    "kettlebell_swing": _kettlebell_swing,
    "burpee": _burpee,
    "squat_thrust": _squat_thrust,
    "bent_over_row": _bent_over_row,
    "tricep_extension": _tricep_extension,
    "crunch": _crunch,
    "sit_up": _sit_up,
    "wall_sit": _wall_sit,
    "balance_leg": _balance,
    "balance_leg_left": _on_left_leg,
    "balance_leg_right": _on_right_leg,
    "chair_forward_fold": _chair_forward_fold,
    "chair_side_stretch": _chair_side_stretch,
    "split": _split,
    "facial_split": _facial_split,
    "pancake": _pancake,
    "closing": _closing,
    "bridge": _bridge,
    "cobra": _cobra,
    "bow": _bow,
    "tiger": _tiger,
    "camel": _camel,
    "king_pigeon": _king_pigeon,
    "foot_to_hand": _foot_to_hand,
    "i": _standing_i,
    "needle": _needle,
}

HELD = tuple(_MOVEMENTS)[tuple(_MOVEMENTS).index("wall_sit") :]
REPEATED = tuple(name for name in _MOVEMENTS if name not in HELD)
ONE_SIDED = (
    "high_knees",
    "butt_kick",
    "low_impact_jack",
    "leg_raise",
    "side_leg_raise",
    "side_lunge",
    "mountain_climber",
)
ONE_LEGGED = ("balance_leg", "tiger", "foot_to_hand", "i", "needle")
