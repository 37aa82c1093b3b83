"""What the stick figure does: each exercise as a function of how far it is into the movement, 0 to 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formtrace.skeletons import load_skeleton
from tests.support.figure import (
    ANKLE_HEIGHT_M,
    SHANK_M,
    SIDES,
    THIGH_M,
    TRUNK_M,
    Directions,
    arm_span_m,
    bent_arm,
    landmarks,
    pointing,
    rising,
)

Array = NDArray[np.float64]

Depths = dict[str, Array]  # how far each side of the body is into the movement, (N,) 0..1


@dataclass(frozen=True)
class Rep:
    """One repetition: seconds to the turning point, there, back, and at rest afterwards."""

    go_s: float = 1.0
    turn_s: float = 0.1
    back_s: float = 1.0
    rest_s: float = 0.4
    depth: float = 1.0
    side: str = "both"

    @property
    def seconds(self) -> float:
        return self.go_s + self.turn_s + self.back_s + self.rest_s

    def slower(self, factor: float) -> Rep:
        times = {name: getattr(self, name) * factor for name in ("go_s", "turn_s", "back_s", "rest_s")}
        return replace(self, **times)

    def depth_at(self, since_s: Array) -> Array:
        """Half a cosine there and half a cosine back: speed is zero at both ends, as in a person."""
        there = np.clip(since_s / self.go_s, 0.0, 1.0)
        back = np.clip((since_s - self.go_s - self.turn_s) / self.back_s, 0.0, 1.0)
        return self.depth * (np.cos(np.pi * back) - np.cos(np.pi * there)) / 2


@dataclass(frozen=True)
class Schedule:
    """Repetitions one after the other, with rest before the first and after the last."""

    reps: tuple[Rep, ...]
    lead_s: float = 0.8
    tail_s: float = 0.8

    @property
    def duration_s(self) -> float:
        return self.lead_s + sum(rep.seconds for rep in self.reps) + self.tail_s

    @property
    def starts_s(self) -> Array:
        return self.lead_s + np.cumsum([0.0, *(rep.seconds for rep in self.reps[:-1])])

    @property
    def peaks_s(self) -> Array:
        """The middle of the time at each turning point."""
        return np.array(
            [start + rep.go_s + rep.turn_s / 2 for start, rep in zip(self.starts_s, self.reps, strict=False)]
        )

    def depths(self, t_s: Array) -> Depths:
        depths = {side: np.zeros_like(t_s) for side in SIDES}
        for start, rep in zip(self.starts_s, self.reps, strict=False):
            inside = (t_s >= start) & (t_s < start + rep.seconds)
            for side in SIDES if rep.side == "both" else (rep.side,):
                depths[side][inside] = rep.depth_at(t_s[inside] - start)
        return depths


def sets(count: int, *, sides: str = "both", tempo: float = 1.0, **rep: float) -> Schedule:
    """``count`` equal repetitions; ``sides`` is ``both``, ``left``, ``right`` or ``alternating``."""
    turn_about = ("left", "right")
    return Schedule(
        tuple(
            Rep(side=turn_about[i % 2] if sides == "alternating" else sides, **rep).slower(tempo)
            for i in range(count)
        )
    )


def act(exercise: str, depths: Depths) -> Array:
    """(N, 33, 3) body axes, standing on the floor at y = 0 or hanging from a bar."""
    return _MOVEMENTS[exercise](depths)


def walk(t_s: Array, steps_per_s: float = 1.8) -> Array:
    """(N, 33, 3) walking on the spot; amplitudes as in normal gait (Perry, "Gait Analysis")."""
    phase = np.pi * steps_per_s * t_s
    swing = {side: np.sin(phase + (0 if side == "left" else np.pi)) for side in SIDES}
    lifting = {side: np.clip(np.cos(phase + (0 if side == "left" else np.pi)), 0, 1) for side in SIDES}
    body = standing(t_s)
    thigh_deg = {side: 25 * swing[side] for side in SIDES}
    shank_deg = {side: thigh_deg[side] - 5 - 50 * lifting[side] for side in SIDES}
    arm_deg = {side: -20 * swing[side] for side in SIDES}
    body = replace(
        body,
        thigh={side: pointing(thigh_deg[side], 0, side) for side in SIDES},
        shank={side: pointing(shank_deg[side], 0, side) for side in SIDES},
        upper_arm={side: pointing(arm_deg[side], 6, side) for side in SIDES},
        forearm={side: pointing(arm_deg[side] + 20, 6, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def stand(t_s: Array) -> Array:
    """(N, 33, 3) standing still, breathing: the trunk sways by a degree, the arms by two."""
    sway = np.sin(2 * np.pi * 0.25 * t_s)
    body = replace(
        standing(t_s),
        trunk=rising(sway),
        upper_arm={side: pointing(2 * sway, 8, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def standing(like: Array) -> Directions:
    """Upright, arms beside the body."""
    zero = np.zeros_like(like)
    return Directions(
        trunk=rising(zero),
        upper_arm={side: pointing(zero, 8, side) for side in SIDES},
        forearm={side: pointing(zero + 10, 8, side) for side in SIDES},
        thigh={side: pointing(zero + 2, 3, side) for side in SIDES},
        shank={side: pointing(zero - 3, 3, side) for side in SIDES},
        foot={side: pointing(zero + 90, 0, side) for side in SIDES},
    )


def _squat(depths: Depths) -> Array:
    d = depths["left"]
    body = replace(
        standing(d),
        trunk=rising(38 * d),
        thigh={side: pointing(2 + 88 * d, 8, side) for side in SIDES},
        shank={side: pointing(-3 - 22 * d, 8, side) for side in SIDES},
        upper_arm={side: pointing(20 + 60 * d, 8, side) for side in SIDES},
        forearm={side: pointing(50 + 40 * d, 8, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _lunge(depths: Depths) -> Array:
    thigh_deg, shank_deg = {}, {}
    for side, other in (("left", "right"), ("right", "left")):
        front, back = depths[side], depths[other]
        leads = front if side == "left" else np.where(depths["left"] > 0, 0.0, front)
        trails = np.where(leads > 0, 0.0, back)
        thigh_deg[side] = 2 + 73 * leads
        shank_deg[side] = -3 - 12 * leads - 82 * trails
    body = replace(
        standing(depths["left"]),
        thigh={side: pointing(thigh_deg[side], 2, side) for side in SIDES},
        shank={side: pointing(shank_deg[side], 2, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _deadlift(depths: Depths) -> Array:
    """At rest the bar is on the floor; at the turning point the body is straight."""
    d = depths["left"]
    body = replace(
        standing(d),
        trunk=rising(68 * (1 - d)),
        thigh={side: pointing(60 * (1 - d), 4, side) for side in SIDES},
        shank={side: pointing(-3 - 15 * (1 - d), 4, side) for side in SIDES},
        upper_arm={side: pointing(5 + 0 * d, 5, side) for side in SIDES},
        forearm={side: pointing(5 + 0 * d, 5, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _bicep_curl(depths: Depths) -> Array:
    body = standing(depths["left"])
    upper_deg = {side: 8 * depths[side] for side in SIDES}
    body = replace(
        body,
        upper_arm={side: pointing(upper_deg[side], 5, side) for side in SIDES},
        forearm={side: pointing(upper_deg[side] + 12 + 125 * depths[side], 5, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _lateral_raise(depths: Depths) -> Array:
    body = replace(
        standing(depths["left"]),
        upper_arm={side: pointing(0, 8 + 80 * depths[side], side) for side in SIDES},
        forearm={side: pointing(8, 8 + 80 * depths[side], side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _shoulder_press(depths: Depths) -> Array:
    body = replace(
        standing(depths["left"]),
        upper_arm={side: pointing(10, 35 + 130 * depths[side], side) for side in SIDES},
        forearm={side: pointing(10, 168 + 7 * depths[side], side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _jumping_jack(depths: Depths) -> Array:
    d = depths["left"]
    body = replace(
        standing(d),
        upper_arm={side: pointing(0, 10 + 145 * d, side) for side in SIDES},
        forearm={side: pointing(6, 10 + 155 * d, side) for side in SIDES},
        thigh={side: pointing(4, 1 + 19 * d, side) for side in SIDES},
        shank={side: pointing(-4, 1 + 19 * d, side) for side in SIDES},
    )
    return on_floor(landmarks(body))


def _push_up(depths: Depths) -> Array:
    return _prone(168 - 98 * depths["left"])


def _plank(depths: Depths) -> Array:
    """On the hands, arms straight, for as long as it lasts."""
    return _prone(np.full_like(depths["left"], 168.0))


def _prone(elbow_deg: Array) -> Array:
    """Straight from the heels to the head; the hands a little wider than the shoulders and behind them."""
    aside_m, behind_m, floor_m = 0.15, 0.12, 0.05
    height_m = np.sqrt(arm_span_m(elbow_deg) ** 2 - aside_m**2 - behind_m**2)
    arms = {}
    for side, sign in SIDES.items():
        hand = np.stack([np.full_like(height_m, sign * aside_m), -height_m, height_m * 0 - behind_m], axis=1)
        reach = hand / np.linalg.norm(hand, axis=1, keepdims=True)
        arms[side] = bent_arm(elbow_deg, reach, np.array([sign, 0.0, -1.0]))
    rise = (height_m + floor_m - ANKLE_HEIGHT_M) / (TRUNK_M + THIGH_M + SHANK_M)
    trunk = rising(90 - np.degrees(np.arcsin(rise)))
    body = Directions(
        trunk=trunk,
        upper_arm={side: arm[0] for side, arm in arms.items()},
        forearm={side: arm[1] for side, arm in arms.items()},
        thigh=dict.fromkeys(SIDES, -trunk),
        shank=dict.fromkeys(SIDES, -trunk),
        foot=dict.fromkeys(SIDES, pointing(np.zeros_like(elbow_deg))),
    )
    return hands_at(landmarks(body), floor_m)


def _pull_up(depths: Depths) -> Array:
    elbow_deg = 165 - 112 * depths["left"]
    zero = np.zeros_like(elbow_deg)
    reach = np.stack([zero, zero + 1, zero], axis=1)
    arms = {side: bent_arm(elbow_deg, reach, np.array([sign, 0.0, 0.5])) for side, sign in SIDES.items()}
    body = replace(
        standing(zero),
        upper_arm={side: arm[0] for side, arm in arms.items()},
        forearm={side: arm[1] for side, arm in arms.items()},
        shank={side: pointing(zero - 40, 2, side) for side in SIDES},
    )
    return hands_at(landmarks(body), height_m=2.3)


def on_floor(points: Array) -> Array:
    """Feet where they are, the lower ankle at its height above the floor."""
    ankles = points[:, [index("left_ankle"), index("right_ankle")]]
    shift = -ankles.mean(axis=1)
    shift[:, 1] = ANKLE_HEIGHT_M - ankles[:, :, 1].min(axis=1)
    return points + shift[:, None]


def hands_at(points: Array, height_m: float) -> Array:
    """Hands where they are, at ``height_m`` above the floor."""
    wrists = points[:, [index("left_wrist"), index("right_wrist")]].mean(axis=1)
    return points + (np.array([0.0, height_m, 0.0]) - wrists)[:, None]


def index(name: str) -> int:
    return load_skeleton().index(name)


_MOVEMENTS: dict[str, Callable[[Depths], Array]] = {
    "squat": _squat,
    "lunge": _lunge,
    "deadlift": _deadlift,
    "bicep_curl": _bicep_curl,
    "lateral_raise": _lateral_raise,
    "shoulder_press": _shoulder_press,
    "jumping_jack": _jumping_jack,
    "push_up": _push_up,
    "plank": _plank,
    "pull_up": _pull_up,
}

REPEATED = tuple(name for name in _MOVEMENTS if name != "plank")
