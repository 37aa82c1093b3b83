"""Notes from a language model, checked against the facts; without a model, from the analysis alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from formtrace.coaching.brief import Brief, RepFact, brief_of
from formtrace.coaching.notes import CoachNotes, Point, UnsupportedNotesError, read_notes
from formtrace.coaching.prompt import Prompt, prompt_for
from formtrace.coaching.wording import wording

if TYPE_CHECKING:
    from formtrace.results.document import ResultDocument
    from formtrace.texts import Language

_ATTEMPTS = 2
_MOST_ADVICE = 2


class LanguageModel(Protocol):
    """Something that answers a prompt."""

    @property
    def name(self) -> str:
        """Which model, for the record."""

    def answer(self, prompt: Prompt) -> str:
        """The model's answer.

        Raises:
            CoachingError: there is none.
        """


def write_notes(
    document: ResultDocument, model: LanguageModel | None = None, language: Language | None = None
) -> CoachNotes:
    """The notes on a result, by ``model``, or by the analysis's own advice without one.

    Raises:
        UnsupportedNotesError: the facts do not support the model's answer, nor its second one.
        CoachingError: the model does not answer.
    """
    brief = brief_of(document, language)
    if model is None:
        return notes_without_model(brief)
    prompt = first = prompt_for(brief)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            notes = read_notes(model.answer(prompt), brief)
        except UnsupportedNotesError as error:
            if attempt == _ATTEMPTS:
                raise
            prompt = first.with_problems(error.problems)
        else:
            break
    said = {"written_by": model.name, "language": brief.language}
    return notes.model_copy(update={**said, "disclaimer": wording(brief.language).disclaimer})


def notes_without_model(brief: Brief) -> CoachNotes:
    """The verdict, the best repetition, and the most important advice of the analysis."""
    words = wording(brief.language)
    points = [] if (best := _best(brief)) is None else [_point("keep", words.keep, best)]
    points += [
        Point(kind="improve", text=each.text, rep=each.rep, t_s=each.t_s)
        for each in brief.advice[:_MOST_ADVICE]
    ]
    points.append(Point(kind="next", text=words.again))
    return CoachNotes(
        language=brief.language, summary=_summary(brief), points=tuple(points), disclaimer=words.disclaimer
    )


def _summary(brief: Brief) -> str:
    said = wording(brief.language).summary
    counted = said[brief.unit or "none"] if brief.count else said["none"]
    sentences = [counted.format(count=brief.count, exercise=brief.exercise)]
    if brief.average_score is not None:
        sentences.append(said["score"].format(score=f"{brief.average_score:.0f}", grade=brief.grade))
    return " ".join(sentences)


def _best(brief: Brief) -> RepFact | None:
    """The first of the repetitions with the best score, where there is more than one."""
    scored = [rep for rep in brief.reps if rep.score is not None]
    return max(scored, key=lambda rep: rep.score or 0.0) if len(scored) > 1 else None


def _point(kind: str, text: str, rep: RepFact) -> Point:
    moment_s = rep.start_s if rep.peak_s is None else rep.peak_s
    return Point.model_validate({"kind": kind, "text": text, "rep": rep.rep, "t_s": moment_s})
