"""How checks become a score: points, shares, grades."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.analysis import analyse
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.difficulty import at_difficulty
from formtrace.exercises.form_checks import Check
from formtrace.options import AnalysisOptions
from formtrace.results.report import report
from formtrace.scoring.defaults import checks_of
from formtrace.scoring.grades import grade_of, reaches
from formtrace.scoring.score import _weights, points
from formtrace.skeletons import load_skeleton
from tests.support.filming import Camera, exerciser, film, frame_times
from tests.support.movements import sets

LOW, HIGH = (
    Check(code="low", aspect="range", best=90, zero=130),
    Check(code="high", aspect="range", best=1, zero=0),
)


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        (LOW, 60, 100),
        (LOW, 90, 100),
        (LOW, 110, 50),
        (LOW, 130, 0),
        (LOW, 180, 0),
        (HIGH, 0.25, 25),
        (HIGH, 2, 100),
    ],
)
def test_points_go_from_zero_to_best_in_either_direction(check: Check, value: float, expected: float) -> None:
    assert points(check, value) == pytest.approx(expected)


def test_the_example_in_the_documentation() -> None:
    """docs/scoring.md, a squat from the side."""
    measured = {
        "squat_depth": 0.25,
        "trunk_lean": 55,
        "heels_lifting": 0.1,
        "lowering_tempo": 0.3,
        "steadiness": 0.01,
    }
    checks = checks_of(catalogue()["squat"])
    judged = [(check, points(check, measured[check.code])) for check in checks if check.code in measured]
    shares = _weights(judged)
    by_code = {check.code: round(share, 3) for (check, _), share in zip(judged, shares, strict=True)}
    assert by_code == {
        "squat_depth": 0.395,
        "trunk_lean": 0.237,
        "heels_lifting": 0.158,
        "lowering_tempo": 0.12,
        "steadiness": 0.09,
    }
    assert sum(share * score for share, (_, score) in zip(shares, judged, strict=True)) == pytest.approx(
        74.3, abs=0.05
    )


@given(
    scores=st.lists(st.floats(0, 100), min_size=3, max_size=6),
    which=st.integers(0, 5),
    less=st.floats(0, 100),
)
def test_doing_worse_never_raises_a_score(scores: list[float], which: int, less: float) -> None:
    """Although faults weigh more: a share that grows takes from the others."""
    aspects = ("range", "alignment", "alignment", "symmetry", "tempo", "stability")
    checks = [
        Check(code=f"c{i}", aspect=aspects[i], best=1, zero=0, weight=i + 1) for i in range(len(scores))
    ]

    def total(values: list[float]) -> float:
        shares = _weights(list(zip(checks, values, strict=True)))
        assert sum(shares) == pytest.approx(1)
        return sum(share * value for share, value in zip(shares, values, strict=True))

    worse = list(scores)
    worse[which % len(scores)] = min(less, worse[which % len(scores)])
    assert total(worse) <= total(scores) + 1e-9


@pytest.mark.parametrize("yaw", [0, 90])
def test_without_visible_legs_there_is_no_score(yaw: float) -> None:
    """A squat is about the legs; what can still be seen of the trunk is no score."""
    schedule = sets(2)
    tracks, manifest = film(
        [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30), Camera(yaw_deg=yaw)
    )
    legs = [
        load_skeleton().index(f"{side}_{part}") for side in ("left", "right") for part in ("knee", "ankle")
    ]
    visibility = tracks.visibility.copy()
    visibility[:, legs] = 0.2
    analysis = analyse(replace(tracks, visibility=visibility), manifest, AnalysisOptions(exercise="squat"))
    assert [score.total for score in analysis.outcome.scores] == [None, None]
    document = report(analysis, "clip")
    assert (document.count, document.form) == (2, None)


@pytest.mark.parametrize(
    ("score", "grade", "with_e"),
    [
        (100, "A", "A"),
        (90, "A", "A"),
        (89.9, "B", "B"),
        (80, "B", "B"),
        (79.9, "C", "C"),
        (70, "C", "C"),
        (69.9, "D", "D"),
        (60, "D", "D"),
        (59.9, "F", "E"),
        (40, "F", "E"),
        (39.9, "F", "F"),
        (0, "F", "F"),
    ],
)
def test_grades(score: float, grade: str, with_e: str) -> None:
    """The bands are those of the Upload Tracking contract, section 5."""
    assert (grade_of(score), grade_of(score, e_band=True)) == (grade, with_e)


def test_a_grade_reaches_those_below_it() -> None:
    assert reaches("A", "C")
    assert reaches("C", "C")
    assert not reaches("F", "D")


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_harder_never_asks_for_less(name: str) -> None:
    exercise = catalogue()[name]
    easy, medium, hard = (at_difficulty(exercise, level) for level in ("easy", "medium", "hard"))
    assert medium == exercise
    bounds = {"repetitions": ("min_peak", "min_lone_range"), "hold": ("enter", "leave"), "jump": ()}
    for bound in bounds[exercise.counting.kind]:
        a, b, c = (getattr(each.counting, bound) for each in (easy, medium, hard))
        assert a <= b <= c
    for a, b, c in zip(*(checks_of(exercise, level) for level in ("easy", "medium", "hard")), strict=True):
        sign = 1 if b.best > b.zero else -1
        assert sign * a.best <= sign * b.best <= sign * c.best
        assert a.best - a.zero == pytest.approx(c.best - c.zero)
