"""A video that lies on its side is counted like an upright one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formtrace.analysis import Analysis, analyse
from formtrace.motion.quarter_turns import never_upright, rotated
from formtrace.options import AnalysisOptions
from formtrace.results.report import report
from tests.support.filming import Actor, Camera, Flaws, analysed, exerciser, film, frame_times
from tests.support.movements import sets, stand

NOISE = Flaws(noise_m=0.01)


def lying(exercise: str, asked: str, quarters: int) -> Analysis:
    """The film of the exercise, its picture turned anticlockwise by ``quarters``."""
    schedule = sets(4)
    tracks, manifest = film(
        [exerciser(exercise, schedule)], frame_times(schedule.duration_s, 30), Camera(yaw_deg=40), NOISE
    )
    media = manifest.media
    for _ in range(quarters):
        (x, y), (right, down, away) = (np.moveaxis(each, -1, 0) for each in (tracks.xy_norm, tracks.world_m))
        tracks = replace(
            tracks,
            xy_norm=np.stack([y, 1 - x], axis=-1),
            world_m=np.stack([down, -right, away], axis=-1),
        )
        media = media.model_copy(update={"width": media.height, "height": media.width})
    return analyse(tracks, manifest.model_copy(update={"media": media}), AnalysisOptions(exercise=asked))


def counted(analysis: Analysis) -> int:
    return len(analysis.outcome.repetitions)


@pytest.mark.parametrize("exercise", ["squat", "deadlift", "bicep_curl", "lateral_raise", "jumping_jack"])
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_standing_exercises_are_counted_and_scored_the_same(exercise: str, quarters: int) -> None:
    upright, on_its_side = (lying(exercise, exercise, turns) for turns in (0, quarters))
    assert counted(on_its_side) == counted(upright) == 4
    assert on_its_side.outcome.quarter_turns == quarters
    scores = [[score.total for score in each.outcome.scores] for each in (upright, on_its_side)]
    np.testing.assert_allclose(scores[0], scores[1], atol=1)


def test_the_result_says_so_and_keeps_the_pictures_coordinates() -> None:
    analysis = lying("squat", "squat", 1)
    warnings = [warning.code for warning in report(analysis, "job").quality.warnings]
    assert "picture_on_its_side" in warnings
    assert never_upright(analysis.motion)


def test_a_lying_person_is_not_rotated_upright_for_a_standing_exercise() -> None:
    for asked in ("squat", "bicep_curl", "shoulder_press", "lateral_raise", "deadlift", "lunge"):
        assert counted(lying("push_up", asked, 0)) == 0


def test_four_quarter_turns_are_a_full_turn() -> None:
    motion = analysed(None, [Actor(stand)], frame_times(1, 30)).motion
    again = rotated(motion, 4)
    np.testing.assert_allclose(again.xy_norm, motion.xy_norm)
    np.testing.assert_allclose(rotated(rotated(motion, 1), 3).world_m, motion.world_m)
    assert not never_upright(motion)
    assert never_upright(rotated(motion, 1))
