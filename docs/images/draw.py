"""Draw ``overlay.jpg``, the picture in the README: ``python -m docs.images.draw`` from the project's root.

The people are the tests' stick figure, dressed as a mannequin, so the repository has no picture of a person;
what lies over them is what the analysis of their landmarks gives and what every overlay video shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import RgbSpace
from formtrace.overlay.scene import Scene
from formtrace.overlay.style import load_style
from formtrace.overlay.track import OverlayTrack
from formtrace.skeletons import load_skeleton
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import Schedule, sets
from tests.support.results import write

WIDTH, HEIGHT, GAP = 528, 720, 8
FPS = 30.0
FINE = 3  # drawn this much larger, then reduced: smooth edges

_SHIRT, _SHORTS, _SKIN = (86, 112, 140), (58, 66, 78), (196, 170, 148)
_CLEARLY_NEARER_M = -0.1  # a thigh this much nearer than the hips hides the shirt

Point = NDArray[np.float64]
Colour = tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """A filled polygon (n, 2) in pixels, and how far from the camera it is."""

    depth_m: float
    outline: Point
    colour: Colour


@dataclass(frozen=True)
class Panel:
    """One still: who does what, seen from where, and at which moment."""

    exercise: str
    schedule: Schedule
    camera: Camera
    rep: int
    ahead_s: float

    @property
    def at_s(self) -> float:
        """The moment: ``ahead_s`` from the turning point of repetition ``rep`` (counted from 0)."""
        return float(self.schedule.peaks_s[self.rep]) + self.ahead_s


PANELS = (
    Panel(
        "squat",
        sets(5),
        Camera(yaw_deg=62, scale=0.45, centre=(0.42, 0.50), width=WIDTH, height=HEIGHT),
        rep=3,
        ahead_s=-0.15,
    ),
    Panel(
        "jumping_jack",
        sets(8, tempo=0.5),
        Camera(yaw_deg=8, scale=0.355, centre=(0.5, 0.585), width=WIDTH, height=HEIGHT),
        rep=2,
        ahead_s=-0.1,
    ),
    Panel(
        "bicep_curl",
        sets(6, sides="alternating", tempo=0.9),
        Camera(yaw_deg=40, scale=0.40, centre=(0.49, 0.555), width=WIDTH, height=HEIGHT),
        rep=4,
        ahead_s=-0.2,
    ),
)

# Segments of the mannequin: landmarks (or the middle of some) at both ends, and diameters in metres.
_BODY = [
    (f"{side}_{a}", f"{side}_{b}", thick, thin)
    for side in ("left", "right")
    for a, b, thick, thin in (
        ("hip", "knee", 0.17, 0.12),
        ("knee", "ankle", 0.12, 0.08),
        ("heel", "foot_index", 0.08, 0.06),
        ("shoulder", "elbow", 0.11, 0.085),
        ("elbow", "wrist", 0.085, 0.06),
        ("wrist", "index", 0.07, 0.055),
    )
]


def main() -> None:
    """Draw all panels side by side."""
    sheet = Image.new("RGB", (len(PANELS) * (WIDTH + GAP) - GAP, HEIGHT), "white")
    for number, panel in enumerate(PANELS):
        (still,) = film(panel, [round(panel.at_s * FPS)])
        sheet.paste(still, (number * (WIDTH + GAP), 0))
    sheet.save(Path(__file__).with_name("overlay.jpg"), quality=84, optimize=True, subsampling=0)


def film(panel: Panel, rows: Iterable[int]) -> Iterator[Image.Image]:
    """The frames with these numbers, with the overlay on them."""
    pts = frame_times(panel.schedule.duration_s, FPS)
    analysis = analysed(panel.exercise, [exerciser(panel.exercise, panel.schedule)], pts, panel.camera)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(analysis, folder)
        track = OverlayTrack.load(folder, with_angles=True)
    motion = analysis.motion
    scene = Scene.of(track, WIDTH, HEIGHT, load_style())
    for row in rows:
        rgb = np.asarray(mannequin(motion.xy_norm[row], motion.world_m[row, :, 2], panel.camera))
        planes = [rgb[..., channel].copy() for channel in range(3)]
        canvas = Canvas(RgbSpace())
        canvas.attach(planes)
        scene.draw(canvas, row)
        yield Image.fromarray(np.stack(planes, axis=-1))


def mannequin(xy_norm: Point, depth_m: Point, camera: Camera) -> Image.Image:
    """A room with a person in it, whose landmarks are ``xy_norm`` (33, 2); far limbs are darker."""
    size = (WIDTH * FINE, HEIGHT * FINE)
    metre = camera.scale * HEIGHT * FINE
    names = load_skeleton().names
    at = dict(zip(names, xy_norm * size, strict=True))
    far = dict(zip(names, depth_m.tolist(), strict=True))
    soles = [at[f"{side}_{part}"][1] for side in ("left", "right") for part in ("heel", "foot_index")]
    picture = _room(size, max(soles) - 0.16 * metre)
    _shadow(picture, xy_norm * size, max(soles), metre)
    draw = ImageDraw.Draw(picture)
    for shape in sorted(_shapes(at, far, metre), key=lambda shape: -shape.depth_m):
        draw.polygon([tuple(point) for point in shape.outline], fill=shape.colour)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _shapes(at: dict[str, Point], far: dict[str, float], metre: float) -> list[Shape]:
    """Limbs, clothes and head, in pixels."""
    chest, hips, head = (_middle(at, part) for part in ("shoulder", "hip", "ear"))
    shapes = []
    for a, b, thick, thin in _BODY:
        depth = (far[a] + far[b]) / 2
        if a.endswith("hip") and depth >= _CLEARLY_NEARER_M:
            depth = max(depth, 0.003)
        shapes.append(Shape(depth, _capsule(at[a], at[b], thick * metre, thin * metre), _skin(depth)))
    for side in ("left", "right"):
        hip, knee = f"{side}_hip", f"{side}_knee"
        leg = _capsule(at[hip], (at[hip] + at[knee]) / 2, 0.18 * metre, 0.165 * metre)
        depth = (far[hip] + far[knee]) / 2
        shapes.append(Shape(depth - 0.001 if depth < _CLEARLY_NEARER_M else 0.002, leg, _SHORTS))
    seat = _capsule(hips, hips + 0.08 * (hips - chest), 0.2 * metre, 0.2 * metre)
    corners = [at[f"{side}_{part}"] for side in ("left", "right") for part in ("shoulder", "hip")]
    crown = _capsule(head, head + 0.18 * (head - chest), 0.2 * metre, 0.18 * metre)
    return [
        *shapes,
        Shape(0.001, seat, _SHORTS),
        Shape(0.0, _around(corners, 0.075 * metre), _SHIRT),
        Shape(0.0, _capsule(chest, hips, 0.24 * metre, 0.2 * metre), _SHIRT),
        Shape(-0.01, _capsule(chest, head, 0.1 * metre, 0.1 * metre), _skin(0.0)),
        Shape(-0.02, crown, _skin(0.0)),
    ]


def _room(size: tuple[int, int], horizon: float) -> Image.Image:
    height = np.arange(size[1])[:, None]
    wall = np.array([222, 226, 230]) - 22 * np.clip(1 - height / horizon, 0, 1)[..., None]
    ground = (
        np.array([176, 164, 150]) + 26 * np.clip((height - horizon) / (size[1] - horizon), 0, 1)[..., None]
    )
    rows = np.where((height < horizon)[..., None], wall, ground)
    return Image.fromarray(np.broadcast_to(rows, (size[1], size[0], 3)).astype(np.uint8))


def _shadow(picture: Image.Image, xy: Point, floor_y: float, metre: float) -> None:
    mask = Image.new("L", picture.size)
    left, right = xy[:, 0].min(), xy[:, 0].max()
    box = (left - 0.05 * metre, floor_y - 0.07 * metre, right + 0.05 * metre, floor_y + 0.09 * metre)
    ImageDraw.Draw(mask).ellipse(box, fill=90)
    picture.paste((60, 52, 44), mask=mask.filter(ImageFilter.GaussianBlur(0.03 * metre)))


def _skin(depth_m: float) -> Colour:
    light = float(np.clip(1.0 - 0.55 * depth_m, 0.78, 1.08))
    return tuple(int(min(255, value * light)) for value in _SKIN)


def _capsule(a: Point, b: Point, thick: float, thin: float) -> Point:
    """The outline of a limb: two discs and what lies between them."""
    turn = np.linspace(0, 2 * np.pi, 48)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return _convex(np.concatenate([a + circle * thick / 2, b + circle * thin / 2]))


def _around(points: list[Point], radius: float) -> Point:
    turn = np.linspace(0, 2 * np.pi, 48)
    circle = radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return _convex(np.concatenate([point + circle for point in points]))


def _convex(points: Point) -> Point:
    """Convex hull (Andrew's monotone chain)."""
    ordered = sorted(map(tuple, points))

    def half(chain: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
        kept: list[tuple[float, ...]] = []
        for x, y in chain:
            while len(kept) > 1 and (kept[-1][0] - kept[-2][0]) * (y - kept[-2][1]) <= (
                kept[-1][1] - kept[-2][1]
            ) * (x - kept[-2][0]):
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    return np.array(half(ordered) + half(ordered[::-1]))


def _middle(at: dict[str, Point], part: str) -> Point:
    return (at[f"left_{part}"] + at[f"right_{part}"]) / 2


if __name__ == "__main__":
    main()
