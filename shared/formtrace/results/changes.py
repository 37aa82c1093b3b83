"""What differs between two sessions of an exercise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from formtrace.results.summary import ResultSummary, summarise

if TYPE_CHECKING:
    from formtrace.results.document import Held, Rep, ResultDocument

Unit = Literal["count", "points", "deg", "s", "torso", "ratio", "percent"]

_MEASURES: Mapping[str, tuple[Unit, Callable[[ResultSummary], float | None]]] = {
    "count": ("count", lambda one: one.count),
    "score": ("points", lambda one: one.score),
    "range": ("deg", lambda one: one.rom_deg),
    "lowering": ("s", lambda one: one.eccentric_s),
    "pause": ("s", lambda one: one.pause_s),
    "lifting": ("s", lambda one: one.concentric_s),
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Change(_Part):
    """A measurement in both sessions: the mean over the repetitions, or over the holds.

    Attributes:
        name: of the measurement, or the code of a form check.
        label: a word or two for a form check, in the language of the second result; empty otherwise.
        unit: of ``first`` and ``second``.
        scores: of a form check, what both are worth, 0..100.
    """

    name: str
    label: str = ""
    unit: Unit
    first: float
    second: float
    scores: tuple[float, float] | None = None

    @property
    def difference(self) -> float:
        """How much more it is in the second session."""
        return self.second - self.first


class SessionChanges(_Part):
    """What differs between two sessions.

    Attributes:
        exercises: what was counted in each.
        measures: count, score, range and tempo, as far as both sessions have them.
        checks: form checks that both sessions have, those whose score changed most first; none if the
            exercises differ.
    """

    exercises: tuple[str | None, str | None]
    measures: tuple[Change, ...]
    checks: tuple[Change, ...]

    @property
    def same_exercise(self) -> bool:
        """Whether both are of the same exercise."""
        return self.exercises[0] == self.exercises[1]


def compare_sessions(first: ResultDocument, second: ResultDocument) -> SessionChanges:
    """Put the measurements of two results beside each other."""
    summaries = summarise(first), summarise(second)
    measures = []
    for name, (unit, value) in _MEASURES.items():
        before, after = (value(one) for one in summaries)
        if before is not None and after is not None and summaries[0].unit == summaries[1].unit:
            measures.append(Change(name=name, unit=unit, first=before, second=after))
    same = first.exercise == second.exercise
    return SessionChanges(
        exercises=(first.exercise, second.exercise),
        measures=tuple(measures),
        checks=_check_changes(first, second) if same else (),
    )


def _check_changes(first: ResultDocument, second: ResultDocument) -> tuple[Change, ...]:
    means = _check_means(first), _check_means(second)
    changes = [
        Change(
            name=check,
            label=after.label,
            unit=after.unit,
            first=before.value,
            second=after.value,
            scores=(before.score, after.score),
        )
        for check, after in means[1].items()
        if (before := means[0].get(check)) is not None and before.unit == after.unit
    ]
    return tuple(sorted(changes, key=_moved, reverse=True))


def _moved(change: Change) -> float:
    before, after = change.scores or (0.0, 0.0)
    return abs(after - before)


class _CheckMean(_Part):
    label: str
    unit: Unit
    value: float
    score: float


def _check_means(document: ResultDocument) -> dict[str, _CheckMean]:
    """The form checks of a result, each averaged."""
    efforts: Iterable[Rep | Held] = (*document.reps, *document.holds)
    found: dict[str, list[tuple[str, Unit, float, float]]] = {}
    for effort in efforts:
        for one in effort.subscores:
            found.setdefault(one.check, []).append((one.name, one.unit, one.value, one.score))
    return {
        check: _CheckMean(
            label=values[-1][0],
            unit=values[-1][1],
            value=round(fmean(value for _, _, value, _ in values), 4),
            score=round(fmean(score for _, _, _, score in values), 1),
        )
        for check, values in found.items()
    }
