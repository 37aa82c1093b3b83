"""The reference in the picture: behind the person, thinner, and the joints coloured by difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import RgbSpace
from formtrace.overlay.scene import Scene
from formtrace.overlay.strokes import Float
from formtrace.overlay.style import load_style, rgb_of
from formtrace.overlay.track import OverlayTrack
from formtrace.skeletons import load_skeleton

SKELETON, STYLE = load_skeleton(), load_style()
LEFT_KNEE, LEFT_ANKLE = SKELETON.index("left_knee"), SKELETON.index("left_ankle")
WIDTH, HEIGHT = 320, 400


def standing() -> Float:
    """(33, 2) somebody upright in the middle."""
    xy_norm = np.full((33, 2), 0.5)
    rows = {"shoulder": 0.3, "elbow": 0.42, "wrist": 0.52, "hip": 0.52, "knee": 0.7, "ankle": 0.88}
    for part, y in rows.items():
        for side, x in (("left", 0.56), ("right", 0.44)):
            xy_norm[SKELETON.index(f"{side}_{part}")] = (x, y)
    return xy_norm.astype(np.float32)


def drawn(track: OverlayTrack) -> Float:
    planes = [np.zeros((HEIGHT, WIDTH), np.uint8) for _ in range(3)]
    canvas = Canvas(RgbSpace())
    canvas.attach(planes)
    Scene.of(track, WIDTH, HEIGHT, STYLE).draw(canvas, 0)
    return np.stack(planes, axis=-1)


def track() -> OverlayTrack:
    nothing = np.full(1, np.nan)
    return OverlayTrack(
        np.zeros(1), standing()[None].astype(np.float64), np.ones((1, 33)), nothing, "", nothing, nothing
    )


def referenced(ghost_norm: Float | None, errors: dict[int, float], hidden: int | None = None) -> Float:
    """The person's image with a ghost, and joint errors by landmark."""
    values, visibility = np.full((1, 33), np.nan), np.ones((1, 33))
    for landmark, value in errors.items():
        values[0, landmark] = value
    if hidden is not None:
        visibility[0, hidden] = 0.0
    ghost = np.full((33, 2), np.nan) if ghost_norm is None else ghost_norm.astype(np.float64)
    return drawn(replace(track(), ghost_norm=ghost[None], joint_error=values, visibility=visibility))


def test_nothing_outside_of_repetitions() -> None:
    np.testing.assert_array_equal(referenced(None, {}), drawn(track()))


def test_limbs_of_the_person_that_are_not_seen_have_no_ghost() -> None:
    beside = standing() + np.array([0.2, 0.0], np.float32)
    x, y = ((beside[LEFT_KNEE] + beside[LEFT_ANKLE]) / 2 * [WIDTH, HEIGHT]).astype(int)
    assert referenced(beside, {})[y, x].max() > 60
    assert referenced(beside, {}, hidden=LEFT_KNEE)[y, x].max() == 0


def test_colours_run_from_alike_to_unlike() -> None:
    x, y = (standing()[LEFT_KNEE] * [WIDTH, HEIGHT]).astype(int)
    colours = STYLE.ghost.differences
    for value, colour in ((0.0, colours[0]), (1.0, colours[-1])):
        np.testing.assert_allclose(referenced(None, {LEFT_KNEE: value})[y, x], rgb_of(colour), atol=6)


def test_a_ghost_beside_the_person_is_drawn_and_does_not_cover_them() -> None:
    plain = drawn(track())
    beside = standing().astype(np.float64) + np.array([0.2, 0.0])
    error = np.full((1, 33), np.nan)
    with_ghost = drawn(replace(track(), ghost_norm=beside[None], joint_error=error))
    changed = np.abs(with_ghost.astype(int) - plain).sum(axis=-1) > 30
    columns = np.flatnonzero(changed.any(axis=0))
    assert columns.min() > 0.58 * WIDTH
    ghost_rgb = with_ghost[changed].mean(axis=0)
    assert ghost_rgb[2] > ghost_rgb[1]  # lilac, unlike the sides' orange and blue and the trunk's white
    over_the_person = drawn(
        replace(track(), ghost_norm=standing()[None].astype(np.float64), joint_error=error)
    )
    x, y = (standing()[LEFT_KNEE] * [WIDTH, HEIGHT]).astype(int)
    np.testing.assert_allclose(over_the_person[y, x], plain[y, x], atol=3)
