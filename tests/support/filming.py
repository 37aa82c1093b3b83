"""From the figure's positions to what a pose worker would have written about a film of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis, analyse
from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.options import AnalysisOptions
from formtrace.pose.tracker import redetection_interval
from formtrace.pose.tracks import Tracks
from formtrace.skeletons import load_skeleton
from tests.support.movements import Schedule, act

Array = NDArray[np.float64]

MODEL = ("figure", "0" * 64)
_TICKS = 90_000
_LEFT_SHOULDER, _RIGHT_SHOULDER = 11, 12


@dataclass(frozen=True)
class Camera:
    """A pinhole camera at rest, or nearly.

    Attributes:
        yaw_deg: 0 sees the person's front, 90 their right side, as they face the right edge.
        distance_m: to the person.
        height_m: of the optical axis above the floor.
        scale: picture heights that one metre spans at the person's distance.
        centre: where the optical axis meets the floor's upright through the person, in the picture.
        sway: how far a hand holding the camera moves the picture, in picture heights.
        mirrored: as a front camera that flips the picture.
    """

    yaw_deg: float = 30.0
    distance_m: float = 4.0
    height_m: float = 1.0
    scale: float = 0.33
    centre: tuple[float, float] = (0.5, 0.5)
    sway: float = 0.0
    mirrored: bool = False
    width: int = 1280
    height: int = 720


@dataclass(frozen=True)
class Flaws:
    """What is wrong with the landmarks: noise in metres, and times at which the person is not seen."""

    noise_m: float = 0.0
    depth_noise_m: float = 0.0
    dropouts_s: tuple[tuple[float, float], ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class Actor:
    """A person in the picture: where their landmarks are at each time, and where they stand."""

    points: Callable[[Array], Array]
    place_m: Callable[[Array], Array] = field(default=lambda t_s: np.zeros((len(t_s), 3)))
    seen_s: tuple[float, float] = (-np.inf, np.inf)
    presence: float = 0.97
    clear: float = 0.95


def exerciser(exercise: str, schedule: Schedule) -> Actor:
    return Actor(lambda t_s: act(exercise, schedule.depths(t_s)))


def frame_times(duration_s: float, fps: float, jitter: float = 0.0, seed: int = 0) -> NDArray[np.int64]:
    """PTS in 1/90000 s; ``jitter`` is the share of a frame by which each one comes early or late."""
    index = np.arange(max(2, round(duration_s * fps)))
    late = np.random.default_rng(seed).uniform(-jitter, jitter, len(index)) / 2
    pts = np.round((index + late) * _TICKS / fps).astype(np.int64)
    return pts - pts[0]


def film(
    actors: Sequence[Actor],
    pts: NDArray[np.int64],
    camera: Camera | None = None,
    flaws: Flaws | None = None,
) -> tuple[Tracks, Manifest]:
    """What the pose workers and the splitter would have written about this scene."""
    camera, flaws = camera or Camera(), flaws or Flaws()
    t_s = pts / _TICKS
    fps = (len(pts) - 1) / float(t_s[-1])
    interval = redetection_interval(fps)
    rng = np.random.default_rng(flaws.seed)
    seen = [
        _observed(actor, number, t_s, interval, camera, flaws, rng) for number, actor in enumerate(actors)
    ]
    manifest = manifest_of(pts, camera.width, camera.height, interval)
    return Tracks.concatenate([Tracks.empty(MODEL), *seen]), manifest


def analysed(
    exercise: str | None,
    actors: Sequence[Actor],
    pts: NDArray[np.int64],
    camera: Camera | None = None,
    flaws: Flaws | None = None,
    *,
    blur_faces: bool = False,
) -> Analysis:
    """Film the scene and analyse it."""
    options = AnalysisOptions(exercise=exercise, blur_faces=blur_faces)
    return analyse(*film(actors, pts, camera, flaws), options)


def manifest_of(pts: NDArray[np.int64], width: int, height: int, interval: int) -> Manifest:
    duration_s = float(Fraction(int(pts[-1]), _TICKS))
    fps = (len(pts) - 1) / duration_s if duration_s else 0.0
    media = MediaInfo(
        width=width,
        height=height,
        fps=fps,
        frames=len(pts),
        duration_s=duration_s,
        rotation=0,
        codec="h264",
        vfr=len(np.unique(np.diff(pts))) > 2,
        has_audio=False,
        container="mp4",
        geometry=Geometry(width, height),
        colour_matrix="bt709",
        full_range=False,
    )
    return Manifest(
        source="video",
        media=media,
        time_base=(1, _TICKS),
        pts=tuple(int(p) for p in pts),
        redetection_interval=interval,
        first_frame=0,
        end_frame=len(pts),
        chunks=(),
    )


def _observed(
    actor: Actor,
    number: int,
    t_s: Array,
    interval: int,
    camera: Camera,
    flaws: Flaws,
    rng: np.random.Generator,
) -> Tracks:
    body = actor.points(t_s) + actor.place_m(t_s)[:, None]
    upright = _turned(body, camera.yaw_deg)
    upright = upright + rng.normal(0, 1, upright.shape) * [
        flaws.noise_m,
        flaws.noise_m,
        flaws.depth_noise_m or flaws.noise_m,
    ]
    hips = upright[:, 23:25].mean(axis=1, keepdims=True)
    world_m = (upright - hips) * [1.0, -1.0, 1.0]
    xy_norm = _projected(upright, t_s, camera)
    visibility = _visibility(actor, upright)
    if camera.mirrored:
        swap = list(load_skeleton().mirror)
        world_m = (world_m * [-1.0, 1.0, 1.0])[:, swap]
        xy_norm = (xy_norm * [-1.0, 1.0] + [1.0, 0.0])[:, swap]
        visibility = visibility[:, swap]
    seen = (t_s >= actor.seen_s[0]) & (t_s <= actor.seen_s[1])
    for since, until in flaws.dropouts_s:
        seen &= ~((t_s >= since) & (t_s < until))
    rows = np.flatnonzero(seen)
    segment = rows // interval
    return Tracks(
        model=MODEL,
        frame=rows.astype(np.int32),
        track=(segment * 1000 + number).astype(np.int32),
        presence=np.full(len(rows), actor.presence, np.float32),
        box_xyxy_norm=np.concatenate([xy_norm.min(axis=1), xy_norm.max(axis=1)], axis=1)[rows].astype(
            np.float32
        ),
        xy_norm=xy_norm[rows].astype(np.float32),
        z_norm=(world_m[rows, :, 2] * camera.scale * camera.height / camera.width).astype(np.float32),
        visibility=visibility[rows].astype(np.float32),
        world_m=world_m[rows].astype(np.float32),
    )


def _turned(body: Array, yaw_deg: float) -> Array:
    """(N, 33, 3) x right in the picture, y up, z away from the camera."""
    cos, sin = np.cos(np.radians(yaw_deg)), np.sin(np.radians(yaw_deg))
    x, y, z = np.moveaxis(body, -1, 0)
    return np.stack([x * cos + z * sin, y, x * sin - z * cos], axis=-1)


def _projected(upright: Array, t_s: Array, camera: Camera) -> Array:
    """(N, 33, 2) of the picture's width and height."""
    nearer = camera.distance_m / (camera.distance_m + upright[..., 2:])
    flat = (upright[..., :2] - [0.0, camera.height_m]) * nearer * camera.scale * [1.0, -1.0]
    flat += camera.sway * np.stack([np.sin(1.3 * t_s), np.sin(1.7 * t_s + 1)], axis=-1)[:, None]
    return flat / [camera.width / camera.height, 1.0] + camera.centre


def _visibility(actor: Actor, upright: Array) -> Array:
    """(N, 33): the landmarks of the far side are less sure the more the body hides them."""
    across = upright[:, _LEFT_SHOULDER] - upright[:, _RIGHT_SHOULDER]
    away = across[:, 2] / np.maximum(np.linalg.norm(across, axis=-1), 1e-9)
    hidden = {"left": np.clip(away, 0, 1), "right": np.clip(-away, 0, 1), "centre": np.zeros(len(away))}
    return np.stack([actor.clear * (1 - 0.4 * hidden[lm.side]) for lm in load_skeleton().landmarks], axis=1)
