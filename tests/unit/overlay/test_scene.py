"""The whole picture, in numbers: what is drawn where, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.overlay.angles import AnglePlan, ArcAnnotator
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import RgbSpace
from formtrace.overlay.hud import HudAnnotator, HudLayout
from formtrace.overlay.scene import Scene
from formtrace.overlay.style import load_style
from formtrace.overlay.track import OverlayTrack
from formtrace.skeletons import load_skeleton

Make = Callable[..., OverlayTrack]
SKELETON, STYLE = load_skeleton(), load_style()
GREY = 90


def drawn(track: OverlayTrack, width: int = 640, height: int = 360, row: int = 0) -> NDArray[np.uint8]:
    """(H, W, 3) RGB of a row on grey."""
    planes = [np.full((height, width), GREY, np.uint8) for _ in range(3)]
    canvas = Canvas(RgbSpace())
    canvas.attach(planes)
    Scene.of(track, width, height, STYLE).draw(canvas, row)
    return np.stack(planes, axis=-1)


def layout_of(scene: Scene) -> HudLayout | None:
    return next((one.layout for one in scene.annotators if isinstance(one, HudAnnotator)), None)


def plan_of(scene: Scene) -> AnglePlan:
    return next(one.plan for one in scene.annotators if isinstance(one, ArcAnnotator))


def pixel(picture: NDArray[np.uint8], x_norm: float, y_norm: float) -> tuple[int, ...]:
    height, width = picture.shape[:2]
    return tuple(int(value) for value in picture[int(y_norm * height), int(x_norm * width)])


@pytest.mark.parametrize("size", [(202, 360), (640, 360), (1080, 1920), (1920, 1080), (3840, 2160)])
def test_limbs_have_the_colour_of_their_side_at_every_size(bare_track: Make, size: tuple[int, int]) -> None:
    picture = drawn(bare_track(), *size)
    # Half-way down the thighs; the pose is the mirror image of itself.
    assert pixel(picture, 0.59, 0.675) == pytest.approx(STYLE.colours.rgb("left"), abs=3)
    assert pixel(picture, 0.41, 0.675) == pytest.approx(STYLE.colours.rgb("right"), abs=3)
    assert pixel(picture, 0.62, 0.75) == pytest.approx(STYLE.colours.rgb("joint"), abs=3)


@pytest.mark.parametrize("size", [(640, 360), (1080, 1920), (3840, 2160)])
def test_line_width_follows_the_short_side(bare_track: Make, size: tuple[int, int]) -> None:
    picture = drawn(bare_track(), *size).astype(int)
    row = picture[int(0.84 * size[1])]
    # Orange is what is much redder than blue; the shin is nearly upright there.
    width_px = np.count_nonzero(row[:, 0] - row[:, 2] > 100)
    assert width_px == pytest.approx(8.5e-3 * min(size), abs=1.5)


def test_nothing_is_drawn_far_from_the_person(bare_track: Make) -> None:
    picture = drawn(bare_track())
    xy = bare_track().xy_norm[0] * (640, 360)
    y, x = np.mgrid[0:360, 0:640] + 0.5
    near = np.zeros((360, 640), bool)
    for edge in SKELETON.edges:
        for step in np.linspace(0, 1, 60):
            at = xy[edge.start] * (1 - step) + xy[edge.end] * step
            near |= np.hypot(x - at[0], y - at[1]) < 6
    for point in xy:
        near |= np.hypot(x - point[0], y - point[1]) < 6
    assert (picture[~near] == GREY).all()
    assert (picture[near] != GREY).any()


def test_hidden_and_missing_landmarks_leave_no_trace(bare_track: Make) -> None:
    assert (drawn(bare_track(visibility=np.full((1, 33), 0.29))) == GREY).all()
    assert (drawn(bare_track(xy_norm=np.full((1, 33, 2), np.nan))) == GREY).all()
    assert (drawn(bare_track(visibility=np.full((1, 33), np.nan))) == GREY).all()


def test_doubtful_landmarks_are_fainter(bare_track: Make) -> None:
    sure = pixel(drawn(bare_track()), 0.59, 0.675)
    doubtful = pixel(drawn(bare_track(visibility=np.full((1, 33), 0.4))), 0.59, 0.675)
    assert GREY + 30 < doubtful[0] < sure[0] - 30


def test_counter_and_phase_bar(make_track: Make) -> None:
    track = make_track(rows=60)
    scene = Scene.of(track, 1920, 1080, STYLE)
    layout = layout_of(scene)
    assert layout is not None
    card, bar, counter = layout.card, layout.bar, layout.counter
    assert bar is not None
    assert counter is not None
    before, after = (drawn(track, 1920, 1080, row).astype(int) for row in (29, 59))
    # The card is dark and translucent, the numeral changes with the count, ...
    assert (before[card.y + 4 + card.height // 2, card.x + 4] < GREY).all()
    number = np.s_[card.y + counter.y : card.y + counter.y + counter.height, card.x + counter.x :][:2]
    assert (before[number][:, : counter.width] != after[number][:, : counter.width]).any()
    # ... and the bar is filled as far as the phase says: both rows are 29/30 through a repetition.
    for row in (7, 22, 29):
        line = drawn(track, 1920, 1080, row)[card.y + bar.y + bar.height // 2].astype(int)
        line = line[card.x + bar.x : card.x + bar.x + bar.width]
        filled = np.count_nonzero(np.abs(line - STYLE.colours.rgb("accent")).max(axis=1) < 12) / bar.width
        assert filled == pytest.approx(track.progress[row], abs=0.04)


def test_cursor_moves_with_time(make_track: Make) -> None:
    track = make_track(rows=60)
    scene = Scene.of(track, 1920, 1080, STYLE)
    layout = layout_of(scene)
    assert layout is not None
    card, plot = layout.card, layout.plot
    assert plot is not None
    for row in (10, 30, 50):
        picture = drawn(track, 1920, 1080, row).astype(int)
        lines = picture[card.y + plot.y + 2 : card.y + plot.y + plot.height - 2, card.x + plot.x :][
            :, : plot.width
        ]
        cursor = lines.min(axis=(0, 2)).argmax()
        assert cursor == pytest.approx(plot.width * track.t_s[row] / track.t_s[-1], abs=2)


def test_long_clips_scroll(make_track: Make) -> None:
    rows = 30 * 120
    track = make_track(rows=rows)
    scene = Scene.of(track, 640, 360, STYLE)
    layout = layout_of(scene)
    assert layout is not None
    layout = layout
    assert layout.plot is not None
    picture = drawn(track, 640, 360, rows // 2).astype(int)
    top = layout.card.y + layout.plot.y
    lines = picture[top + 1 : top + layout.plot.height - 1, layout.card.x + layout.plot.x :][
        :, : layout.plot.width
    ]
    assert lines.min(axis=(0, 2)).argmax() == pytest.approx(layout.plot.width / 2, abs=2)


def test_card_keeps_away_from_the_person(make_track: Make) -> None:
    track = make_track(xy_norm=make_track().xy_norm * 0.4)
    layout = layout_of(Scene.of(track, 640, 360, STYLE))
    assert layout is not None
    assert layout.card.x > 320
    centred = layout_of(Scene.of(make_track(), 640, 360, STYLE))
    assert centred is not None
    assert (centred.card.x, centred.card.y) == (10, 10)


def test_no_card_without_anything_to_say(bare_track: Make) -> None:
    assert layout_of(Scene.of(bare_track(), 640, 360, STYLE)) is None


def test_card_fits_into_the_smallest_picture(make_track: Make) -> None:
    track = make_track(
        title="Alternating single arm overhead press with a long name", count=np.full(60, 1234.0)
    )
    layout = layout_of(Scene.of(track, 202, 360, STYLE))
    assert layout is not None
    card = layout.card
    assert card.x + card.width <= 202
    assert (drawn(track, 202, 360) != GREY).any()


def test_angles_are_labelled_once_where_joints_coincide(bare_track: Make) -> None:
    angles = {"left_knee": np.array([90.0]), "right_knee": np.array([95.0])}
    apart = Scene.of(bare_track(angles=angles), 640, 360, STYLE)
    assert set(plan_of(apart).triples) == {"left_knee", "right_knee"}
    side_view = bare_track().xy_norm.copy()
    side_view[..., 0] = 0.5 + (side_view[..., 0] - 0.5) * 0.05
    visibility = np.ones((1, 33))
    visibility[0, SKELETON.index("left_knee")] = 0.5
    thinned = Scene.of(bare_track(angles=angles, xy_norm=side_view, visibility=visibility), 640, 360, STYLE)
    assert set(plan_of(thinned).triples) == {"right_knee"}


def test_labels_point_away_from_the_trunk_and_move_calmly(bare_track: Make) -> None:
    rows = 90
    t_s = np.arange(rows) / 30
    xy = np.tile(bare_track().xy_norm, (rows, 1, 1))
    xy += np.random.default_rng(3).normal(0, 0.004, xy.shape)
    angles = {"left_knee": np.full(rows, 90.0), "right_knee": np.full(rows, 95.0)}
    track = bare_track(rows=rows, t_s=t_s, xy_norm=xy, visibility=np.ones((rows, 33)), angles=angles)
    directions = plan_of(Scene.of(track, 640, 360, STYLE)).directions
    assert (directions["left_knee"][:, 0] > 0.3).all()
    assert (directions["right_knee"][:, 0] < -0.3).all()
    assert np.abs(np.diff(directions["left_knee"], axis=0)).max() < 0.05


def test_unknown_angles_are_left_out(bare_track: Make) -> None:
    scene = Scene.of(bare_track(angles={"trunk": np.array([3.0])}), 640, 360, STYLE)
    assert not plan_of(scene).triples


def test_same_input_same_picture(make_track: Make) -> None:
    assert np.array_equal(drawn(make_track(), row=20), drawn(make_track(), row=20))


def test_gaps_in_the_track_are_no_trouble(make_track: Make) -> None:
    track = make_track(rows=60)
    xy, signal = track.xy_norm.copy(), track.signal.copy()
    xy[10:30], signal[10:30] = np.nan, np.nan
    angles = {"left_elbow": np.where(np.isnan(signal), np.nan, 100.0)}
    gaps = make_track(rows=60, xy_norm=xy, signal=signal, angles=angles)
    for row in (0, 15, 59):
        assert drawn(gaps, row=row).shape == (360, 640, 3)


@pytest.mark.parametrize("grade", list("ABCDEF"))
def test_the_last_grade_stands_on_the_card_in_its_colour(make_track: Make, grade: str) -> None:
    track = make_track(rows=60, grades=((1.0, grade),))
    colour = np.array([int(STYLE.grades[grade][i : i + 2], 16) for i in (1, 3, 5)])

    def inked(row: int) -> int:
        picture = drawn(track, 1280, 720, row).astype(int)
        return int((np.abs(picture - colour).max(axis=2) <= 12).sum())

    assert inked(45) > inked(15) + 20
