"""What was done unlike the reference, joint by joint and phase by phase, and what of it matters most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import interior_angle_deg
from formtrace.reference.score import Comparison
from formtrace.reference.series import PARTS
from formtrace.reference.signature import Pattern
from formtrace.signals.filters import moving_mean
from formtrace.signals.series import Series

Phase = Literal["start", "way_there", "turn", "way_back", "end"]
Side = Literal["left", "right", "both"]

PHASES: tuple[Phase, ...] = ("start", "way_there", "turn", "way_back", "end")
_EDGE = 0.1  # of the repetition, from its start, to its end and on both sides of the turning point
_MOST = 3
_WORTH_SAYING_DEG = 12.0  # landmarks of one pose differ by about half of it from camera to camera
_WORTH_SAYING_HEIGHT = 12.0  # per cent of the trunk's length
_WORTH_SAYING_TEMPO = 20.0  # per cent of the duration
_SEEN = 0.5  # visibility from which a joint is spoken of
_STEADY = 3  # samples: a difference of a single moment is noise
_ALIKE = 0.5  # of the greater one: left and right differences of this much are one of both

# Each joint as the two segments at it, and how the first is turned: 180 is straight.
_JOINTS: Mapping[str, tuple[str, str, float]] = {
    "shoulder": ("trunk", "upper_arm", -1.0),
    "elbow": ("upper_arm", "forearm", -1.0),
    "hip": ("trunk", "thigh", 1.0),
    "knee": ("thigh", "shank", -1.0),
}
_MORE_IS = {"shoulder": "further", "elbow": "straighter", "hip": "straighter", "knee": "straighter"}
_LESS_IS = {"shoulder": "closer", "elbow": "more_bent", "hip": "more_bent", "knee": "more_bent"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: repetition minus reference.

    Attributes:
        code: of the sentence about it.
        joint: where to look; ``None`` for the tempo.
        t_s: when it was greatest.
        value: degrees, or per cent of the trunk's length or of the duration; never negative.
        weight: how many times what is worth saying.
    """

    code: str
    joint: str | None
    side: Side | None
    t_s: float
    phase: Phase
    value: float
    unit: Literal["deg", "percent"]
    weight: float


@dataclass(frozen=True, slots=True)
class Deviation:
    """All differences of one repetition.

    Attributes:
        joints_deg: mean absolute difference by joint, ``left_knee`` and so on, and ``trunk``.
        phases: root mean square distance of the poses by phase, in torsos.
        greatest: at most three that are worth saying, the greatest first.
    """

    joints_deg: Mapping[str, float]
    phases: Mapping[Phase, float]
    greatest: tuple[Difference, ...]


def deviation(pattern: Pattern, comparison: Comparison, *, other_view: bool = False) -> Deviation:
    """Compare the joints of a repetition with the reference's.

    ``other_view``: the cameras stood elsewhere; then what differs at the ends already is taken for the
    cameras' doing and left out.
    """
    phases = phases_of(pattern)[comparison.samples]
    wanted = pattern.poses[comparison.samples]
    angles = {
        name: (_angle_deg(name, wanted), _angle_deg(name, wanted + comparison.difference)) for name in JOINTS
    }
    off = {name: done - asked for name, (asked, done) in angles.items()}
    if other_view:
        ends = np.isin(phases, (PHASES.index("start"), PHASES.index("end")))
        off = {name: values - values[ends].mean() for name, values in off.items()}
    seen = dict(zip(PARTS, pattern.visibility, strict=True))
    shown = {
        name: values for name, values in off.items() if min(seen[part] for part in _parts(name)) >= _SEEN
    }
    found = [*_of_joints(shown, comparison, phases), *_of_the_rest(comparison, phases)]
    found = sorted((each for each in found if each.weight >= 1.0), key=lambda each: -each.weight)
    distance = ((comparison.difference**2).sum(axis=-1) * pattern.weights).sum(axis=-1)
    return Deviation(
        joints_deg={name: float(np.abs(values).mean()) for name, values in off.items()},
        phases={
            name: float(np.sqrt(distance[phases == number].mean()))
            for number, name in enumerate(PHASES)
            if (phases == number).any()
        },
        greatest=tuple(found[:_MOST]),
    )


def turning_point(pattern: Pattern) -> int:
    """The sample of the reference that is furthest from where it starts and ends."""
    ends = (pattern.poses[0] + pattern.poses[-1]) / 2
    return int((((pattern.poses - ends) ** 2).sum(axis=-1) * pattern.weights).sum(axis=-1).argmax())


