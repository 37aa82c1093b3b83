"""The sets of a clip as the result document says them, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any, TypeVar

from formtrace.analysis import Analysis
from formtrace.results.document import Held, Recommendation, Rep, SetReport
from formtrace.results.form import form_of
from formtrace.results.outcome import describe_set

Numbered = TypeVar("Numbered", Rep, Held, Recommendation)


def describe_sets(analysis: Analysis) -> tuple[SetReport, ...]:
    """Each set, with the rest until the next one."""
    found = [
        _of_set(describe_set(each, analysis.options, index)) for index, each in enumerate(analysis.sets, 1)
    ]
    slower = analysis.speed.factor
    rests_s = [*(_rest_s(*pair, slower) for pair in pairwise(found)), None]
    return tuple(
        each.model_copy(update={"rest_s": rest_s}) for each, rest_s in zip(found, rests_s, strict=False)
    )


def all_together(analysis: Analysis, sets: Sequence[SetReport]) -> dict[str, Any]:
    """The document's fields about what was counted: of the only set, or of all in a row."""
    unit = next((unit for unit in ("reps", "seconds") if any(each.unit == unit for each in sets)), None)
    exercises = {each.exercise for each in sets}
    held_s = [each.held_s for each in sets if each.held_s is not None]
    return {
        "exercise": exercises.pop() if len(exercises) == 1 else None,
        "unit": unit,
        "count": sum(each.count for each in sets if each.unit == unit),
        "count_by_difficulty": _at_each_difficulty([each for each in sets if each.unit == unit]),
        "held_s": round(sum(held_s), 3) if held_s else None,
        "reps": _in_a_row([each.reps for each in sets]),
        "holds": _in_a_row([each.holds for each in sets]),
        "rejected": tuple(chain.from_iterable(each.rejected for each in sets)),
        "form": form_of([score for each in analysis.outcomes for score in each.scores], analysis.options),
        "reference": next((each.reference for each in sets if each.reference), None),
        "recommendations": _all_advice(sets),
        "posture": tuple(chain.from_iterable(each.posture for each in sets)),
        "jumps": next((each.jumps for each in sets if each.jumps), None),
        "sets": tuple(sets),
    }


def _at_each_difficulty(sets: Sequence[SetReport]) -> dict[str, int]:
    """The counts of all sets together, where all have them."""
    counts = [dict(each.count_by_difficulty) for each in sets]
    if not counts or not all(counts):
        return {}
    return {level: sum(each[level] for each in counts) for level in counts[0]}


def _of_set(found: SetReport) -> SetReport:
    """The set with its number on all its parts."""

    def numbered(parts: Sequence[Numbered]) -> tuple[Numbered, ...]:
        return tuple(part.model_copy(update={"set": found.index}) for part in parts)

    return found.model_copy(
        update={
            "reps": numbered(found.reps),
            "holds": numbered(found.holds),
            "recommendations": numbered(found.recommendations),
        }
    )


def _rest_s(before: SetReport, after: SetReport, slower: float) -> float | None:
    if before.end_s is None or after.start_s is None:
        return None
    return round(max(after.start_s - before.end_s, 0.0) / slower, 3)


def _in_a_row(parts: Sequence[Sequence[Rep]] | Sequence[Sequence[Held]]) -> tuple[Any, ...]:
    """All repetitions, or all holds, numbered through."""
    together = chain.from_iterable(parts)
    return tuple(part.model_copy(update={"index": index}) for index, part in enumerate(together, 1))


def _all_advice(sets: Sequence[SetReport]) -> tuple[Recommendation, ...]:
    """The advice of all sets, about repetitions as they are numbered through."""
    advice: list[Recommendation] = []
    before = {"reps": 0, "seconds": 0, None: 0}
    for each in sets:
        shift = before[each.unit]
        advice += [
            one if one.rep is None else one.model_copy(update={"rep": one.rep + shift})
            for one in each.recommendations
        ]
        before[each.unit] += len(each.reps) + len(each.holds)
    return tuple(advice)
