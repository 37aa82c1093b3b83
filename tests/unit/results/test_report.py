"""The result document: what is in it, and that it is what its schema says."""

from __future__ import annotations

import json

import jsonschema
import numpy as np
import pytest

from formtrace.analysis import Analysis
from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, frame_times
from tests.support.movements import REPEATED, Rep, Schedule, act, sets, stand

SCHEMA = ResultDocument.model_json_schema(mode="serialization")


def perform(exercise: str, schedule: Schedule, **camera: object) -> Analysis:
    pts = frame_times(schedule.duration_s, 30)
    return analysed(exercise, [exerciser(exercise, schedule)], pts, Camera(**camera), Flaws(noise_m=0.005))


def assert_sound(document: ResultDocument) -> None:
    text = document.model_dump_json()
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert ResultDocument.model_validate_json(text) == document


@pytest.mark.parametrize("exercise", [*REPEATED, "plank", None])
@pytest.mark.parametrize("people", [0, 1])
def test_is_what_its_schema_says(exercise: str | None, people: int) -> None:
    schedule = sets(2)
    actors = [exerciser(exercise or "squat", schedule)][:people]
    analysis = analysed(exercise, actors, frame_times(schedule.duration_s, 30))
    assert_sound(report(analysis, "a-job", {"keypoints": "keypoints.npz"}, {"pose_s": 1.0}))


@pytest.mark.parametrize("exercise", REPEATED)
def test_repetitions_in_seconds(exercise: str) -> None:
    schedule = Schedule((*sets(3).reps, Rep(depth=0.45)))
    document = report(perform(exercise, schedule), "a-job")
    assert (document.exercise, document.unit, document.count) == (exercise, "reps", 3)
    assert [rep.index for rep in document.reps] == [1, 2, 3]
    np.testing.assert_allclose([rep.peak_s for rep in document.reps], schedule.peaks_s[:3], atol=0.15)
    for rep, start in zip(document.reps, schedule.starts_s, strict=False):
        assert start < rep.start_s < rep.peak_s < rep.end_s < start + 2.5
        assert rep.tempo.eccentric_s + rep.tempo.pause_s + rep.tempo.concentric_s == pytest.approx(
            rep.end_s - rep.start_s,
            abs=2 / 30,  # the tempo is measured between frames
        )
    for attempt in document.rejected:
        assert attempt.reason
        assert attempt.start_s <= attempt.peak_s <= attempt.end_s


@pytest.mark.parametrize(
    ("exercise", "lowering_first"), [("squat", True), ("push_up", True), ("bicep_curl", False)]
)
def test_tempo_knows_which_way_is_down(exercise: str, lowering_first: bool) -> None:
    slow_then_fast = sets(3, go_s=3.0, turn_s=1.0, back_s=1.0, rest_s=0.5)
    for rep in report(perform(exercise, slow_then_fast), "a-job").reps:
        phases = (rep.tempo.eccentric_s, rep.tempo.concentric_s)
        slow, fast = phases if lowering_first else phases[::-1]
        assert slow == pytest.approx(3 * fast, rel=0.3)
        assert 1.0 < rep.tempo.pause_s < 2.2  # the end of 3 s and the beginning of 1 s are nearly still too


@pytest.mark.parametrize(
    ("exercise", "rom_deg"),
    [("bicep_curl", 125), ("squat", 110), ("push_up", 98)],  # what the figure's joints go through
)
def test_range_of_motion(exercise: str, rom_deg: float) -> None:
    for rep in report(perform(exercise, sets(2), yaw_deg=60), "a-job").reps:
        assert rep.rom_deg == pytest.approx(rom_deg, rel=0.1)


def test_a_hold_is_counted_in_whole_seconds() -> None:
    def points(t_s: np.ndarray) -> np.ndarray:
        return act("plank", Schedule(()).depths(t_s))

    document = report(analysed("plank", [Actor(points)], frame_times(5.5, 30)), "a-job")
    assert (document.unit, document.count, document.reps) == ("seconds", 5, ())
    assert document.held_s == pytest.approx(5.467, abs=0.01)
    (held,) = document.holds
    assert held.duration_s == pytest.approx(held.end_s - held.start_s, abs=0.01)
    assert_sound(document)


def test_nobody_is_a_result_with_a_warning() -> None:
    for exercise in ("squat", "plank", None):
        document = report(analysed(exercise, [], frame_times(2, 30)), "a-job")
        assert (document.status, document.count, document.reps) == ("completed", 0, ())
        assert [warning.code for warning in document.quality.warnings] == ["no_person"]
        assert document.view is None
        assert document.subject.coverage == 0


def test_describes_the_source_and_the_options() -> None:
    document = report(perform("squat", sets(1), width=720, height=1280, scale=0.3), "a-job")
    assert (document.job_id, document.source) == ("a-job", "video")
    assert (document.media.width, document.media.height) == (720, 1280)
    assert document.media.fps == pytest.approx(30, abs=0.01)
    assert document.options["exercise"] == "squat"
    assert "chunk_s" not in document.options, "how the work was cut does not show"
    assert document.model.name == "figure"
    assert document.subject.coverage == 1.0
    assert document.view in ("front", "oblique")


class TestQuality:
    def codes(self, *actors: Actor, fps: float = 30, **scene: object) -> list[str]:
        camera, flaws = scene.pop("camera", None), scene.pop("flaws", None)
        analysis = analysed("squat", actors, frame_times(8, fps), camera, flaws)
        return [warning.code for warning in report(analysis, "a-job").quality.warnings]

    def test_a_good_recording_has_none(self) -> None:
        assert self.codes(exerciser("squat", sets(2))) == []

    def test_gaps(self) -> None:
        assert self.codes(Actor(stand), flaws=Flaws(dropouts_s=((2, 4),))) == ["gaps"]

    def test_feet_outside(self) -> None:
        assert self.codes(Actor(stand), camera=Camera(scale=0.5, centre=(0.5, 0.8))) == ["body_cropped"]

    def test_few_frames(self) -> None:
        assert self.codes(Actor(stand), fps=8) == ["low_frame_rate"]

    def test_hard_to_see(self) -> None:
        assert self.codes(Actor(stand, clear=0.4)) == ["unclear"]

    def test_several_people(self) -> None:
        beside = Actor(stand, lambda t_s: np.tile([1.0, 0.0, 0.0], (len(t_s), 1)))
        assert self.codes(Actor(stand), beside) == ["several_people"]


@pytest.mark.parametrize(("exercise", "at"), [("squat", "end_s"), ("deadlift", "peak_s")])
def test_a_repetition_counts_when_the_running_count_goes_up(exercise: str, at: str) -> None:
    schedule = sets(3)
    analysis = analysed(exercise, [exerciser(exercise, schedule)], frame_times(schedule.duration_s, 30))
    counted_s = [rep.counted_s for rep in report(analysis, "clip").reps]
    assert counted_s == [getattr(rep, at) for rep in report(analysis, "clip").reps]
    stepped = np.flatnonzero(np.diff(analysis.outcome.running_count())) + 1
    np.testing.assert_allclose(analysis.motion.t_s[stepped], counted_s, atol=1e-4)
