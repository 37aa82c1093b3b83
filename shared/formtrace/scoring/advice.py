"""Recommendations: the form errors that matter most, each when it helps most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from formtrace.motion.body import Side
from formtrace.scoring.score import Finding, Score

_FORM_ERROR_BELOW = 70.0  # a check that scores less costs the repetition a grade or more
_MAJOR = 1.5  # importance of a ``major`` form error beside a ``minor`` one
_PER_REPETITION = 2  # more cannot be attended to at once
_REPEATED_AFTER = 4  # repetitions, and each time twice as many
_PER_SET = 3
_RECURRENCES, _RECURRENCE_SHARE = 2, 0.3  # repetitions, at least, that make it advice about the whole set


@dataclass(frozen=True, slots=True)
class Advice:
    """A form error worth a recommendation.

    Attributes:
        index: of its repetition or hold; ``None`` for the whole set.
        frame: to look at.
    """

    finding: Finding
    index: int | None
    frame: int


def form_errors(score: Score) -> tuple[Finding, ...]:
    """The form errors of one repetition that are worth saying, the most important first."""
    poor = [finding for finding in score.findings if finding.score < _FORM_ERROR_BELOW]
    return tuple(sorted(poor, key=_importance, reverse=True)[:_PER_REPETITION])


def advise(scores: Sequence[Score]) -> tuple[Advice, ...]:
    """Advice about each repetition, rarely repeated, then about the whole set.

    Advice about the set has no index and the frame at which the error was worst.
    """
    not_before: dict[str, int] = {}
    interval: dict[str, int] = defaultdict(lambda: _REPEATED_AFTER)
    single: list[Advice] = []
    recurring: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
    for index, score in enumerate(scores):
        for finding in form_errors(score):
            code = finding.check.code
            recurring[code].append((index, finding))
            if index >= not_before.get(code, 0):
                not_before[code] = index + interval[code]
                interval[code] *= 2
                single.append(Advice(finding, index, _moment(finding, score)))
    return (*single, *_about_the_set(scores, recurring))


def _about_the_set(scores: Sequence[Score], recurring: dict[str, list[tuple[int, Finding]]]) -> list[Advice]:
    least = max(_RECURRENCES, _RECURRENCE_SHARE * len(scores))
    again = [found for found in recurring.values() if len(found) >= least]
    again.sort(key=lambda found: sum(_importance(finding) for _, finding in found), reverse=True)
    worst = [max(found, key=lambda each: _importance(each[1])) for found in again[:_PER_SET]]
    return [Advice(finding, None, _moment(finding, scores[index])) for index, finding in worst]


def common_side(advice: Advice, scores: Sequence[Score]) -> Side:
    """The side that the advice is about; for a whole set, both unless it is always the same one."""
    if advice.index is not None:
        return advice.finding.side
    code = advice.finding.check.code
    sides = {
        f.side for score in scores for f in score.findings if f.check.code == code and f in form_errors(score)
    }
    return advice.finding.side if len(sides) == 1 else "both"


def _importance(finding: Finding) -> float:
    severe = _MAJOR if finding.check.severity == "major" else 1.0
    return severe * finding.weight * (100.0 - finding.score)


def _moment(finding: Finding, score: Score) -> int:
    return score.start if finding.frame is None else finding.frame
