"""Read a repetition's peak as the exercise's assessment says, and choose the opinion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from formtrace.assessment.camera_height import CameraHeight, camera_height
from formtrace.counting.attempts import Repetition
from formtrace.exercises.assessment import Assessment, Quantity
from formtrace.motion.body import SIDES, Motion
from formtrace.motion.measures import evaluate
from formtrace.signals.series import Series

_PEAK_BAND = 0.1  # of the amplitude: the peak is all that is within this of the deepest frame


@dataclass(frozen=True, slots=True)
class Assessed:
    """What was found at the peak of one repetition.

    Attributes:
        quantities: degrees, torsos, or lengths of a limb, by name.
        flags: which hold, by name.
        camera: where it stands, and the slack in degrees that this gave.
        tone: of the opinion.
    """

    quantities: Mapping[str, float]
    flags: Mapping[str, bool]
    camera: CameraHeight
    camera_slack_deg: float
    tone: str


def assess(assessment: Assessment, motion: Motion, signal: Series, rep: Repetition) -> Assessed:
    """Assess the repetition ``rep`` of ``motion``; ``signal`` (N,) is the movement's."""
    inside = np.arange(rep.start, rep.end + 1)
    peak = inside[signal[inside] >= signal[rep.peak] - _PEAK_BAND * rep.amplitude]
    side = max(SIDES, key=lambda each: float(np.nansum(_visibility(assessment, motion, each)[inside])))
    found = {each.name: _value(each, motion, side, peak) for each in assessment.quantities}
    camera = camera_height(motion)
    slack_deg = 0.0 if camera.placement == "mid" else assessment.camera_slack_deg
    flags = {}
    for flag in assessment.flags:
        slack = slack_deg if flag.leans_with_camera else 0.0
        low = -inf if flag.min is None else flag.min - slack
        high = inf if flag.max is None else flag.max + slack
        flags[flag.name] = low <= found[flag.quantity] <= high
    return Assessed(found, flags, camera, slack_deg, _tone(assessment, found, flags))


def _value(quantity: Quantity, motion: Motion, side: str, frames: NDArray[np.intp]) -> float:
    values, _ = evaluate(quantity.measure, motion, side)
    value = float(np.nanmedian(values[frames]))
    if not quantity.in_lengths_of:
        return value
    points = [motion.point(f"{side}_{part}", "image") for part in quantity.in_lengths_of]
    length_m = np.sum([np.linalg.norm(one - other, axis=1) for one, other in pairwise(points)], axis=0)
    return value * motion.torso_m / float(np.nanmedian(length_m))


def _visibility(assessment: Assessment, motion: Motion, side: str) -> Series:
    worst: Series = np.min([motion.visibility_of(f"{side}_{part}") for part in assessment.limb], axis=0)
    return worst


def _tone(assessment: Assessment, found: Mapping[str, float], flags: Mapping[str, bool]) -> str:
    """Of the first opinion whose bound is reached; the last has none."""
    return next(
        each.tone
        for each in assessment.opinions
        if (each.quantity is None or found[each.quantity] >= each.min)
        and (each.needs is None or flags[each.needs])
    )
