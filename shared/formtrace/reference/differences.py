"""Joint errors of a repetition against the reference, by joint and phase, and the greatest of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.exercises.form_checks import Phase
from formtrace.motion.angles import interior_angle_deg
from formtrace.motion.body import VISIBLE, Side
from formtrace.reference.pose_series import PARTS
from formtrace.reference.similarity import Comparison
from formtrace.reference.template import MotionTemplate
from formtrace.signals.filters import moving_mean
from formtrace.signals.series import Series

PHASES: tuple[Phase, ...] = ("start", "outbound", "peak", "return", "end")
_EDGE = 0.1  # of the repetition: after its start, before its end and on both sides of its peak
_MAX_DIFFERENCES = 3
_RELEVANT_DEG = 12.0  # the same pose differs by about half of this from camera to camera
_RELEVANT_HEIGHT = 12.0  # per cent of the torso length
_RELEVANT_TEMPO = 20.0  # per cent of the duration
_STEADY = 3  # samples: a difference of a single sample is noise
_BOTH_SIDES = 0.5  # of the greater one: left and right differences that are one of both sides

# Each joint as its two segments and the sign of the first: 180 is straight.
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
        value: degrees, or per cent of the torso length or of the duration; never negative.
        weight: in multiples of the least relevant difference.
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
        joints_deg: mean absolute joint error, ``left_knee`` and so on, and ``trunk``.
        phases: root mean square distance of the poses by phase, in torsos.
        greatest: at most three relevant differences, the greatest first.
    """

    joints_deg: Mapping[str, float]
    phases: Mapping[Phase, float]
    greatest: tuple[Difference, ...]


def deviation(template: MotionTemplate, comparison: Comparison, *, other_view: bool = False) -> Deviation:
    """Compare the joints of a repetition with the template's.

    ``other_view``: the views differ, so the error at both ends of the repetition is attributed to the cameras
    and subtracted.
    """
    phases = phases_of(template)[comparison.samples]
    wanted = template.poses[comparison.samples]
    angles = {
        name: (_angle_deg(name, wanted), _angle_deg(name, wanted + comparison.difference)) for name in JOINTS
    }
    errors_deg = {name: done - asked for name, (asked, done) in angles.items()}
    if other_view:
        ends = np.isin(phases, (PHASES.index("start"), PHASES.index("end")))
        errors_deg = {name: values - values[ends].mean() for name, values in errors_deg.items()}
    visibility = dict(zip(PARTS, template.visibility, strict=True))
    visible = {
        name: values
        for name, values in errors_deg.items()
        if min(visibility[part] for part in _parts(name)) >= VISIBLE
    }
    found = [*_of_joints(visible, comparison, phases), *_of_height_and_tempo(comparison, phases)]
    found = sorted((each for each in found if each.weight >= 1.0), key=lambda each: -each.weight)
    distance = ((comparison.difference**2).sum(axis=-1) * template.weights).sum(axis=-1)
    return Deviation(
        joints_deg={name: float(np.abs(values).mean()) for name, values in errors_deg.items()},
        phases={
            name: float(np.sqrt(distance[phases == number].mean()))
            for number, name in enumerate(PHASES)
            if (phases == number).any()
        },
        greatest=tuple(found[:_MAX_DIFFERENCES]),
    )


def peak_of(template: MotionTemplate) -> int:
    """The sample of the template that is furthest from its start and end."""
    ends = (template.poses[0] + template.poses[-1]) / 2
    return int((((template.poses - ends) ** 2).sum(axis=-1) * template.weights).sum(axis=-1).argmax())


def phases_of(template: MotionTemplate) -> NDArray[np.intp]:
    """(L,) number of the phase in :data:`PHASES` that each sample belongs to."""
    share = np.linspace(0.0, 1.0, len(template.poses))
    peak = share[peak_of(template)]
    phases = np.where(share < peak, PHASES.index("outbound"), PHASES.index("return"))
    phases[np.abs(share - peak) <= _EDGE] = PHASES.index("peak")
    phases[share < _EDGE] = PHASES.index("start")
    phases[share > 1.0 - _EDGE] = PHASES.index("end")
    return phases


JOINTS = (*(f"{side}_{joint}" for joint in _JOINTS for side in ("left", "right")), "trunk")
"""The joints that are compared; ``trunk`` is its inclination."""


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
    errors_deg: Mapping[str, Series], comparison: Comparison, phases: NDArray[np.intp]
) -> Iterator[Difference]:
    """The greatest difference of each joint; one for both sides where they differ in the same way."""
    for joint in (*_JOINTS, "trunk"):
        sides = [name for name in errors_deg if name == joint or name.endswith(f"_{joint}")]
        found = {name: _greatest(name, errors_deg[name], comparison, phases) for name in sides}
        if len(found) == 2:
            first, second = found.values()
            if first.code == second.code and min(first.value, second.value) >= _BOTH_SIDES * max(
                first.value, second.value
            ):
                yield replace(max(first, second, key=lambda each: each.value), side="both")
                continue
        yield from found.values()


def _greatest(name: str, error_deg: Series, comparison: Comparison, phases: NDArray[np.intp]) -> Difference:
    steady = moving_mean(error_deg, min(_STEADY, len(error_deg)))
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
        weight=abs(value) / _RELEVANT_DEG,
    )


def _of_height_and_tempo(comparison: Comparison, phases: NDArray[np.intp]) -> Iterator[Difference]:
    """The greatest difference of the hips' height, and that of the tempo."""
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
        weight=abs(float(height[at])) / _RELEVANT_HEIGHT,
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
        weight=max(slower, faster) / _RELEVANT_TEMPO,
    )
