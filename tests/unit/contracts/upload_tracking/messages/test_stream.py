"""The stream of real small analyses: the order of the messages, and that each is what its schema says."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.analysis import Analysis, analyse
from formtrace.contracts.upload_tracking.messages.pages import pages
from formtrace.contracts.upload_tracking.messages.stream import result_messages
from formtrace.contracts.upload_tracking.messages.types import Message
from formtrace.options import AnalysisOptions
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, exerciser, film, frame_times
from tests.support.jumper import Leap, jumper
from tests.support.movements import Rep, Schedule, act, sets
from tests.unit.contracts.upload_tracking.messages.samples import (
    REFERENCE,
    SIMILARITY,
    assert_valid,
    document,
    rep,
    table,
)

FINAL_GROUP = ["counter", "exercise_summary", "initialization", "export_ready"]
EVERYTHING = {
    "keypoints": True,
    "angles": True,
    "progression": True,
    "recommendations": True,
    "export": True,
}


def analysed(exercise: str | None, actor: Actor | None, duration_s: float, **asked: object) -> Analysis:
    options = AnalysisOptions(exercise=exercise, **asked)
    scene = film(
        [actor] if actor else [], frame_times(duration_s, 15), Camera(), Flaws(dropouts_s=((1.0, 1.6),))
    )
    return analyse(*scene, options)


def stream_of(analysis: Analysis) -> list[Message]:
    """The stream as it is stored and read again."""
    messages = result_messages(report(analysis, "a-job"), FrameTable.of(analysis))
    return [json.loads(line) for _, page in pages(messages) for line in page.splitlines()]


@lru_cache
def squatted(count: int) -> Analysis:
    schedule = sets(count)
    return analysed("squat", exerciser("squat", schedule), schedule.duration_s)


def squats(count: int = 3, **asked: object) -> Analysis:
    return replace(squatted(count), options=AnalysisOptions(exercise="squat", **asked))


def plank(duration_s: float, **asked: object) -> Analysis:
    actor = Actor(lambda t_s: act("plank", Schedule(()).depths(t_s)))
    return analysed("plank", actor, duration_s, **asked)


@pytest.fixture(scope="module")
def everything() -> list[Message]:
    return stream_of(squats(**EVERYTHING))


def of_type(messages: list[Message], kind: str) -> list[Message]:
    return [message for message in messages if message["type"] == kind]


def assert_sound(messages: list[Message], count: int) -> None:
    for message in messages:
        assert_valid(message)
    assert [message["seq"] for message in messages] == list(range(101, 101 + len(messages)))
    assert [number for number, message in enumerate(messages, 1) if "last" in message] == [len(messages)]
    times = [message["t"] for message in messages if "t" in message]
    assert times == sorted(times)
    counters = of_type(messages, "counter")
    assert [message["current_count"] for message in counters] == [*range(1, count + 1), count]
    assert ["final" in message for message in counters] == [False] * count + [True]


def test_a_video_in_the_documented_order(everything: list[Message]) -> None:
    assert_sound(everything, count=3)
    kinds = [message["type"] for message in everything]
    assert kinds[0] == "environment"
    assert kinds[-4:] == FINAL_GROUP
    assert {"progression", "keypoints", "angles"} <= set(kinds[1:-4])
    completed, exported = everything[-2:]
    assert (completed["message"], completed["ready"]) == ("Analysis completed", True)
    assert exported["url"] == "overlay.mp4"


def test_only_what_was_asked_for() -> None:
    kinds = {message["type"] for message in stream_of(squats())}
    assert not kinds & {"keypoints", "angles", "progression", "recommendations", "export_ready"}
    assert {"counter", "exercise_summary"} <= kinds


def test_frames_without_the_person_have_no_messages(everything: list[Message]) -> None:
    for kind in ("keypoints", "angles"):
        times = [message["t"] for message in of_type(everything, kind)]
        assert times
        assert not [t for t in times if 1.05 < t < 1.55]


def test_without_an_exercise_nothing_is_counted() -> None:
    messages = stream_of(analysed(None, exerciser("squat", sets(1)), 3.0, keypoints=True))
    kinds = [message["type"] for message in messages]
    assert "counter" not in kinds
    assert "exercise_summary" not in kinds
    assert kinds[-1] == "initialization"


def test_a_reference_movement_is_counted_and_warned_of() -> None:
    swings = (rep(1, 0.0, reference_score=SIMILARITY), rep(2, 3.0, reference_score=SIMILARITY))
    done = document(exercise=None, count=2, reps=swings, reference=REFERENCE)
    environment, warning, first, second, final, *closing = result_messages(done, table([0.0, 6.0]))
    assert environment["type"] == "environment"
    assert (warning["code"], warning["message"]) == ("views_differ", REFERENCE.view_warning)
    assert [m["current_count"] for m in (first, second, final)] == [1, 2, 2]
    assert final["final"]
    assert final["reference_score"] == second["reference_score"]
    assert [m["type"] for m in closing] == ["exercise_summary", "initialization"]


def test_a_photo_in_the_documented_order() -> None:
    asked = {"keypoints": True, "angles": True}
    photo = document(source="image", exercise=None, options=asked, files={"overlay": "overlay.jpg"})
    messages = list(result_messages(photo, table([0.0]), "data:image/jpeg;base64,AA=="))
    environment, running, keypoints, angles, overlay = messages
    assert environment == {
        "type": "environment",
        "poseBackend": "wasm",
        "webgl": False,
        "backend": "server",
        "model": "blazepose_full",
    }
    assert (running["type"], running["message"], running["ready"]) == ("initialization", "running", True)
    assert (keypoints["type"], len(keypoints["data"])) == ("keypoints", 17)
    assert angles["type"] == "angles"
    assert overlay == {
        "type": "image_overlay",
        "url": "overlay.jpg",
        "data": "data:image/jpeg;base64,AA==",
        "image": "data:image/jpeg;base64,AA==",
    }


def test_a_photo_without_anybody() -> None:
    asked = {"keypoints": True, "angles": True}
    photo = document(source="image", exercise=None, options=asked, files={"overlay": "overlay.jpg"})
    kinds = [message["type"] for message in result_messages(photo, table([0.0], unseen=(0,)))]
    assert kinds == ["environment", "initialization", "image_overlay"]


def test_nobody_is_counted_as_none() -> None:
    messages = stream_of(analysed("squat", None, 2.0, **EVERYTHING))
    assert_sound(messages, count=0)
    assert [m["code"] for m in of_type(messages, "warning")] == ["no_person"]


def test_a_hold_counts_whole_seconds() -> None:
    messages = stream_of(plank(5.5, progression=True))
    assert_sound(messages, count=5)
    counts = of_type(messages, "counter")[:-1]
    first = counts[0]["t"]
    assert [round(message["t"] - first, 3) for message in counts] == [0, 1, 2, 3, 4]
    assert [message["value"] for message in of_type(messages, "progression")] == [100]


def test_what_is_below_the_least_grade_is_not_counted_at_all() -> None:
    schedule = Schedule(tuple(Rep(depth=depth) for depth in (1.0, 0.7, 1.0)))
    scene = ("squat", exerciser("squat", schedule), schedule.duration_s)
    everyone, chosen = (stream_of(analysed(*scene, min_grade=least)) for least in (None, "B"))
    assert_sound(everyone, count=3)
    assert_sound(chosen, count=2)
    grades = [m["form_score"]["grade"] for m in of_type(everyone, "counter")[:-1]]
    assert [grade in "AB" for grade in grades] == [True, False, True]
    history = of_type(chosen, "exercise_summary")[0]["history"]
    assert [item["grade"] for item in history] == [grades[0], grades[2]]


@pytest.mark.parametrize(("exercise", "height_cm"), [("air_time_jump", None), ("jump_analysis", 180)])
def test_jumps_one_after_the_other(exercise: str, height_cm: float | None) -> None:
    leaps = [Leap(height_m=0.3, start_s=1.5), Leap(height_m=0.2, start_s=4.0)]
    analysis = analyse(
        *film([jumper(leaps)], frame_times(6.5, 30), Camera()),
        AnalysisOptions(exercise=exercise, user_height_cm=height_cm),
    )
    messages = stream_of(analysis)
    assert_sound(messages, count=2)
    kinds = [message["type"] for message in messages if message["type"].startswith("jump_")]
    one = ["jump_started", "jump_height", "jump_height", "jump_result", "jump_summary"]
    assert kinds == ["jump_calibration"] * (height_cm is not None) + one * 2
    for result, leap in zip(of_type(messages, "jump_result"), leaps, strict=True):
        assert result["airTimeSeconds"] == pytest.approx(leap.air_s, abs=0.03)
        assert result["t"] == pytest.approx(leap.landing_s, abs=0.03)
        assert ("cmPerPixel" in result) == (height_cm is not None)
    (summary,) = of_type(messages, "exercise_summary")
    assert [item["index"] for item in summary["history"]] == [1, 2]


@settings(max_examples=12)
@given(st.integers(0, 3), st.fixed_dictionaries({name: st.booleans() for name in EVERYTHING}))
def test_whatever_is_asked_for_the_order_holds(count: int, asked: dict[str, bool]) -> None:
    messages = stream_of(squats(count, **asked))
    assert_sound(messages, count)
