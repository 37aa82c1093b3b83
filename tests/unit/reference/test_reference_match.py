"""Analyses with a reference of very short, empty or cut clips."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.analysis import analyse
from formtrace.options import AnalysisOptions
from formtrace.reference.record import Reference
from formtrace.results.document import ResultDocument
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, exerciser, film, frame_times
from tests.support.movements import Schedule, sets, stand
from tests.unit.reference.test_make_template import motion_of, reference_of
from tests.unit.reference.test_make_template import template_from_motion as made


@pytest.fixture(scope="module")
def squat() -> Reference:
    return reference_of(made(motion_of("squat", sets(2))))


def document(reference: Reference, actors: list[Actor], seconds: float, **options: str) -> ResultDocument:
    tracks, manifest = film(actors, frame_times(seconds, 30))
    analysis = analyse(tracks, manifest, AnalysisOptions.from_mapping(options), reference)
    assert len(FrameTable.of(analysis)) == len(manifest.pts)
    return report(analysis, "job")


@pytest.mark.parametrize("seconds", [0.07, 0.2, 1.0, 6.0])
@pytest.mark.parametrize("actors", [[], [Actor(stand)], [Actor(stand, seen_s=(0.0, 0.05))]])
def test_nothing_is_found_where_there_is_nothing(
    squat: Reference, actors: list[Actor], seconds: float
) -> None:
    found = document(squat, actors, seconds)
    assert (found.count, found.reps) == (0, ())
    assert found.reference is not None
    assert found.reference.scores is None
    assert found.reference.best_score < 0.4


def test_a_gap_in_a_repetition_costs_that_one_only(squat: Reference) -> None:
    schedule = sets(3)
    gone_s = float(schedule.peaks_s[1])
    flaws = Flaws(dropouts_s=((gone_s - 0.9, gone_s + 0.9),))
    pts = frame_times(schedule.duration_s, 30)
    analysis = analyse(*film([exerciser("squat", schedule)], pts, None, flaws), AnalysisOptions(), squat)
    assert len(analysis.outcome.repetitions) == 2


def test_of_several_people_the_one_with_the_movement_is_compared(squat: Reference) -> None:
    schedule = Schedule(sets(3).reps)

    def beside(t_s: np.ndarray) -> np.ndarray:
        return np.tile([1.3, 0.0, 0.0], (len(t_s), 1))

    squatter = exerciser("squat", schedule)
    found = document(
        squat, [Actor(stand), Actor(squatter.points, place_m=beside, presence=0.9)], schedule.duration_s
    )
    assert found.count == 3
    assert "movement" in found.subject.how_chosen


def test_another_view_gives_a_warning_in_the_language_of_the_options(squat: Reference) -> None:
    schedule = sets(2)
    tracks, manifest = film(
        [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30), Camera(yaw_deg=85)
    )
    for language, word in (("en", "camera"), ("fr", "caméra")):
        found = report(analyse(tracks, manifest, AnalysisOptions(locale=language), squat), "job").reference
        assert found is not None
        assert found.view_warning is not None
        assert word in found.view_warning
        assert found.views == ("oblique", "side")


def test_a_strict_profile_counts_less(squat: Reference) -> None:
    schedule = sets(2, depth=0.35)
    actors = [exerciser("squat", schedule)]
    tolerant = document(squat, actors, schedule.duration_s)
    strict = document(squat, actors, schedule.duration_s, scoring_profile="kali")
    assert tolerant.reference is not None
    assert strict.reference is not None
    assert tolerant.reference.best_score == strict.reference.best_score
    assert strict.count == (2 if strict.reference.best_score >= 0.6 else 0)


def test_scores_of_a_mean_lie_within_those_of_the_repetitions(squat: Reference) -> None:
    schedule = Schedule((*sets(1).reps, *sets(1, depth=0.7).reps))
    found = document(squat, [exerciser("squat", schedule)], schedule.duration_s)
    assert found.reference is not None
    assert found.reference.scores is not None
    single = [rep.reference_score.overallScore for rep in found.reps if rep.reference_score]
    assert len(single) == 2
    assert min(single) < found.reference.scores.overallScore < max(single)
    pairs = np.array(found.reps[0].alignment)
    assert (np.diff(pairs, axis=0) > 0).all()
    assert pairs[0, 1] == pytest.approx(found.reps[0].start_s, abs=0.05)
    assert pairs[-1, 1] == pytest.approx(found.reps[0].end_s, abs=0.05)


@pytest.mark.parametrize("exercise", ["squat", "bicep_curl", "push_up", "pull_up"])
def test_a_clip_that_is_cut_to_the_reference_is_the_reference(exercise: str) -> None:
    """What is known of the whole clip only (where somebody usually stands) must make no difference."""
    schedule = sets(3)
    tracks, manifest = film([exerciser(exercise, schedule)], frame_times(schedule.duration_s, 30))
    motion = analyse(tracks, manifest, AnalysisOptions()).motion
    first, last = (int(at) for at in np.searchsorted(motion.t_s, [2.5, 5.2]))
    reference = reference_of(made(motion, float(motion.t_s[first]), float(motion.t_s[last])))
    cut = manifest.model_copy(update={"first_frame": first, "end_frame": last + 1})
    found = report(analyse(tracks, cut, AnalysisOptions(), reference), "job")
    assert found.count == 1
    assert found.reference is not None
    assert found.reference.scores is not None
    assert found.reference.scores.overallScore >= 0.98
