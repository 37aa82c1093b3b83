"""Posture, counts, form scores and advice, against messages written by hand."""

from __future__ import annotations

from formtrace.contracts.upload_tracking.messages.timeline import (
    count_messages,
    posture_messages,
    recommendation_messages,
)
from formtrace.results.document import Held, PostureChange, SetReport
from tests.unit.contracts.upload_tracking.messages.samples import (
    SIMILARITY,
    SIMILARITY_SENT,
    advice,
    document,
    rep,
)


def test_a_repetition_counts_when_it_is_complete() -> None:
    counted = document(count=2, reps=(rep(1, 1.0, 90.04), rep(2, 3.5, 78.0, side="left")))
    assert list(count_messages(counted)) == [
        {
            "type": "counter",
            "current_count": 1,
            "set": 1,
            "set_count": 1,
            "exercise": "squat",
            "rep": 1,
            "side": "both",
            "form_score": {"score": 90.0, "avg_score": 90.0, "grade": "A"},
            "t": 3.0,
            "timestampMs": 3000,
        },
        {
            "type": "form_score",
            "score": 90.0,
            "avg_score": 90.0,
            "grade": "A",
            "rep": 1,
            "set": 1,
            "t": 3.0,
            "timestampMs": 3000,
        },
        {
            "type": "counter",
            "current_count": 2,
            "set": 1,
            "set_count": 2,
            "exercise": "squat",
            "rep": 2,
            "side": "left",
            "form_score": {"score": 78.0, "avg_score": 84.0, "grade": "C"},
            "t": 5.5,
            "timestampMs": 5500,
        },
        {
            "type": "form_score",
            "score": 78.0,
            "avg_score": 84.0,
            "grade": "C",
            "rep": 2,
            "set": 1,
            "t": 5.5,
            "timestampMs": 5500,
        },
    ]


def test_a_repetition_counts_when_its_exercise_says() -> None:
    at_peak, before = rep(1, 1.0, counted_s=2.0), rep(2, 4.0)
    counts = [message["t"] for message in count_messages(document(count=2, reps=(at_peak, before)))]
    assert counts == [2.0, 6.0], "documents of older versions do not say: at the end"


def test_what_has_no_score_has_no_form_and_is_not_in_the_mean() -> None:
    messages = list(count_messages(document(count=3, reps=(rep(1, 0, 80.0), rep(2, 2), rep(3, 4, 90.0)))))
    assert [message["type"] for message in messages] == [
        "counter",
        "form_score",
        "counter",
        "counter",
        "form_score",
    ]
    assert "form_score" not in messages[2]
    assert messages[4]["avg_score"] == 85.0


def test_interleaved_sides_count_in_the_order_in_which_they_are_complete() -> None:
    slow, fast = rep(1, 0.0, side="left", end_s=5.0), rep(2, 1.0, side="right")
    messages = list(count_messages(document(count=2, reps=(slow, fast))))
    assert [(m["current_count"], m["rep"], m["t"]) for m in messages] == [(1, 2, 3.0), (2, 1, 5.0)]


def test_a_physical_test_brings_its_measurements() -> None:
    measured = {"peaks": {"trunk_angle_deg": 71.0}}
    (message,) = count_messages(document(count=1, reps=(rep(1, 0.0, analysis=measured),)))
    assert message["analysis"] == measured


def test_with_a_reference_movement_each_count_says_how_like_it_is() -> None:
    swung = document(exercise=None, count=1, reps=(rep(1, 1.0, reference_score=SIMILARITY),))
    (message,) = count_messages(swung)
    assert message == {
        "type": "counter",
        "current_count": 1,
        "set": 1,
        "set_count": 1,
        "rep": 1,
        "side": "both",
        "reference_score": SIMILARITY_SENT,
        "t": 3.0,
        "timestampMs": 3000,
    }


