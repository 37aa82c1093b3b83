"""The summary, against one written by hand."""

from __future__ import annotations

from formtrace.contracts.upload_tracking.messages.summary import exercise_summary
from formtrace.results.document import Difference, Held, Jump, Jumps, SetReport
from tests.unit.contracts.upload_tracking.messages.samples import (
    FORM,
    REFERENCE,
    SIMILARITY,
    SIMILARITY_SENT,
    advice,
    document,
    rep,
    subscore,
)

SUBSCORES = (
    subscore("depth", 60, 0.5),
    subscore("tempo", 100, 0.1),
    subscore("lean", 30, 0.1),
    subscore("symmetry", 90, 0.2),
    subscore("stability", 95, 0.1),
)


ONE_SET = {
    "set": 1,
    "exercise": "squat",
    "unit": "reps",
    "counter": 1,
    "avg_rep_score": 84.0,
    "grade": "B",
    "start_s": 1.0,
    "end_s": 3.0,
    "rest_s": None,
}


def test_all_editions_of_it() -> None:
    done = document(
        count=1,
        reps=(rep(1, 1.0, 78.0, subscores=SUBSCORES),),
        form=FORM,
        options={"recommendations": True},
        recommendations=(advice(2.0, "Lower"), advice(3.0, "Slower"), advice(4.0, "Lower")),
    )
    assert exercise_summary(done, 31.2) == {
        "type": "exercise_summary",
        "exercise": "squat",
        "unit": "reps",
        "counter": 1,
        "current_count": 1,
        "avg_rep_score": 84.0,
        "avg_rep_score_ratio": 0.84,
        "avg_similarity": None,
        "total_frames_compared": 0,
        "grade": "B",
        "history": [
            {
                "index": 1,
                "formScore": 78.0,
                "durationMs": 2000,
                "grade": "C",
                "start_s": 1.0,
                "peak_s": 2.0,
                "end_s": 3.0,
                "side": "both",
                "reasons": [
                    {"code": "depth", "text": "depth was 60", "score": 60.0, "weight": 0.5},
                    {"code": "lean", "text": "lean was 30", "score": 30.0, "weight": 0.1},
                    {"code": "symmetry", "text": "symmetry was 90", "score": 90.0, "weight": 0.2},
                ],
                "set": 1,
            }
        ],
        "sets": [ONE_SET],
        "recommendations": ["Lower", "Slower"],
        "progression": 100,
        "durationMs": 31200,
    }


def test_without_scores_and_without_asking_for_advice() -> None:
    done = document(count=1, reps=(rep(1, 1.0),), recommendations=(advice(2.0, "Lower"),))
    summary = exercise_summary(done, 5.0)
    assert (summary["avg_rep_score"], summary["avg_rep_score_ratio"], summary["grade"]) == (None, None, None)
    assert summary["recommendations"] == []
    assert summary["history"][0]["formScore"] is None


def test_a_reference_movement() -> None:
    late = Difference(
        code="tempo_slow", text="You take longer.", t_s=2.0, phase="turn", value=30.0, unit="percent"
    )
    swing = rep(1, 1.0, reference_score=SIMILARITY, differences=(late,))
    done = document(exercise=None, count=1, reps=(swing,), reference=REFERENCE)
    summary = exercise_summary(done, 6.0)
    assert (summary["exercise"], summary["reference"]) == (None, "5c9e")
    assert (summary["avg_similarity"], summary["total_frames_compared"]) == (0.71, 120)
    assert (summary["avg_rep_score"], summary["avg_rep_score_ratio"], summary["grade"]) == (71.0, 0.71, "C")
    assert summary["reference_score"] == SIMILARITY_SENT
    (item,) = summary["history"]
    assert (item["referenceScore"], item["reference_score"]) == (0.71, SIMILARITY_SENT)
    assert item["differences"] == [
        {
            "code": "tempo_slow",
            "text": "You take longer.",
            "t": 2.0,
            "phase": "turn",
            "value": 30.0,
            "unit": "percent",
            "joint": None,
            "side": None,
        }
    ]


def test_a_workout() -> None:
    squats, curl = rep(1, 1.0, 84.0), rep(2, 20.0, set=2)
    first = SetReport(
        exercise="squat", unit="reps", count=1, reps=(squats,), form=FORM, start_s=1.0, end_s=3.0, rest_s=17.0
    )
    second = SetReport(index=2, exercise="bicep_curl", unit="reps", count=1, start_s=20.0, end_s=22.0)
    summary = exercise_summary(
        document(exercise=None, reps=(squats, curl), count=2, sets=(first, second)), 30
    )
    assert (summary["exercise"], summary["counter"]) == (None, 2)
    assert [(m["set"], m["exercise"], m["counter"], m["grade"], m["rest_s"]) for m in summary["sets"]] == [
        (1, "squat", 1, "B", 17.0),
        (2, "bicep_curl", 1, None, None),
    ]
    assert [item["set"] for item in summary["history"]] == [1, 2]


def test_a_hold() -> None:
    held = Held(index=1, start_s=1.0, end_s=4.5, duration_s=3.5, score=80, grade="B")
    done = document(exercise="plank", unit="seconds", count=3, holds=(held,))
    summary = exercise_summary(done, 6.0)
    assert (summary["unit"], summary["counter"]) == ("seconds", 3)
    assert summary["history"] == [
        {
            "index": 1,
            "formScore": 80.0,
            "durationMs": 3500,
            "grade": "B",
            "start_s": 1.0,
            "end_s": 4.5,
            "reasons": [],
            "set": 1,
        }
    ]


def test_jumps() -> None:
    jump = Jump(
        index=1,
        take_off_s=2.0,
        landing_s=2.5,
        air_time_s=0.5,
        height_cm=30.65,
        uncertainty_cm=2.1,
        method="air_time",
        air_time_height_cm=30.65,
    )
    movement = rep(1, 2.0, peak_s=2.25, end_s=2.5, counted_s=2.5)
    done = document(exercise="air_time_jump", count=1, reps=(movement,), jumps=Jumps(jumps=(jump,)))
    (item,) = exercise_summary(done, 6.0)["history"]
    assert (item["durationMs"], item["start_s"], item["peak_s"], item["end_s"]) == (500, 2.0, 2.25, 2.5)


def test_a_physical_test_is_no_medical_advice() -> None:
    measured = {"disclaimer": "Not medical advice.", "method": "one camera from the side", "peaks": {}}
    done = document(count=1, reps=(rep(1, 1.0, analysis=measured),))
    summary = exercise_summary(done, 6.0)
    assert (summary["disclaimer"], summary["method"]) == (
        "Not medical advice.",
        "one camera from the side",
    )
    assert summary["history"][0]["analysis"] == measured
