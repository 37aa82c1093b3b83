"""Cuts: jumps of the whole body that stay, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formtrace.motion.body import Motion
from formtrace.recognition.cuts import between_cuts, cut_times
from tests.support.movements import act, sets

FPS = 30


def filmed(exercise: str, count: int) -> Motion:
    """A figure a third as high as the picture, seen from the side."""
    schedule = sets(count)
    t_s = np.arange(0, schedule.duration_s, 1 / FPS)
    world_m = act(exercise, schedule.depths(t_s)) * [1.0, -1.0, 1.0]
    return Motion(
        t_s=t_s,
        xy_norm=world_m[..., :2] / 5 + [0.5, 0.9],
        visibility=np.ones(world_m.shape[:2]),
        world_m=world_m,
        shot=np.zeros(len(t_s), dtype=np.intp),
        aspect=1.0,
    )


def moved(motion: Motion, frames: slice, by: float) -> Motion:
    xy = motion.xy_norm.copy()
    xy[frames, :, 0] += by
    return replace(motion, xy_norm=xy)


@pytest.mark.parametrize("exercise", ["squat", "jumping_jack", "push_up"])
def test_exercises_have_none(exercise: str) -> None:
    assert cut_times(filmed(exercise, 4)).size == 0


def test_a_jump_that_stays_is_one() -> None:
    assert cut_times(moved(filmed("squat", 4), slice(120, None), 0.1)) == pytest.approx([4.0])


def test_an_error_of_single_frames_is_none() -> None:
    assert cut_times(moved(filmed("squat", 4), slice(120, 122), 0.1)).size == 0


def test_parts_too_short_for_a_set_are_left_out() -> None:
    t_s = np.arange(0, 20, 0.5)
    parts = between_cuts(t_s, np.array([5.0, 6.0, 12.0]))
    np.testing.assert_allclose(parts, [[0.0, 4.5], [6.0, 11.5], [12.0, 19.5]])
    np.testing.assert_allclose(between_cuts(t_s, np.zeros(0)), [[0.0, 19.5]])
