"""From tracks to an analysis: the range, the running count, the progress."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.analysis import analyse
from formtrace.analysis.outcome import RepetitionSet
from formtrace.errors import UnknownExerciseError
from formtrace.options import AnalysisOptions
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, film, frame_times
from tests.support.movements import REPEATED, Schedule, act, sets, stand, walk


def perform(exercise: str, schedule: Schedule) -> RepetitionSet:
    pts = frame_times(schedule.duration_s, 30)
    analysis = analysed(exercise, [exerciser(exercise, schedule)], pts, Camera(), Flaws(noise_m=0.01))
    assert isinstance(analysis.outcome, RepetitionSet)
    return analysis.outcome


@pytest.mark.parametrize("exercise", REPEATED)
def test_the_running_count_goes_up_by_one_at_each_repetition(exercise: str) -> None:
    schedule = sets(4)
    found = perform(exercise, schedule)
    count = found.running_count()
    assert count[0] == 0
    assert count[-1] == 4
    assert set(np.diff(count)) <= {0.0, 1.0}
    for number, (start, peak_s) in enumerate(zip(schedule.starts_s, schedule.peaks_s, strict=True)):
        assert count[round(30 * start)] == number
        assert count[round(30 * (peak_s + 1.4))] == number + 1
        assert count[round(30 * (peak_s - 0.3))] == number, "nothing counts before its peak"


@pytest.mark.parametrize("exercise", REPEATED)
def test_progress_is_how_far_the_figure_is(exercise: str) -> None:
    schedule = sets(3)
    found = perform(exercise, schedule)
    shown = found.progress()
    inside = np.isfinite(shown)
    assert (shown[inside] >= 0).all()
    assert (shown[inside] <= 1).all()
    for rep in found.repetitions:
        assert shown[rep.peak] == 1
        assert shown[rep.start] == pytest.approx(0, abs=1e-6)
        assert np.isfinite(shown[rep.start : rep.end + 1]).all()
    between = schedule.peaks_s[:-1] + np.diff(schedule.peaks_s) / 2 + 0.3
    resting = [round(30 * t) for t in between]
    assert np.nan_to_num(shown[resting]).max() < 0.3


def test_the_running_count_of_a_hold_is_its_seconds() -> None:
    def points(t_s: np.ndarray) -> np.ndarray:
        resting = (t_s > 4) & (t_s < 8)
        planking = act("plank", Schedule(()).depths(t_s))
        return np.where(resting[:, None, None], stand(t_s), planking)

    analysis = analysed("plank", [Actor(points)], frame_times(11, 30))
    t_s = analysis.motion.t_s
    count = analysis.outcome.running_count()
    assert (np.diff(count) >= -1e-9).all()
    assert count[60] == pytest.approx(t_s[60], abs=0.05)
    assert np.ptp(count[150:210]) == pytest.approx(0, abs=1e-9)
    assert count[-1] == pytest.approx(7.0, abs=0.4)
    shown = analysis.outcome.progress()
    assert shown[60] == 1
    assert np.isnan(shown[180])


def test_nobody_counts_nothing_and_is_nowhere() -> None:
    for exercise in (*REPEATED, "plank"):
        analysis = analysed(exercise, [], frame_times(2, 30))
        assert not analysis.outcome.running_count().any()
        assert np.isnan(analysis.outcome.progress()).all()


def test_without_an_exercise_there_is_no_movement_but_angles() -> None:
    analysis = analysed(None, [Actor(stand)], frame_times(1, 30))
    assert analysis.outcome is None
    assert len(analysis.angles) >= 14


def test_an_unknown_exercise_is_refused() -> None:
    with pytest.raises(UnknownExerciseError):
        analysed("juggling", [Actor(stand)], frame_times(1, 30))


def test_only_the_range_that_was_asked_for_is_analysed() -> None:
    schedule = sets(6)
    pts = frame_times(schedule.duration_s, 30)
    tracks, manifest = film([exerciser("squat", schedule)], pts, Camera(), Flaws(noise_m=0.01))
    first, end = (round(30 * (schedule.starts_s[i] - 0.2)) for i in (2, 5))
    part = manifest.model_copy(update={"first_frame": first, "end_frame": end})
    analysis = analyse(tracks, part, AnalysisOptions(exercise="squat"))
    assert len(analysis.motion.t_s) == end - first
    peaks_s = analysis.motion.t_s[[rep.peak for rep in analysis.outcome.repetitions]]
    np.testing.assert_allclose(peaks_s, schedule.peaks_s[2:5], atol=0.15)  # in the source's own time


@given(order=st.permutations(range(5)))
@settings(max_examples=5)
def test_the_order_of_the_chunks_does_not_matter(order: list[int]) -> None:
    """Whole segments in any order give the same analysis to the last bit."""
    schedule = sets(3)
    tracks, manifest = film([exerciser("squat", schedule)], frame_times(schedule.duration_s, 30))
    whole = analyse(tracks, manifest, AnalysisOptions(exercise="squat"))
    names = ["frame", "track", "presence", "box_xyxy_norm", "xy_norm", "z_norm", "visibility", "world_m"]
    cuts = np.array_split(np.arange(len(tracks)), 5)
    parts = [
        type(tracks)(tracks.model, **{name: getattr(tracks, name)[cuts[i]] for name in names}) for i in order
    ]
    again = analyse(type(tracks).concatenate(parts), manifest, AnalysisOptions(exercise="squat"))
    np.testing.assert_array_equal(again.motion.xy_norm, whole.motion.xy_norm)
    assert again.outcome.repetitions == whole.outcome.repetitions


@pytest.mark.parametrize("exercise", ["bicep_curl", "lunge", "pull_up", "push_up"])
def test_who_does_the_exercise_is_analysed_although_somebody_moves_more(exercise: str) -> None:
    """Beside a person who walks on the spot, in the middle of the picture, all the time."""
    schedule = sets(5)

    def aside(t_s: np.ndarray) -> np.ndarray:
        return np.broadcast_to([1.0, 0.0, 0.0], (len(t_s), 3))

    performer = replace(exerciser(exercise, schedule), place_m=aside)
    pts = frame_times(schedule.duration_s, 30)
    camera = Camera(distance_m=6)
    analysis = analysed(exercise, [Actor(walk), performer], pts, camera, Flaws(noise_m=0.01))
    assert len(analysis.outcome.repetitions) == 5
    assert "who does the exercise" in analysis.subject.how
