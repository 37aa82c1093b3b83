"""The facts of a result that a coach needs, and nothing that came with the upload.

File names, names of references and free text are left out. Sentences are made anew from the codes and numbers
of the result document, so that text which a stranger put into a file, or into a stored result, never reaches
a language model.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from formtrace.coaching.wording import wording
from formtrace.exercises.catalogue import catalogue
from formtrace.texts import Language, texts

if TYPE_CHECKING:
    from formtrace.results.document import Held, Recommendation, Rejected, Rep, ResultDocument, Subscore

MAX_DETAILED = 12
"""Repetitions with their findings in a brief: the weakest. More would hide what matters."""
MAX_LISTED = 100
"""Repetitions in a brief."""
_FINDINGS = 3
_FULL_SCORE = 100.0


class Fact(BaseModel):
    """A part of a brief; unknown values are left out of its JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FindingFact(Fact):
    """What one form check measured. ``target`` is the range that scores fully."""

    check: str
    measured: str
    target: str | None = None
    score: float
    t_s: float | None = None


class RepFact(Fact):
    """One repetition, or one stretch of a hold. Times are seconds in the video."""

    rep: int
    start_s: float
    peak_s: float | None = None
    end_s: float
    side: Literal["left", "right"] | None = None
    score: float | None = None
    grade: str | None = None
    similarity_percent: float | None = None
    range_deg: float | None = None
    lowering_s: float | None = None
    pause_s: float | None = None
    lifting_s: float | None = None
    findings: tuple[FindingFact, ...] = ()


class JumpFact(Fact):
    """One jump, with half of the 95 % interval of its height."""

    rep: int
    start_s: float
    end_s: float
    height_cm: float
    uncertainty_cm: float


class NotCountedFact(Fact):
    """An attempt that does not count."""

    t_s: float
    reason: str
    measured_percent: float | None = None
    wanted_percent: float | None = None


class AdviceFact(Fact):
    """Advice of the analysis; without ``rep`` it concerns the whole set."""

    text: str
    t_s: float
    rep: int | None = None