def test_sets_count_on_and_each_on_its_own() -> None:
    squats = (rep(1, 0.0, 80.0), rep(2, 3.0, 90.0))
    hold = Held(index=1, start_s=10.0, end_s=12.5, duration_s=2.5, set=2)
    curl = rep(3, 20.0, 70.0, set=3)
    workout = document(
        exercise=None,
        count=3,
        reps=(*squats, curl),
        holds=(hold,),
        sets=(
            SetReport(index=1, exercise="squat", unit="reps", count=2, reps=squats),
            SetReport(index=2, exercise="plank", unit="seconds", count=2, holds=(hold,)),
            SetReport(index=3, exercise="bicep_curl", unit="reps", count=1, reps=(curl,)),
        ),
    )
    counters = [message for message in count_messages(workout) if message["type"] == "counter"]
    assert [(m["t"], m["set"], m["exercise"], m["set_count"], m["current_count"]) for m in counters] == [
        (2.0, 1, "squat", 1, 1),
        (5.0, 1, "squat", 2, 2),
        (22.0, 3, "bicep_curl", 1, 3),
    ], "seconds do not add to a count of repetitions"
    assert [message["rep"] for message in counters] == [1, 2, 3]


def test_seconds_held_count_on_over_a_break() -> None:
    holds = (
        Held(index=1, start_s=1.0, end_s=3.5, duration_s=2.5, score=80, grade="B"),
        Held(index=2, start_s=10.0, end_s=11.6, duration_s=1.6),
    )
    messages = list(count_messages(document(exercise="plank", unit="seconds", count=4, holds=holds)))
    counters = [message for message in messages if message["type"] == "counter"]
    assert [(m["current_count"], m["rep"], m["t"]) for m in counters] == [
        (1, 1, 2.0),
        (2, 1, 3.0),
        (3, 2, 10.5),
        (4, 2, 11.5),
    ]
    assert [message.get("form_score", {}).get("score") for message in counters] == [80.0, 80.0, None, None]
    (form,) = (message for message in messages if message["type"] == "form_score")
    assert (form["t"], form["grade"], form["rep"]) == (3.5, "B", 1)


def test_the_last_second_is_counted_even_if_rounding_hides_it() -> None:
    holds = (Held(index=1, start_s=0.0, end_s=2.9999, duration_s=2.9996),)
    messages = list(count_messages(document(exercise="plank", unit="seconds", count=3, holds=holds)))
    assert [(m["current_count"], m["t"]) for m in messages] == [(1, 1.0), (2, 2.0), (3, 2.9999)]


def test_posture() -> None:
    change = PostureChange(
        t_s=1.25,
        ready=False,
        message="Step back so that your feet are visible",
        direction="in-frame",
        requirements=("full_body_visible",),
        missing=("ankle", "nose"),
    )
    assert list(posture_messages(document(posture=(change,)))) == [
        {
            "type": "posture",
            "message": "Step back so that your feet are visible",
            "placementMessage": "Step back so that your feet are visible",
            "direction": "in-frame",
            "postureDirection": "in-frame",
            "ready": False,
            "requirements": ["full_body_visible"],
            "missingKeypoints": ["left_ankle", "right_ankle", "nose"],
            "t": 1.25,
            "timestampMs": 1250,
        }
    ]


def test_advice_of_one_moment_is_one_message() -> None:
    given = document(recommendations=(advice(4.0, "Later"), advice(2.0, "Lower"), advice(2.0, "Slower", 2)))
    first, second = recommendation_messages(given)
    assert first == {
        "type": "recommendations",
        "data": ["Lower", "Slower"],
        "message": "Lower Slower",
        "recommendations": [
            {
                "code": "too_high",
                "severity": "minor",
                "text": "Lower",
                "t": 2.0,
                "rep": 1,
                "joint": "knee",
                "side": "left",
                "set": 1,
            },
            {
                "code": "too_high",
                "severity": "minor",
                "text": "Slower",
                "t": 2.0,
                "rep": 2,
                "joint": "knee",
                "side": "left",
                "set": 1,
            },
        ],
        "t": 2.0,
        "timestampMs": 2000,
    }
    assert (second["t"], second["data"], second["rep"]) == (4.0, ["Later"], 1)
