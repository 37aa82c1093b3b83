"""Which of all findings are worth a recommendation: the few that matter, each when it helps most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from formtrace.counting.signal import Side
from formtrace.scoring.score import Finding, Score

_WORTH_SAYING = 70.0  # a check that scores less costs the repetition a grade or more
_MAJOR = 1.5  # how much more what can hurt matters
_PER_REPETITION = 2  # nobody can attend to more at once
_SAID_AGAIN_AFTER = 4  # repetitions, and each time twice as many
_PER_SET = 3
_RECURS, _RECURS_SHARE = 2, 0.3  # in so many repetitions, and this share of them, it is about the whole set


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding worth a recommendation; ``index`` is that of its repetition or hold, ``None`` for the set.

    ``frame`` is the moment to look at.
    """

    finding: Finding
    index: int | None
    frame: int


def faults(score: Score) -> tuple[Finding, ...]:
    """The findings of one repetition that are worth saying, the most important first."""
    poor = [finding for finding in score.findings if finding.score < _WORTH_SAYING]
    return tuple(sorted(poor, key=_importance, reverse=True)[:_PER_REPETITION])


def advise(scores: Sequence[Score]) -> tuple[Advice, ...]:
    """What to say about each repetition, without saying it again and again, then about the whole set.

    The set's advice has no index and the frame of its worst moment.
    """
    not_before: dict[str, int] = {}
    patience: dict[str, int] = defaultdict(lambda: _SAID_AGAIN_AFTER)
    single: list[Advice] = []
    recurring: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
    for index, score in enumerate(scores):
        for finding in faults(score):
            code = finding.check.code
            recurring[code].append((index, finding))
            if index >= not_before.get(code, 0):
                not_before[code] = index + patience[code]
                patience[code] *= 2
                single.append(Advice(finding, index, _moment(finding, score)))
    return (*single, *_about_the_set(scores, recurring))


def _about_the_set(scores: Sequence[Score], recurring: dict[str, list[tuple[int, Finding]]]) -> list[Advice]:
    least = max(_RECURS, _RECURS_SHARE * len(scores))
    again = [found for found in recurring.values() if len(found) >= least]
    again.sort(key=lambda found: sum(_importance(finding) for _, finding in found), reverse=True)
    worst = [max(found, key=lambda each: _importance(each[1])) for found in again[:_PER_SET]]
    return [Advice(finding, None, _moment(finding, scores[index])) for index, finding in worst]


def common_side(advice: Advice, scores: Sequence[Score]) -> Side:
    """The side that advice is about; for a whole set, both unless it is always the same one."""
    if advice.index is not None:
        return advice.finding.side
    code = advice.finding.check.code
    sides = {
        f.side for score in scores for f in score.findings if f.check.code == code and f in faults(score)
    }
    return advice.finding.side if len(sides) == 1 else "both"


def _importance(finding: Finding) -> float:
    severe = _MAJOR if finding.check.severity == "major" else 1.0
    return severe * finding.weight * (100.0 - finding.score)


def _moment(finding: Finding, score: Score) -> int:
    return score.start if finding.frame is None else finding.frame