class Brief(Fact):
    """The facts of one result, in the order in which a coach wants them.

    Attributes:
        limits: what the recording or the method cannot show, a sentence each.
    """

    language: Language
    exercise: str
    unit: Literal["reps", "seconds", "jumps"] | None
    count: int
    held_s: float | None = None
    duration_s: float
    view: Literal["front", "side", "oblique"] | None
    average_score: float | None = None
    grade: str | None = None
    reps: tuple[RepFact, ...] = ()
    jumps: tuple[JumpFact, ...] = ()
    not_counted: tuple[NotCountedFact, ...] = ()
    advice: tuple[AdviceFact, ...] = ()
    limits: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Compact JSON without what is unknown."""
        return self.model_dump_json(exclude_none=True, exclude_defaults=True)

    @property
    def spans_s(self) -> dict[int, tuple[float, float]]:
        """Start and end in seconds of each repetition, stretch or jump, by its number."""
        numbered: tuple[RepFact | JumpFact, ...] = (*self.reps, *self.jumps)
        return {each.rep: (each.start_s, each.end_s) for each in numbered}


def brief_of(
    document: ResultDocument, language: Language | None = None, *, detailed: Collection[int] = ()
) -> Brief:
    """The facts of ``document``, in ``language`` or that of the analysis.

    The repetitions ``detailed`` come with their findings even if they are not among the weakest.
    """
    asked = document.options.get("locale")
    chosen: Language = language or ("fr" if asked == "fr" else "en")
    with_findings = {*detailed, *(rep.index for rep in _weakest(document.reps))}
    form = document.form
    jumps = document.jumps.jumps if document.jumps is not None else ()
    held = tuple(_hold(each, chosen) for each in document.holds[:MAX_LISTED])
    reps = tuple(_rep(each, chosen, each.index in with_findings) for each in document.reps[:MAX_LISTED])
    return Brief(
        language=chosen,
        exercise=_name(document, chosen),
        unit="jumps" if document.jumps is not None else document.unit,
        count=document.count,
        held_s=document.held_s,
        duration_s=round(document.media.duration_s, 1),
        view=document.view,
        average_score=None if form is None else round(form.avg_score),
        grade=None if form is None else form.grade,
        reps=held if document.unit == "seconds" else () if jumps else reps,
        jumps=tuple(
            JumpFact(
                rep=jump.index,
                start_s=round(jump.take_off_s, 1),
                end_s=round(jump.landing_s, 1),
                height_cm=jump.height_cm,
                uncertainty_cm=jump.uncertainty_cm,
            )
            for jump in jumps[:MAX_LISTED]
        ),
        not_counted=tuple(_not_counted(each, document, chosen) for each in document.rejected[:MAX_DETAILED]),
        advice=tuple(
            AdviceFact(
                text=texts(chosen).checks[each.code].advice,
                t_s=round(each.t_s, 1),
                rep=_cited(each, document),
            )
            for each in document.recommendations[:MAX_DETAILED]
            if each.code in texts(chosen).checks
        ),
        limits=_limits(document, chosen),
    )


def _name(document: ResultDocument, language: Language) -> str:
    words = wording(language)
    if document.reference is not None:
        return words.reference
    if document.exercise is None:
        return words.no_exercise
    known = catalogue().get(document.exercise)
    return words.own_exercise if known is None else known.name[language]


def _cited(advice: Recommendation, document: ResultDocument) -> int | None:
    """The repetition that advice is about, if it is one of the brief: holds of a workout are not."""
    units = {found.index: found.unit for found in document.in_sets}
    is_listed = units.get(advice.set or 0, document.unit) == document.unit
    return advice.rep if is_listed and (advice.rep or 0) <= MAX_LISTED else None


def _weakest(reps: Sequence[Rep]) -> Sequence[Rep]:
    scored = sorted(
        (rep for rep in reps if rep.score is not None), key=lambda rep: (rep.score or 0, rep.index)
    )
    return scored[:MAX_DETAILED]


def _rep(rep: Rep, language: Language, with_findings: bool) -> RepFact:
    similarity = rep.reference_score
    return RepFact(
        rep=rep.index,
        start_s=round(rep.start_s, 1),
        peak_s=round(rep.peak_s, 1),
        end_s=round(rep.end_s, 1),
        side=None if rep.side == "both" else rep.side,
        score=_rounded(rep.score),
        grade=similarity.grade if similarity is not None else rep.grade,
        similarity_percent=None if similarity is None else round(100 * similarity.overallScore),
        range_deg=_rounded(rep.rom_deg),
        lowering_s=round(rep.tempo.eccentric_s, 1),
        pause_s=round(rep.tempo.pause_s, 1),
        lifting_s=round(rep.tempo.concentric_s, 1),
        findings=_findings(rep.subscores, language) if with_findings else (),
    )


def _hold(held: Held, language: Language) -> RepFact:
    return RepFact(
        rep=held.index,
        start_s=round(held.start_s, 1),
        end_s=round(held.end_s, 1),
        score=_rounded(held.score),
        grade=held.grade,
        findings=_findings(held.subscores, language),
    )


def _findings(subscores: Sequence[Subscore], language: Language) -> tuple[FindingFact, ...]:
    """Those that cost most, the costliest first."""
    table = texts(language)
    known = [each for each in subscores if each.check in table.checks and each.score < _FULL_SCORE]
    worst = sorted(known, key=lambda each: (each.score - _FULL_SCORE) * each.weight)[:_FINDINGS]
    return tuple(
        FindingFact(
            check=table.checks[each.check].name,
            measured=table.measured(each.check, each.value, each.unit, each.side),
            target=_target(each, language),
            score=round(each.score),
            t_s=None if each.t_s is None else round(each.t_s, 1),
        )
        for each in worst
    )


def _target(subscore: Subscore, language: Language) -> str | None:
    factor = 100 if subscore.unit in ("ratio", "torso") else 1
    low, high = (
        None if bound is None else texts(language).quantity(factor * bound, subscore.unit)
        for bound in subscore.target
    )
    return wording(language).target(low, high)


def _not_counted(attempt: Rejected, document: ResultDocument, language: Language) -> NotCountedFact:
    return NotCountedFact(
        t_s=round(attempt.peak_s, 1),
        reason=_reason(attempt.reason, document, language),
        measured_percent=_percent(attempt.measured_range),
        wanted_percent=_percent(attempt.wanted_range),
    )


def _reason(code: str, document: ResultDocument, language: Language) -> str:
    """The reason in words: one of every exercise's, or a condition of this exercise."""
    words = wording(language)
    exercise = catalogue().get(document.exercise or "")
    of_exercise = {} if exercise is None else {each.reason for each in exercise.conditions}
    if code in words.reasons:
        return words.reasons[code]
    return code.replace("_", " ") if code in of_exercise else words.other_reason


def _limits(document: ResultDocument, language: Language) -> tuple[str, ...]:
    words = wording(language)
    found = [words.warnings[each.code] for each in document.quality.warnings if each.code in words.warnings]
    return (*found, *words.method)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value)