def phases_of(pattern: Pattern) -> NDArray[np.intp]:
    """(L,) number of the phase in :data:`PHASES` that each sample belongs to."""
    share = np.linspace(0.0, 1.0, len(pattern.poses))
    turn = share[turning_point(pattern)]
    phases = np.where(share < turn, PHASES.index("way_there"), PHASES.index("way_back"))
    phases[np.abs(share - turn) <= _EDGE] = PHASES.index("turn")
    phases[share < _EDGE] = PHASES.index("start")
    phases[share > 1.0 - _EDGE] = PHASES.index("end")
    return phases


JOINTS = (*(f"{side}_{joint}" for joint in _JOINTS for side in ("left", "right")), "trunk")
"""The joints that are compared; ``trunk`` is its lean from upright."""


def _parts(name: str) -> tuple[str, ...]:
    if name == "trunk":
        return ("trunk",)
    side, joint = name.split("_", 1)
    return tuple(part if part == "trunk" else f"{side}_{part}" for part in _JOINTS[joint][:2])


def _angle_deg(name: str, poses: Series) -> Series:
    """(P,) degrees of a joint in poses (P, 10, 3)."""
    origin = np.zeros(3)
    vectors = [poses[:, PARTS.index(part)] for part in _parts(name)]
    if name == "trunk":
        return interior_angle_deg(np.array([0.0, 1.0, 0.0]), origin, vectors[0])
    return interior_angle_deg(_JOINTS[name.split("_", 1)[1]][2] * vectors[0], origin, vectors[1])


def _of_joints(
    off: Mapping[str, Series], comparison: Comparison, phases: NDArray[np.intp]
) -> Iterator[Difference]:
    """The greatest difference of each joint; of both sides at once where they differ in the same way."""
    for joint in (*_JOINTS, "trunk"):
        sides = [name for name in off if name == joint or name.endswith(f"_{joint}")]
        found = {name: _greatest(name, off[name], comparison, phases) for name in sides}
        if len(found) == 2:
            first, second = found.values()
            if first.code == second.code and min(first.value, second.value) >= _ALIKE * max(
                first.value, second.value
            ):
                yield replace(max(first, second, key=lambda each: each.value), side="both")
                continue
        yield from found.values()


def _greatest(name: str, off: Series, comparison: Comparison, phases: NDArray[np.intp]) -> Difference:
    steady = moving_mean(off, min(_STEADY, len(off)))
    at = int(np.abs(steady).argmax())
    value = float(steady[at])
    side, _, joint = name.rpartition("_")
    if joint == "trunk":
        code = "trunk_more_lean" if value > 0 else "trunk_less_lean"
    else:
        code = f"{joint}_{(_MORE_IS if value > 0 else _LESS_IS)[joint]}"
    return Difference(
        code=code,
        joint="hip" if joint == "trunk" else joint,
        side="left" if side == "left" else "right" if side == "right" else None,
        t_s=float(comparison.times_s[at]),
        phase=PHASES[int(phases[at])],
        value=abs(value),
        unit="deg",
        weight=abs(value) / _WORTH_SAYING_DEG,
    )


def _of_the_rest(comparison: Comparison, phases: NDArray[np.intp]) -> Iterator[Difference]:
    """The height of the hips, and the tempo."""
    height = comparison.difference[:, PARTS.index("hips"), 1]
    height = 100.0 * moving_mean(height - height[0], min(_STEADY, len(height)))
    at = int(np.abs(height).argmax())
    yield Difference(
        code="hips_higher" if height[at] > 0 else "hips_lower",
        joint="hip",
        side=None,
        t_s=float(comparison.times_s[at]),
        phase=PHASES[int(phases[at])],
        value=abs(float(height[at])),
        unit="percent",
        weight=abs(float(height[at])) / _WORTH_SAYING_HEIGHT,
    )
    slower = 100.0 * (comparison.tempo - 1.0)
    faster = 100.0 * (1.0 / max(comparison.tempo, 1e-6) - 1.0)
    yield Difference(
        code="slower" if slower > 0 else "faster",
        joint=None,
        side=None,
        t_s=float(comparison.times_s[-1]),
        phase="end",
        value=slower if slower > 0 else -slower,
        unit="percent",
        weight=max(slower, faster) / _WORTH_SAYING_TEMPO,
    )
