"""Notes are shown only if the facts support them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from formtrace.coaching import (
    Brief,
    CoachNotes,
    Point,
    Prompt,
    UnsupportedNotesError,
    brief_of,
    problems_in,
    write_notes,
)
from formtrace.results.document import ResultDocument


class Scripted:
    """A language model that gives prepared answers, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[Prompt] = []

    def answer(self, prompt: Prompt) -> str:
        self.asked.append(prompt)
        return self.answers.pop(0)


def written(*points: dict[str, Any], summary: str = "Three squats.") -> str:
    return json.dumps({"summary": summary, "points": list(points)})


@pytest.fixture
def brief(document: ResultDocument) -> Brief:
    return brief_of(document)


def good(brief: Brief) -> dict[str, Any]:
    rep = brief.reps[1]
    text = f"You came down in {rep.lowering_s} s; take two."
    return {"kind": "improve", "text": text, "rep": 2, "t_s": rep.peak_s}


def test_good_notes_are_taken_over(document: ResultDocument, brief: Brief) -> None:
    model = Scripted("Here you are:\n```json\n" + written(good(brief)) + "\n```")
    notes = write_notes(document, model)
    assert notes.points[0].rep == 2
    assert notes.written_by == "scripted"
    assert "not medical advice" in notes.disclaimer
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"rep": 7}, "there is no repetition 7"),
        ({"rep": None, "t_s": 900.0}, "no moment 900 s"),
        ({"rep": 1, "t_s": 6.0}, "is not within repetition 1"),
        ({"rep": None, "t_s": None}, "cites neither"),
        ({"text": "Your knee reached 171.3 degrees."}, "'171.3 degrees' is not one of the facts"),
        ({"text": "Only 43 % of the range."}, "'43 %' is not one of the facts"),
        ({"text": "This is a diagnosis of a torn ligament."}, "is medical advice"),
    ],
)
def test_what_the_facts_do_not_support_is_refused(brief: Brief, change: dict[str, Any], problem: str) -> None:
    point = Point.model_validate({**good(brief), **change})
    found = problems_in(CoachNotes(summary="Three squats.", points=(point,)), brief)
    assert problem in " ".join(found)


def test_a_model_is_told_what_was_wrong_and_asked_once_more(document: ResultDocument, brief: Brief) -> None:
    model = Scripted(written({**good(brief), "rep": 9}), written(good(brief)))
    assert write_notes(document, model).points[0].rep == 2
    assert "there is no repetition 9" in model.asked[1].user


@pytest.mark.parametrize("answer", ["I cannot do that.", '{"summary": 3}', '{"points": [}', written()])
def test_an_answer_that_cannot_be_used_twice_is_an_error(document: ResultDocument, answer: str) -> None:
    with pytest.raises(UnsupportedNotesError):
        write_notes(document, Scripted(answer, answer))


def test_without_a_model_the_notes_are_the_analysis_s_own(document: ResultDocument, brief: Brief) -> None:
    notes = write_notes(document)
    assert notes.written_by == "rules"
    assert notes.summary.startswith("3 repetitions: Squat. Average form score")
    keep = next(point for point in notes.points if point.kind == "keep")
    scores = {rep.index: rep.score or 0 for rep in document.reps}
    assert scores[keep.rep or 0] == max(scores.values())
    improve = [point.text for point in notes.points if point.kind == "improve"]
    assert improve[0] == document.recommendations[0].text
    assert problems_in(notes, brief) == ()


def test_without_anything_counted_there_is_no_best_repetition(document: ResultDocument) -> None:
    empty = {"reps": (), "count": 0, "form": None, "recommendations": ()}
    notes = write_notes(document.model_copy(update=empty), language="fr")
    assert notes.summary == "Rien n'a été compté : Squat."
    assert [point.kind for point in notes.points] == ["next"]
