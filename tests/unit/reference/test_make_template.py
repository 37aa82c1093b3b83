"""References are cut out of videos, by given times or automatically."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.analysis import Analysis, analyse
from formtrace.errors import InvalidReferenceError
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.reference.make_template import MadeTemplate, frames_of, moving_angles, template_from_motion
from formtrace.reference.record import Reference, ReferenceSource
from formtrace.reference.template import MotionTemplate, average
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
from tests.support.filming import Actor, analysed, exerciser, film, frame_times
from tests.support.movements import Schedule, sets, stand

Array = NDArray[np.float64]

FPS = 30


def motion_of(exercise: str, schedule: Schedule) -> Motion:
    return analysed(None, [exerciser(exercise, schedule)], frame_times(schedule.duration_s, FPS)).motion


def reference_of(made: MadeTemplate) -> Reference:
    start_s, end_s = made.spans[0]
    return Reference(
        id="7d444840-9dc0-11d1-b245-5ffdce74fad2",
        name="My squat",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        template=made.template,
        source=ReferenceSource(start_s=start_s, end_s=end_s, fps=FPS, width=1280, height=720),
    )


def compared(reference: Reference, exercise: str, schedule: Schedule) -> Analysis:
    tracks, manifest = film([exerciser(exercise, schedule)], frame_times(schedule.duration_s, FPS))
    return analyse(tracks, manifest, AnalysisOptions(reference=reference.id), reference)


@pytest.mark.parametrize("exercise", ["squat", "bicep_curl", "lateral_raise", "jumping_jack", "push_up"])
@pytest.mark.parametrize("reps", [1, 2, 5])
def test_the_automatic_trim_is_one_repetition(exercise: str, reps: int) -> None:
    schedule = sets(reps)
    (start_s, end_s), *others = template_from_motion(motion_of(exercise, schedule)).spans
    assert not others
    starts_s = schedule.starts_s
    whole_s = schedule.reps[0].seconds - schedule.reps[0].rest_s
    nearest = starts_s[np.abs(starts_s - start_s).argmin()]
    assert start_s == pytest.approx(nearest, abs=0.3)
    assert end_s == pytest.approx(nearest + whole_s, abs=0.3)


def test_the_automatic_trim_stays_within_a_given_start() -> None:
    schedule = sets(4)
    third = float(schedule.starts_s[2]) - 0.2
    assert template_from_motion(motion_of("squat", schedule), start_s=third).spans[0].start_s >= third


def test_movement_after_a_long_gap_is_another_movement() -> None:
    before = motion_of("jumping_jack", sets(2))
    frames = len(before.t_s)
    gap, after = 80, 20
    lying = before.world_m[:after, :, [1, 0, 2]]

    def with_rest(values: Array, rest: Array) -> Array:
        return np.concatenate([values, np.full((gap, *values.shape[1:]), np.nan), rest])

    motion = replace(
        before,
        t_s=np.arange(frames + gap + after) / FPS,
        xy_norm=with_rest(before.xy_norm, before.xy_norm[:after]),
        visibility=with_rest(before.visibility, before.visibility[:after]),
        world_m=with_rest(before.world_m, lying),
        shot=np.zeros(frames + gap + after, dtype=np.intp),
    )
    assert template_from_motion(motion).spans == template_from_motion(before).spans


def test_a_trim_is_exact_to_the_frame() -> None:
    t_s = motion_of("squat", sets(2)).t_s
    assert frames_of(t_s, (t_s[17], t_s[61])) == (17, 61)
    made = template_from_motion(motion_of("squat", sets(2)), float(t_s[17]), float(t_s[80]))
    assert made.template.duration_s == pytest.approx(t_s[80] - t_s[17])


def test_the_mean_of_several_repetitions_is_like_each() -> None:
    schedule = Schedule((*sets(1, depth=0.9).reps, *sets(1, depth=1.1).reps, *sets(1).reps))
    motion = motion_of("squat", schedule)
    spans = [
        (float(start), float(start) + rep.seconds - rep.rest_s)
        for start, rep in zip(schedule.starts_s, schedule.reps, strict=True)
    ]
    mean = template_from_motion(motion, repetitions=spans)
    assert mean.template.repetitions == 3
    assert len(mean.spans) == 3
    plain, averaged = (
        MotionTemplate.of(made.template).movement for made in (template_from_motion(motion, *spans[2]), mean)
    )
    assert averaged == pytest.approx(plain, rel=0.03)


def test_different_movements_have_no_mean() -> None:
    records = [
        template_from_motion(motion_of(exercise, sets(1))).template for exercise in ("squat", "bicep_curl")
    ]
    with pytest.raises(InvalidReferenceError, match="not of one movement"):
        average(records)


@pytest.mark.parametrize(
    ("span", "why"),
    [((3.0, 2.0), "must be after"), ((90.0, 92.0), "inside the video"), ((1.0, 1.1), "one clean repetition")],
)
def test_invalid_trims(span: tuple[float, float], why: str) -> None:
    with pytest.raises(InvalidReferenceError, match=why):
        template_from_motion(motion_of("squat", sets(2)), *span)


def test_no_movement() -> None:
    motion = analysed(None, [Actor(stand)], frame_times(6.0, FPS)).motion
    with pytest.raises(InvalidReferenceError, match="Nothing moves"):
        template_from_motion(motion)


def test_a_squat_moves_knees_and_hips() -> None:
    schedule = sets(2)
    names = moving_angles(motion_of("squat", schedule), (1.0, 3.0))
    assert {"left_knee", "right_knee"} <= set(names)


class TestAnAnalysisWithAReference:
    def test_counts_and_scores(self) -> None:
        reference = reference_of(template_from_motion(motion_of("squat", sets(3))))
        analysis = compared(Reference.model_validate_json(reference.model_dump_json()), "squat", sets(4))
        document = report(analysis, "job")
        assert (document.exercise, document.unit, document.count) == (None, "reps", 4)
        assert document.reference is not None
        assert document.reference.avg_similarity is not None
        assert document.reference.avg_similarity > 0.95
        assert not document.reference.mirrored
        course = FrameTable.of(analysis).course
        assert course is not None
        assert course.count[-1] == 4
        for rep in document.reps:
            assert rep.reference_score is not None
            assert rep.reference_score.grade == "A"
            turn = np.abs(analysis.motion.t_s - rep.peak_s).argmin()
            assert course.signal[turn] == pytest.approx(1.0, abs=0.1)

    def test_another_movement_counts_nothing(self) -> None:
        reference = reference_of(template_from_motion(motion_of("squat", sets(3))))
        document = report(compared(reference, "bicep_curl", sets(4)), "job")
        assert document.count == 0
        assert document.reference is not None
        assert document.reference.scores is None
        assert document.reference.best_score < 0.4
