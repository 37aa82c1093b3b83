"""The checks of an exercise: its own, and default ones for the aspects that it leaves open."""

from __future__ import annotations

from typing import Literal

from formtrace.exercises.difficulty import Level, check_at
from formtrace.exercises.form_checks import Aspect, Check
from formtrace.exercises.measure import Measure
from formtrace.exercises.schema import Exercise, Hold, Repetitions
from formtrace.motion.measures import is_sided

Unit = Literal["deg", "s", "torso", "ratio", "percent"]

ASPECT_WEIGHTS: dict[Aspect, float] = {
    "range": 0.35,
    "alignment": 0.35,
    "symmetry": 0.1,
    "tempo": 0.1,
    "stability": 0.1,
}
"""Share of each aspect in the score, before those that cannot be judged are left out."""

# Best and zero of left-right differences: a landmark error of 3 % of the torso changes a limb's angle by
# about 4 degrees, on both sides; healthy people are not symmetric (Sadeghi et al., Gait & Posture 12, 2000).
_ASYMMETRY: dict[Unit, tuple[float, float]] = {"deg": (10.0, 40.0), "torso": (0.1, 0.45)}
# Best and zero of the detrended RMS in a hold, above what the landmarks' noise makes.
_HOLD_SWAY: dict[Unit, tuple[float, float]] = {"deg": (2.0, 12.0), "torso": (0.025, 0.15)}
_SLOW_GROUPS = ("strength", "mobility")


def checks_of(exercise: Exercise, level: Level = "medium") -> tuple[Check, ...]:
    """All checks of ``exercise``: those of its file, then the default one for every other scored aspect."""
    covered = {check.aspect for check in exercise.checks} | set(exercise.unscored)
    checks = (*exercise.checks, *(check for check in _defaults(exercise) if check.aspect not in covered))
    return tuple(check_at(check, level) for check in checks)


def default_range(exercise: Exercise, level: Level) -> Check:
    """The check of how much of the full movement was reached, where the file's own cannot be judged."""
    return next(check_at(check, level) for check in _defaults(exercise) if check.aspect == "range")


def unit_of(check: Check) -> Unit:
    """The unit of a check's value; a ``percent`` is measured as a share."""
    if check.statistic == "duration":
        return "s"
    if check.statistic == "path_excess" or check.measure is None:
        return "percent"
    return _unit(check.measure)


def _unit(measure: Measure) -> Unit:
    if measure.kind in ("angle", "incline", "ground_angle"):
        return "deg"
    return "ratio" if measure.kind == "separation_ratio" else "torso"


def _defaults(exercise: Exercise) -> list[Check]:
    return (
        _defaults_of_hold(exercise)
        if isinstance(exercise.counting, Hold)
        else _defaults_of_repetition(exercise)
    )


def _defaults_of_repetition(exercise: Exercise) -> list[Check]:
    """The full movement, both sides alike, lowered under control, along the direct path.

    Sources: range - the exercise's own full movement; tempo - a second each way is the fast end of what ACSM
    calls a moderate velocity (Position stand, Med Sci Sports Exerc 41(3), 2009), of which the 12 % of the
    amplitude at rest and the 10 % at the peak are not timed. A movement with the speed of half a cosine
    needs 0.57 s for the rest; 0.4 s still count as controlled. Stability - a controlled movement has one
    peak.
    """
    level = exercise.difficulty
    checks = [
        Check(
            code="range_of_motion",
            aspect="range",
            phase="peak",
            best=0.9,
            zero=0.3,
            easy=0.9 + level.easy,
            hard=0.9 + level.hard,
        ),
        Check(code="steadiness", aspect="stability", statistic="path_excess", best=0.04, zero=0.4),
    ]
    if exercise.group in _SLOW_GROUPS:
        checks.append(
            Check(
                code="lowering_tempo",
                aspect="tempo",
                statistic="duration",
                phase="eccentric",
                best=0.4,
                zero=0.1,
            )
        )
    sided = next((term.measure for term in exercise.signal if is_sided(term.measure)), None)
    rules = exercise.counting
    if sided is not None and not (isinstance(rules, Repetitions) and rules.side_by is not None):
        best, zero = _ASYMMETRY[_unit(sided)]
        checks.append(
            Check(
                code="left_right_difference",
                aspect="symmetry",
                measure=sided,
                statistic="difference",
                phase="deep",
                views=("front",),
                best=best,
                zero=zero,
            )
        )
    return checks


def _defaults_of_hold(exercise: Exercise) -> list[Check]:
    """The full position, held still."""
    level, measure = exercise.difficulty, exercise.signal[0].measure
    still, unsteady = _HOLD_SWAY.get(_unit(measure), (0.05, 0.3))
    return [
        Check(
            code="position_reached",
            aspect="range",
            best=0.95,
            zero=0.3,
            easy=0.95 + level.easy,
            hard=0.95 + level.hard,
        ),
        Check(
            code="stillness",
            aspect="stability",
            measure=measure,
            statistic="detrended_rms",
            best=still,
            zero=unsteady,
        ),
    ]
