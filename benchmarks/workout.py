"""``python -m benchmarks.workout``: workouts glued from labelled clips, analysed with ``exercise=auto``.

Each workout is a few sets, one clip each, with rests between them: people who stand or walk about, in clips
of their own. A set is right if one set is found in its time, with its exercise and its count, and no other.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Clip, data_folder, labelled_clips
from benchmarks.keypoints import tracked
from benchmarks.tables import table
from formtrace.analysis import analyse
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Hold, Jump
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.results.document import SetReport
from formtrace.results.report import report

_SETS = 5  # to a workout
_TICKS = 90_000
_WIDTH, _HEIGHT = 1280, 720
_REST_S = (4.0, 12.0)
_STANDING = "derived/standing_only.mp4"
_LEAST_REPS = 3  # of a set
_LEAD_S = 2.5  # a repetition takes no longer to its turning point, and back
_LEAST_REST_S = 1.5
_ALIKE = {"hammer_curl": "bicep_curl", "hip_thrust": "glute_bridge"}
"""What looks the same as another exercise, and is never suggested."""
_TOLERANCE_S = 1.0
_CHOSEN_WITH = ("Ambaks/Nowva", "kaiakol/computervision", "Apurvo2004/videos", "Ulisses-coach/kbtrainer")
"""Sources with which the parameters of the segmentation were chosen."""


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


@dataclass(frozen=True, slots=True)
class Judged:
    """One set of a workout, and what was found in its time."""

    clip: Clip
    found: tuple[tuple[str | None, int], ...]

    @property
    def exercise_is_right(self) -> bool:
        return len(self.found) == 1 and _plain(self.found[0][0]) == _plain(self.clip.exercise)

    @property
    def is_right(self) -> bool:
        held = isinstance(catalogue()[self.clip.exercise].counting, Hold)
        return self.exercise_is_right and self.clip.accepts(self.found[0][1], slack=1 if held else 0)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    clips = [
        clip
        for clip in labelled_clips(data_folder())
        if clip.path.parent.name != "derived" or clip.name == _STANDING
    ]
    filmed = [Filmed(*each) for each in tracked(clips, options.model, options.workers)]
    sets = [each for each in filmed if _is_set(each.clip)]
    idle = [part for each in filmed for part in _idle_parts(each)]
    alone: list[Judged] = []
    together: list[Judged] = []
    outside, length_s, took_s = 0, 0.0, 0.0
    for workout in _workouts(sets, idle, options.seed):
        since = perf_counter()
        spans, tracks, manifest = _glued(workout)
        found = _sets(tracks, manifest)
        took_s += perf_counter() - since
        length_s += spans[-1][1]
        exercises = [(part.clip, span) for part, span in zip(workout, spans, strict=True) if part in sets]
        together += [Judged(clip, _in_time(found, span)) for clip, span in exercises]
        outside += sum(not any(_overlaps(each, span) for _, span in exercises) for each in found)
        print(f"\r{len(together)} of {len(sets)} sets", end="", file=sys.stderr, flush=True)
    if options.alone:
        alone = [Judged(each.clip, _in_time(_sets(each.tracks, each.manifest), (0, 1e9))) for each in sets]
    print(f"\r{'':<30}\r", end="", file=sys.stderr)
    _print(together, alone, outside)
    print(f"Time: {60 * took_s / length_s:.2f} s for a minute of video.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workout", description=__doc__)
    parser.add_argument("--model", default="full", help="model variant, default: %(default)s")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="default: all cores")
    parser.add_argument("--seed", type=int, default=1, help="which clips follow each other")
    parser.add_argument("--alone", action="store_true", help="also each clip on its own")
    return parser


def _is_set(clip: Clip) -> bool:
    exercise = catalogue().get(clip.exercise)
    if exercise is None or isinstance(exercise.counting, Jump):
        return False
    return clip.reps_min >= _LEAST_REPS


def _idle_parts(filmed: Filmed) -> Iterator[Filmed]:
    """What people do before the first and after the last repetition, and a person who stands."""
    peaks_s, t_s = filmed.clip.peaks_s, filmed.manifest.t_s
    if filmed.clip.name == _STANDING:
        yield filmed
    elif peaks_s:
        for start_s, end_s in ((0.0, min(peaks_s) - _LEAD_S), (max(peaks_s) + _LEAD_S, float(t_s[-1]))):
            if end_s - start_s >= _LEAST_REST_S:
                first, end = np.searchsorted(t_s, [start_s, end_s])
                yield _cut(filmed, int(first), int(end))


def _workouts(sets: Sequence[Filmed], idle: Sequence[Filmed], seed: int) -> Iterator[list[Filmed]]:
    """All sets once, in workouts of five, with rests before, between and after them."""
    chance = random.Random(seed)
    order = chance.sample(sets, len(sets))
    for start in range(0, len(order), _SETS):
        workout = _rest(chance, idle)
        for each in order[start : start + _SETS]:
            workout += [each, *_rest(chance, idle)]
        yield workout


def _rest(chance: random.Random, idle: Sequence[Filmed]) -> list[Filmed]:
    """Some seconds of people who walk to or from the camera, take or rack weights, or stand."""
    length_s = chance.uniform(*_REST_S)
    parts: list[Filmed] = []
    while (left_s := length_s - sum(part.duration_s for part in parts)) > 0:
        whole = chance.choice(idle)
        parts.append(_cut(whole, 0, max(2, int(np.searchsorted(whole.manifest.t_s, left_s)))))
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


def _glued(workout: Sequence[Filmed]) -> tuple[list[tuple[float, float]], Tracks, Manifest]:
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


def _sets(tracks: Tracks, manifest: Manifest) -> tuple[SetReport, ...]:
    return report(analyse(tracks, manifest, AnalysisOptions(exercise="auto")), "workout").sets


def _in_time(found: Iterable[SetReport], span: tuple[float, float]) -> tuple[tuple[str | None, int], ...]:
    return tuple((each.exercise, each.count) for each in found if _overlaps(each, span))


def _overlaps(found: SetReport, span: tuple[float, float]) -> bool:
    if found.start_s is None or found.end_s is None:
        return False
    return found.end_s > span[0] + _TOLERANCE_S and found.start_s < span[1] - _TOLERANCE_S


def _plain(exercise: str | None) -> str | None:
    return _ALIKE.get(exercise or "", exercise)


def _print(together: Sequence[Judged], alone: Sequence[Judged], outside: int) -> None:
    by_itself = {each.clip.name: each for each in alone}
    rows = []
    for each in together:
        own = by_itself.get(each.clip.name)
        if not each.is_right or (own is not None and not own.is_right):
            found = (_told(each.found), "" if own is None else _told(own.found))
            rows.append((each.clip.name, each.clip.exercise, each.clip.reps, *found))
    print(table(("clip", "exercise", "count", "found in the workout", "found alone"), rows), end="\n\n")
    header = ("", "sets", "exercise", "exercise and count", "alone")
    groups = [("all", list(together))]
    chosen = [each for each in together if each.clip.source.startswith(_CHOSEN_WITH)]
    groups += [("parameters chosen with these", chosen)]
    groups += [("other sources", [each for each in together if each not in chosen])]
    for source in dict.fromkeys(each.clip.source for each in together):
        groups.append((f"source {source}", [each for each in together if each.clip.source == source]))
    print(table(header, (_shares(name, members, by_itself) for name, members in groups)), end="\n\n")
    print(f"Sets found outside: {outside}.\n")


def _told(found: Iterable[tuple[str | None, int]]) -> str:
    return ", ".join(f"{count} x {exercise}" for exercise, count in found) or "nothing"


def _shares(name: str, sets: Sequence[Judged], alone: dict[str, Judged]) -> tuple[object, ...]:
    count = max(len(sets), 1)
    own = [alone[each.clip.name] for each in sets if each.clip.name in alone]
    return (
        name,
        len(sets),
        f"{100 * sum(each.exercise_is_right for each in sets) / count:.0f}%",
        f"{100 * sum(each.is_right for each in sets) / count:.0f}%",
        f"{100 * sum(each.is_right for each in own) / len(own):.0f}%" if own else "-",
    )


if __name__ == "__main__":
    sys.exit(main())
