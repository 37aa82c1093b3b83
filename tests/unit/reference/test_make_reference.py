"""From stored keypoints to a reference: reproducible, with a thumbnail, and refused where it is invalid."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from formtrace.errors import InvalidOptionsError, InvalidReferenceError
from formtrace.motion.body import Motion
from formtrace.overlay.style import load_style
from formtrace.reference.draft import ReferenceDraft, Trim
from formtrace.reference.make_reference import MadeReference, Origin, reference_from_motion
from formtrace.reference.thumbnail import SIZE, draw_thumbnail
from tests.support.filming import analysed, exerciser, frame_times
from tests.support.movements import sets

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REPS = sets(2)
FPS = 30


@pytest.fixture(scope="module")
def motion() -> Motion:
    return analysed(None, [exerciser("lateral_raise", REPS)], frame_times(REPS.duration_s, FPS)).motion


def made(motion: Motion, **asked: object) -> MadeReference:
    return reference_from_motion(
        motion, ReferenceDraft.of(name="x", **asked), Origin(FPS, 1280, 720, "job"), "id", NOW
    )


def picture_of(made: MadeReference) -> np.ndarray:
    assert made.thumbnail is not None
    return np.asarray(Image.open(io.BytesIO(made.thumbnail)), dtype=int)


def near(picture: np.ndarray, colour: str) -> np.ndarray:
    """Rows and columns of pixels of a colour of the overlay's."""
    return np.argwhere(np.abs(picture - load_style().colours.rgb(colour)).max(axis=-1) < 12)


def test_equal_arguments_give_equal_bytes(motion: Motion) -> None:
    one, other = made(motion), made(motion)
    assert one.reference.model_dump_json() == other.reference.model_dump_json()
    assert one.thumbnail == other.thumbnail


def test_the_times_of_frames_are_the_frames(motion: Motion) -> None:
    for first, last in ((20, 50), (31, 75), (40, 49)):
        start_s, end_s = (round(float(motion.t_s[at]), 4) for at in (first, last))
        source = made(motion, start_s=start_s, end_s=end_s).reference.source
        assert (source.start_s, source.end_s) == (start_s, end_s)
        duration_s = made(motion, start_s=start_s, end_s=end_s).reference.template.duration_s
        assert duration_s == pytest.approx((last - first) / FPS, abs=1e-6)


def test_the_picture_shows_the_pose_furthest_from_the_start(motion: Motion) -> None:
    start = float(REPS.starts_s[0])
    picture = picture_of(made(motion, start_s=start, end_s=start + 1.5))
    assert picture.shape == (SIZE[1], SIZE[0], 3)
    left, right = near(picture, "left"), near(picture, "right")
    assert len(left) > 100
    assert len(right) > 100
    assert left[:, 1].mean() > right[:, 1].mean()  # from the front
    assert np.ptp(np.concatenate([left, right])[:, 1]) > 0.6 * SIZE[0]  # arms spread wide, to the margins


def test_the_person_may_come_in_late(motion: Motion) -> None:
    xy_norm, world_m = motion.xy_norm.copy(), motion.world_m.copy()
    xy_norm[:8], world_m[:8] = np.nan, np.nan
    late = replace(motion, xy_norm=xy_norm, world_m=world_m)
    assert len(near(picture_of(made(late, start_s=0.1, end_s=REPS.duration_s - 0.5)), "left")) > 100


@pytest.mark.parametrize("beyond_s", [0.0, 1 / FPS])
def test_a_players_end_of_the_video_is_the_last_frame(motion: Motion, beyond_s: float) -> None:
    end_s = float(motion.t_s[-1])
    source = made(motion, start_s=end_s - 2, end_s=end_s + beyond_s).reference.source
    assert source.end_s == pytest.approx(end_s + beyond_s, abs=1e-3)
    with pytest.raises(InvalidReferenceError, match="inside the video"):
        made(motion, start_s=end_s - 2, end_s=end_s + 0.2)


def test_invalid_drafts_are_refused_without_the_video() -> None:
    ReferenceDraft(name="x", start_s=1.0, end_s=1.3).check()
    ReferenceDraft(name="x", start_s=1.0, end_s=21.0).check()
    ReferenceDraft(name="x", end_s=0.1).check()
    for start_s, end_s in ((1.0, 1.29), (1.0, 21.01), (1.0, 1.0), (2.0, 1.0)):
        with pytest.raises(InvalidReferenceError):
            ReferenceDraft(name="x", start_s=start_s, end_s=end_s).check()
        with pytest.raises(InvalidReferenceError):
            ReferenceDraft(name="x", repetitions=(Trim(start_s=start_s, end_s=end_s),)).check()
    for values in ({"name": ""}, {"name": "x", "start_s": -1}, {"name": "x", "end_s": float("nan")}):
        with pytest.raises(InvalidOptionsError, match="Correct"):
            ReferenceDraft.of(**values)


def test_a_photo_has_a_picture_of_its_one_pose(motion: Motion) -> None:
    one = {name: getattr(motion, name)[:1] for name in ("t_s", "xy_norm", "visibility", "world_m", "shot")}
    photo = replace(motion, **one)
    picture = np.asarray(Image.open(io.BytesIO(draw_thumbnail(photo, (0.0, 0.0)))), dtype=int)
    assert picture.shape[:2] == SIZE[::-1]
    assert len(near(picture, "left"))
    assert len(near(picture, "right"))


def test_a_slow_motion_clip_gives_the_movement_at_its_true_tempo(motion: Motion) -> None:
    slow = replace(motion, t_s=8 * motion.t_s).at_speed(8)
    start_s, end_s = (round(float(motion.t_s[at]), 4) for at in (20, 50))
    plain = made(motion, start_s=start_s, end_s=end_s).reference
    found = made(slow, start_s=8 * start_s, end_s=8 * end_s).reference
    assert found.template.duration_s == pytest.approx(plain.template.duration_s, abs=1e-6)
    assert found.source.start_s == pytest.approx(8 * plain.source.start_s, abs=1e-3)
    assert made(slow).reference.source.end_s == pytest.approx(
        8 * made(motion).reference.source.end_s, abs=1e-3
    )
