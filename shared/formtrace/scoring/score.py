"""Form scores: the weighted mean of an exercise's checks, with the findings behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formtrace.counting.attempts import Repetition
from formtrace.counting.holds import HoldSpan
from formtrace.exercises.difficulty import Level
from formtrace.exercises.form_checks import Aspect, Check, View
from formtrace.exercises.schema import Exercise, Repetitions
from formtrace.motion.body import Motion, Side
from formtrace.motion.measures import is_sided
from formtrace.motion.view import camera_view
from formtrace.scoring.defaults import ASPECT_WEIGHTS, checks_of, default_range
from formtrace.scoring.features import FeatureExtractor
from formtrace.scoring.phases import Phases, phases_of, phases_of_hold
from formtrace.signals.series import Series

_FORM_ERROR_WEIGHT = 1.0
"""A check that scores 0 weighs this much more than one that scores 100. With more than 1, getting worse at
one thing could raise a score, by taking weight from something that is worse still."""
_MAJOR_WEIGHT = 2.0
"""Weight of a ``major`` check beside a ``minor`` one of its aspect."""
_REQUIRED: Aspect = "range"  # without the range of the movement there is no score


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check.

    Attributes:
        score: 0..100.
        weight: share of the whole score; those of one repetition add up to 1.
        frame: to look at, where there is one.
    """

    check: Check
    value: float
    score: float
    weight: float
    side: Side
    frame: int | None


@dataclass(frozen=True, slots=True)
class Score:
    """The form score of one repetition or hold.

    Attributes:
        total: 0..100, the weighted mean of the findings; ``None`` where too little was seen.
        start, end: frames of the repetition or hold.
    """

    total: float | None
    findings: tuple[Finding, ...]
    start: int
    end: int


def score_repetitions(
    exercise: Exercise, level: Level, motion: Motion, signal: Series, repetitions: Sequence[Repetition]
) -> tuple[Score, ...]:
    """The form of each repetition; ``signal`` (N,) is the movement's."""
    scorer = _Scorer(exercise, level, FeatureExtractor(exercise, motion, signal))
    checks = checks_of(exercise, level)
    return tuple(
        scorer.score(
            _about(checks, exercise, rep),
            phases_of(rep, exercise, signal, motion.t_s),
            rep.side,
            (rep.start, rep.end),
        )
        for rep in repetitions
    )


def score_holds(
    exercise: Exercise, level: Level, motion: Motion, signal: Series, spans: Sequence[HoldSpan]
) -> tuple[Score, ...]:
    """The form of each hold; ``signal`` (N,) is the movement's."""
    scorer = _Scorer(exercise, level, FeatureExtractor(exercise, motion, signal))
    checks = checks_of(exercise, level)
    return tuple(
        scorer.score(checks, phases_of_hold(span.start, span.end, motion.t_s), "both", (span.start, span.end))
        for span in spans
    )


def points(check: Check, value: float) -> float:
    """What ``value`` scores: 100 from ``best`` on, 0 from ``zero`` on, in proportion between."""
    return 100.0 * float(np.clip((value - check.zero) / (check.best - check.zero), 0.0, 1.0))


def _about(checks: tuple[Check, ...], exercise: Exercise, rep: Repetition) -> tuple[Check, ...]:
    """The checks, without the sided ones where one side leads and it is not known which."""
    rules = exercise.counting
    if not isinstance(rules, Repetitions) or rules.side_by is None or rep.side != "both":
        return checks
    return tuple(check for check in checks if check.measure is None or not is_sided(check.measure))


@dataclass(frozen=True)
class _Scorer:
    """Scores one exercise in one motion."""

    exercise: Exercise
    level: Level
    features: FeatureExtractor

    def score(self, checks: Sequence[Check], phases: Phases, side: Side, span: tuple[int, int]) -> Score:
        """The score of one span; where no range check can be judged, the default one is."""
        view = camera_view(self.features.motion, slice(phases.start, phases.end + 1))
        judged = self._findings(checks, view, phases, side)
        if not any(found.check.aspect == _REQUIRED for found in judged):
            instead = self._findings([default_range(self.exercise, self.level)], view, phases, side)
            if not instead:
                return Score(None, (), *span)
            judged += instead
        weights = _weights([(found.check, found.score) for found in judged])
        findings = tuple(replace(found, weight=weight) for found, weight in zip(judged, weights, strict=True))
        return Score(sum(finding.weight * finding.score for finding in findings), findings, *span)

    def _findings(
        self, checks: Sequence[Check], view: View | None, phases: Phases, side: Side
    ) -> list[Finding]:
        """The findings of the checks that can be judged, each on its worst side, without weights."""
        found = []
        for check in checks:
            if values := self.features.extract(check, phases, side) if view in check.views else []:
                worst = min(values, key=lambda feature: points(check, feature.value))
                score = points(check, worst.value)
                found.append(Finding(check, worst.value, score, 0.0, worst.side, worst.frame))
        return found


def _weights(judged: Sequence[tuple[Check, float]]) -> list[float]:
    """Weights of the checks in the score, of sum 1, by their scores.

    An aspect's weight is divided among those of its checks that were judged, by their own weights.
    """
    seen = {check.aspect for check, _ in judged}
    within = {aspect: sum(_weight(c) for c, _ in judged if c.aspect == aspect) for aspect in seen}
    shares = [
        ASPECT_WEIGHTS[check.aspect]
        * _weight(check)
        / within[check.aspect]
        * (1 + _FORM_ERROR_WEIGHT * (1 - score / 100))
        for check, score in judged
    ]
    return [share / sum(shares) for share in shares]


def _weight(check: Check) -> float:
    """The check's weight among those of its aspect."""
    return check.weight * (_MAJOR_WEIGHT if check.severity == "major" else 1.0)
