"""Advice about a set: the few errors that matter, each when it helps, rarely repeated."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from formtrace.analysis import analyse
from formtrace.exercises.form_checks import Check
from formtrace.options import AnalysisOptions
from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from formtrace.scoring.advice import advise, common_side, form_errors
from formtrace.scoring.score import Finding, Score
from tests.support.filming import Camera, exerciser, film, frame_times
from tests.support.form_errors import with_form_error
from tests.support.movements import Rep, Schedule, sets


def finding(
    code: str, score: float, *, weight: float = 0.2, severity: str = "minor", side: str = "both"
) -> Finding:
    check = Check(code=code, aspect="alignment", best=1, zero=0, severity=severity)
    return Finding(check, 0.0, score, weight, side, 7)


def set_of(*repetitions: list[Finding]) -> list[Score]:
    return [Score(50.0, tuple(found), 100 * i, 100 * i + 50) for i, found in enumerate(repetitions)]


def test_only_errors_that_cost_a_grade_are_named_the_most_important_first() -> None:
    (score,) = set_of([finding("good", 95), finding("poor", 60), finding("bad", 10), finding("poorer", 50)])
    assert [error.check.code for error in form_errors(score)] == ["bad", "poorer"]


def test_errors_that_can_hurt_come_first() -> None:
    (score,) = set_of([finding("clumsy", 40), finding("dangerous", 50, severity="major")])
    assert [error.check.code for error in form_errors(score)] == ["dangerous", "clumsy"]


def test_the_same_advice_is_repeated_at_growing_intervals() -> None:
    said = [
        advice.index for advice in advise(set_of(*[[finding("bad", 20)]] * 40)) if advice.index is not None
    ]
    assert said == [0, 4, 12, 28]


def test_recurring_errors_give_advice_about_the_set_at_the_worst_moment() -> None:
    scores = set_of([finding("bad", 40)], [finding("bad", 20)], [finding("fine", 100)], [finding("once", 10)])
    about_set = [advice for advice in advise(scores) if advice.index is None]
    assert [(a.finding.check.code, a.finding.score) for a in about_set] == [("bad", 20)]


def test_a_set_gets_at_most_three_recommendations() -> None:
    found = [finding(code, 30) for code in ("a", "b")]
    others = [finding(code, 40) for code in ("c", "d")]
    scores = set_of(found, found, others, others, found, others)
    assert len([advice for advice in advise(scores) if advice.index is None]) == 3


def test_advice_is_about_a_side_when_it_is_always_the_same_one() -> None:
    one_sided = set_of(*[[finding("bad", 20, side="left")]] * 3)
    changing = set_of(*[[finding("bad", 20, side=side)] for side in ("left", "right", "left")])
    assert [common_side(advise(scores)[-1], scores) for scores in (one_sided, changing)] == ["left", "both"]


def test_a_set_without_form_errors_gets_no_advice() -> None:
    assert advise(set_of([finding("fine", 100)], [finding("good", 85)])) == ()
    assert advise([]) == ()


def result(error: str, exercise: str, yaw_deg: float, count: int = 5, **options: object) -> ResultDocument:
    schedule = sets(count, tempo=2)
    tracks, manifest = film(
        [with_form_error(error, schedule, 0.8)], frame_times(schedule.duration_s, 30), Camera(yaw_deg=yaw_deg)
    )
    wanted = AnalysisOptions.from_mapping({"exercise": exercise, **options})
    return report(analyse(tracks, manifest, wanted), "clip")


@pytest.mark.parametrize(
    ("locale", "sentence"), [("en", "Push your knees out"), ("fr", "Poussez les genoux")]
)
def test_the_document_is_in_the_language_of_the_options(locale: str, sentence: str) -> None:
    document = result("caving_knees", "squat", 0, locale=locale)
    (about_set,) = [advice for advice in document.recommendations if advice.rep is None]
    assert about_set.text.startswith(sentence)
    assert (about_set.code, about_set.severity, about_set.joint) == ("knees_caving", "major", "knee")


def test_advice_points_at_a_moment_within_its_repetition() -> None:
    document = result("sagging", "push_up", 90)
    for advice in document.recommendations:
        if advice.rep is not None:
            rep = document.reps[advice.rep - 1]
            assert rep.start_s <= advice.t_s <= rep.end_s
            assert advice.code in rep.recommendations
    assert Counter(advice.rep is None for advice in document.recommendations)[True] == 1


def graded(schedule: Schedule, **options: object) -> ResultDocument:
    tracks, manifest = film(
        [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30), Camera(yaw_deg=90)
    )
    return report(
        analyse(tracks, manifest, AnalysisOptions.from_mapping({"exercise": "squat", **options})), "clip"
    )


MIXED = Schedule((Rep(), Rep(), Rep(depth=0.7), Rep(), Rep(depth=0.7)))


def test_min_grade_takes_repetitions_out_of_the_count_and_keeps_the_reason() -> None:
    everything, good = graded(MIXED), graded(MIXED, minGrade="b")
    assert everything.count == 5
    assert good.count == len(good.reps) == 3
    assert [rep.index for rep in good.reps] == [1, 2, 3]
    assert [attempt.reason for attempt in good.rejected] == ["below_min_grade"] * 2
    assert all(rep.grade in ("A", "B") for rep in good.reps)
    assert good.form is not None
    assert everything.form is not None
    assert good.form.avg_score > everything.form.avg_score
    assert not good.recommendations


def test_the_running_count_and_the_progress_leave_out_rejected_repetitions() -> None:
    tracks, manifest = film(
        [exerciser("squat", MIXED)], frame_times(MIXED.duration_s, 30), Camera(yaw_deg=90)
    )
    analysis = analyse(tracks, manifest, AnalysisOptions(exercise="squat", min_grade="A"))
    assert analysis.outcome.running_count().max() == report(analysis, "clip").count == 3
    below = [attempt.peak for attempt in analysis.outcome.rejected]
    assert np.isnan(analysis.outcome.progress()[below]).all()


def test_difficulty_moves_what_counts_and_what_scores() -> None:
    shallow = sets(4, depth=0.62)
    easy, medium, hard = (graded(shallow, difficulty=level) for level in ("easy", "normal", "pro"))
    assert easy.count == medium.count == 4
    assert hard.count <= medium.count
    assert easy.form is not None
    assert medium.form is not None
    assert easy.form.avg_score > medium.form.avg_score


def test_the_form_is_that_of_the_last_repetition_and_the_mean() -> None:
    document = graded(MIXED)
    scores = [rep.score for rep in document.reps]
    assert document.form is not None
    assert document.form.score == scores[-1]
    assert document.form.avg_score == pytest.approx(sum(s or 0 for s in scores) / len(scores), abs=0.1)
