"""Workouts glued from labelled clips: what the pose model saw in them, one after the other on one canvas."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Clip
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Jump
from formtrace.pose.tracks import Tracks

STANDING = "derived/standing_only.mp4"
ALIKE = {"hammer_curl": "bicep_curl", "hip_thrust": "glute_bridge"}
"""What looks the same as another exercise, and is never suggested."""
_SETS = 5  # to a workout
_TICKS = 90_000
_WIDTH, _HEIGHT = 1280, 720
_REST_S = (4.0, 12.0)
_LEAST_REPS = 3  # of a set
_LEAD_S = 2.5  # a repetition takes no longer to its turning point, and back
_LEAST_REST_S = 1.5


@dataclass(frozen=True, slots=True)
class Filmed:
    """A clip, and what the pose model saw in it."""

    clip: Clip
    manifest: Manifest
    tracks: Tracks

    @property
    def duration_s(self) -> float:
        t_s = self.manifest.t_s
        return float(t_s[-1] * len(t_s) / max(len(t_s) - 1, 1))


def is_set(clip: Clip) -> bool:
    exercise = catalogue().get(clip.exercise)
    if exercise is None or isinstance(exercise.counting, Jump):
        return False
    return clip.reps_min >= _LEAST_REPS


def idle_parts(filmed: Filmed) -> Iterator[Filmed]:
    """What people do before the first and after the last repetition, and a person who stands."""
    peaks_s, t_s = filmed.clip.peaks_s, filmed.manifest.t_s
    if filmed.clip.name == STANDING:
        yield filmed
    elif peaks_s:
        for start_s, end_s in ((0.0, min(peaks_s) - _LEAD_S), (max(peaks_s) + _LEAD_S, float(t_s[-1]))):
            if end_s - start_s >= _LEAST_REST_S:
                first, end = np.searchsorted(t_s, [start_s, end_s])
                yield _cut(filmed, int(first), int(end))


def workouts(sets: Sequence[Filmed], idle: Sequence[Filmed], seed: int) -> Iterator[list[Filmed]]:
    """All sets once, in workouts of five, with rests before, between and after them if there are any.

    Neighbours are of different exercises: without a rest they would be one set.
    """
    chance = random.Random(seed)
    order = chance.sample(sets, len(sets))
    for place in range(1, len(order)):
        others = (
            at for at in range(place, len(order)) if _exercise(order[at]) != _exercise(order[place - 1])
        )
        other = next(others, place)
        order[place], order[other] = order[other], order[place]
    for start in range(0, len(order), _SETS):
        workout = _rest(chance, idle)
        for each in order[start : start + _SETS]:
            workout += [each, *_rest(chance, idle)]
        yield workout


def _exercise(filmed: Filmed) -> str:
    return ALIKE.get(filmed.clip.exercise, filmed.clip.exercise)


def _rest(chance: random.Random, idle: Sequence[Filmed]) -> list[Filmed]:
    """Some seconds of people who walk to or from the camera, take or rack weights, or stand.

    Each is shown once, or they would seem to repeat what they do.
    """
    left_s = chance.uniform(*_REST_S)
    parts: list[Filmed] = []
    for whole in chance.sample(idle, len(idle)):
        if left_s < _LEAST_REST_S:
            break
        parts.append(_cut(whole, 0, max(2, int(np.searchsorted(whole.manifest.t_s, left_s)))))
        left_s -= parts[-1].duration_s
    return parts


def _cut(filmed: Filmed, first: int, end: int) -> Filmed:
    manifest, tracks = filmed.manifest, filmed.tracks
    pts = manifest.pts[first:end]
    kept = (tracks.frame >= first) & (tracks.frame < first + len(pts))
    shorter = manifest.model_copy(update={"pts": pts, "first_frame": 0, "end_frame": len(pts)})
    rows = _rows(tracks, kept)
    return replace(filmed, manifest=shorter, tracks=replace(rows, frame=rows.frame - np.int32(first)))


def _rows(tracks: Tracks, kept: NDArray[np.bool_]) -> Tracks:
    names = ("frame", "track", "presence", "box_xyxy_norm", "xy_norm", "z_norm", "visibility", "world_m")
    return replace(tracks, **{name: getattr(tracks, name)[kept] for name in names})


def glued(workout: Sequence[Filmed]) -> tuple[list[tuple[float, float]], Tracks, Manifest]:
    """One clip of all, letterboxed on one canvas: the times of the parts, and what the pose model saw."""
    spans, parts, pts = [], [], []
    frames, start_s, people = 0, 0.0, 0
    for each in workout:
        tracks = each.tracks
        parts.append(
            replace(
                _letterboxed(tracks, each.manifest),
                frame=tracks.frame + frames,
                track=tracks.track + people,
            )
        )
        pts += [round((start_s + t_s) * _TICKS) for t_s in each.manifest.t_s]
        spans.append((start_s, start_s + each.duration_s))
        frames, start_s = frames + len(each.manifest.pts), start_s + each.duration_s
        people += int(tracks.track.max(initial=0)) + 1
    first = workout[0].manifest
    media = first.media.model_copy(
        update={"width": _WIDTH, "height": _HEIGHT, "frames": frames, "duration_s": start_s}
    )
    manifest = first.model_copy(
        update={
            "media": media,
            "time_base": (1, _TICKS),
            "pts": tuple(pts),
            "end_frame": frames,
            "chunks": (),
            "segments": (),
        }
    )
    return spans, Tracks.concatenate(parts), manifest


def _letterboxed(tracks: Tracks, manifest: Manifest) -> Tracks:
    """The tracks as they are in a picture of the canvas' shape."""
    aspect, canvas = manifest.media.width / manifest.media.height, _WIDTH / _HEIGHT
    share = np.array([min(aspect / canvas, 1.0), min(canvas / aspect, 1.0)], dtype=np.float32)
    margin = (1 - share) / 2
    return replace(
        tracks,
        xy_norm=tracks.xy_norm * share + margin,
        box_xyxy_norm=tracks.box_xyxy_norm * np.tile(share, 2) + np.tile(margin, 2),
    )
