"""``python -m benchmarks.robustness``: do counts stand when the keypoints of the labelled clips are spoilt?

Nothing is decoded anew: the cached tracks are mirrored, thinned, played faster, shaken, and counted again.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.data import Clip, data_folder, labelled_clips
from benchmarks.keypoints import tracked
from benchmarks.tables import table
from formtrace.analysis import Analysis, analyse
from formtrace.analysis.outcome import RepetitionSet
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Repetitions
from formtrace.motion.body import median_torso_length
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.skeletons import load_skeleton

Spoilt = tuple[Tracks, Manifest]

_LIMBS = ("elbow", "wrist", "knee", "ankle")
_GLITCH_TORSOS = 0.7
_TRIM_S = 0.4
_LEAST_FPS = 10.0
_SWAPPED = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Case:
    """One way to spoil a clip, and whether left and right are expected to change places."""

    name: str
    spoil: Callable[[Tracks, Manifest, Analysis], Spoilt]
    mirrors: bool = False


def mirrored(tracks: Tracks, manifest: Manifest, _: Analysis) -> Spoilt:
    """As a front camera flips the picture."""
    swap = list(load_skeleton().mirror)
    box = tracks.box_xyxy_norm
    flipped = replace(
        tracks,
        xy_norm=((tracks.xy_norm * [-1, 1] + [1, 0])[:, swap]).astype(np.float32),
        z_norm=tracks.z_norm[:, swap],
        visibility=tracks.visibility[:, swap],
        world_m=((tracks.world_m * [-1, 1, 1])[:, swap]).astype(np.float32),
        box_xyxy_norm=np.stack([1 - box[:, 2], box[:, 1], 1 - box[:, 0], box[:, 3]], axis=1),
    )
    return flipped, manifest


def thinned(step: int) -> Callable[[Tracks, Manifest, Analysis], Spoilt]:
    """Every ``step``-th frame only, where that leaves ten a second."""

    def spoil(tracks: Tracks, manifest: Manifest, _: Analysis) -> Spoilt:
        if manifest.media.fps < _LEAST_FPS * step:
            return tracks, manifest
        rows = tracks.frame % step == 0
        kept = tracks.select(rows)
        kept = replace(kept, frame=(kept.frame // step).astype(np.int32))
        return kept, _with_pts(manifest, manifest.pts[::step])

    return spoil


def played(speed: float) -> Callable[[Tracks, Manifest, Analysis], Spoilt]:
    """Faster or slower than filmed."""

    def spoil(tracks: Tracks, manifest: Manifest, _: Analysis) -> Spoilt:
        return tracks, _with_pts(manifest, tuple(round(pts / speed) for pts in manifest.pts))

    return spoil


def zoomed(factor: float) -> Callable[[Tracks, Manifest, Analysis], Spoilt]:
    """Smaller or larger in the picture."""

    def spoil(tracks: Tracks, manifest: Manifest, _: Analysis) -> Spoilt:
        def scale(values: np.ndarray) -> np.ndarray:
            return ((values - 0.5) * factor + 0.5).astype(np.float32)

        changed = replace(
            tracks,
            xy_norm=scale(tracks.xy_norm),
            box_xyxy_norm=scale(tracks.box_xyxy_norm),
            z_norm=tracks.z_norm * np.float32(factor),
        )
        return changed, manifest

    return spoil


def shaken(torsos: float) -> Callable[[Tracks, Manifest, Analysis], Spoilt]:
    """Every landmark off by so much, each time anew (standard deviation)."""

    def spoil(tracks: Tracks, manifest: Manifest, analysis: Analysis) -> Spoilt:
        rng = np.random.default_rng(0)
        torso_norm = _torso_norm(tracks)[:, None, None]
        aspect = manifest.media.width / manifest.media.height
        shift = rng.normal(0, torsos, tracks.xy_norm.shape) * torso_norm * [1 / aspect, 1]
        far_m = rng.normal(0, torsos * analysis.motion.torso_m, tracks.world_m.shape)
        return _moved(tracks, shift, far_m), manifest

    return spoil


def dropped(share: float) -> Callable[[Tracks, Manifest, Analysis], Spoilt]:
    """In so many frames, one by one, nobody is recognised."""

    def spoil(tracks: Tracks, manifest: Manifest, _: Analysis) -> Spoilt:
        lost = np.random.default_rng(1).random(len(manifest.pts)) < share
        return tracks.select(~lost[tracks.frame]), manifest

    return spoil


def glitched(share: float) -> Callable[[Tracks, Manifest, Analysis], Spoilt]:
    """In so many frames the network takes something else for an arm or a leg."""

    def spoil(tracks: Tracks, manifest: Manifest, analysis: Analysis) -> Spoilt:
        rng = np.random.default_rng(2)
        names = load_skeleton().names
        limbs = [names.index(f"{side}_{part}") for side in ("left", "right") for part in _LIMBS]
        wild = rng.random(len(tracks)) < share
        which = rng.choice(limbs, len(tracks))
        shift, far_m = np.zeros(tracks.xy_norm.shape), np.zeros(tracks.world_m.shape)
        angle = rng.uniform(0, 2 * np.pi, len(tracks))
        off = np.stack([np.cos(angle), np.sin(angle)], axis=1) * _GLITCH_TORSOS * wild[:, None]
        rows = np.arange(len(tracks))
        aspect = manifest.media.width / manifest.media.height
        shift[rows, which] = off * _torso_norm(tracks)[:, None] * [1 / aspect, 1]
        far_m[rows, which, :2] = off * analysis.motion.torso_m
        return _moved(tracks, shift, far_m), manifest

    return spoil


def hidden(length_s: float) -> Callable[[Tracks, Manifest, Analysis], Spoilt]:
    """Something passes between, once, in the middle."""

    def spoil(tracks: Tracks, manifest: Manifest, _: Analysis) -> Spoilt:
        t_s = manifest.t_s
        away = np.abs(t_s - t_s[len(t_s) // 2]) <= length_s / 2
        return tracks.select(~away[tracks.frame]), manifest

    return spoil


def trimmed(tracks: Tracks, manifest: Manifest, analysis: Analysis) -> Spoilt:
    """Cut to just before the first and just after the last repetition."""
    found, t_s = analysis.outcome, manifest.t_s
    if not isinstance(found, RepetitionSet) or not found.repetitions:
        return tracks, manifest
    begin_s = t_s[found.repetitions[0].start] - _TRIM_S
    end_s = t_s[max(rep.end for rep in found.repetitions)] + _TRIM_S
    inside = np.flatnonzero((t_s >= begin_s) & (t_s <= end_s))
    first, end = int(inside[0]), int(inside[-1]) + 1
    return tracks, manifest.model_copy(update={"first_frame": first, "end_frame": end})


CASES = (
    Case("as it is", lambda tracks, manifest, _: (tracks, manifest)),
    Case("mirrored", mirrored, mirrors=True),
    Case("half the frames", thinned(2)),
    Case("a third of the frames", thinned(3)),
    Case("0.75x speed", played(0.75)),
    Case("1.25x speed", played(1.25)),
    Case("half the size", zoomed(0.5)),
    Case("twice the size", zoomed(2.0)),
    Case("noise 0.01 torsos", shaken(0.01)),
    Case("noise 0.02 torsos", shaken(0.02)),
    Case("noise 0.05 torsos", shaken(0.05)),
    Case("30 % of the frames lost", dropped(0.3)),
    Case("a limb wrong in 5 %", glitched(0.05)),
    Case("a limb wrong in 20 %", glitched(0.2)),
    Case("hidden for 0.5 s", hidden(0.5)),
    Case("trimmed to the set", trimmed),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.robustness", description=__doc__)
    parser.add_argument("--model", default="full", help="model variant, default: %(default)s")
    parser.add_argument("--only", default="", help="clips whose name contains this")
    options = parser.parse_args(arguments)
    clips = [
        clip
        for clip in labelled_clips(data_folder())
        if clip.path.parent.name == "videos" and options.only in clip.name and _repeated(clip)
    ]
    kept = {case.name: [0] * 6 for case in CASES}
    changed: list[tuple[object, ...]] = []
    for clip, manifest, tracks in tracked(clips, options.model, len(os.sched_getaffinity(0))):
        asked = AnalysisOptions(exercise=clip.exercise)
        plain = analyse(tracks, manifest, asked)
        for case in CASES:
            analysis = analyse(*case.spoil(tracks, manifest, plain), asked)
            count, before = _count(analysis), _count(plain)
            sides = _sides(plain, swapped=case.mirrors) == _sides(analysis)
            off = abs(_mean_score(analysis) - _mean_score(plain))
            held = (
                count == before,
                sides,
                clip.accepts(count),
                clip.accepts(count, slack=1),
                off <= 1,
                off <= 2,
            )
            kept[case.name] = [so_far + holds for so_far, holds in zip(kept[case.name], held, strict=True)]
            if count != before:
                changed.append((case.name, clip.name, clip.exercise, before, count, _told(clip)))
        print(f"\r{clip.name:<45}", end="", file=sys.stderr, flush=True)
    print(f"\r{'':<45}\r", end="", file=sys.stderr)
    header = (
        "",
        "clips",
        "same count",
        "and same sides",
        "accepted",
        "within 1",
        "score within 1",
        "within 2",
    )
    print(table(header, [(name, len(clips), *kept[name]) for name in kept]), end="\n\n")
    print(table(("case", "clip", "exercise", "count before", "count", "label"), changed))
    return 0


def _repeated(clip: Clip) -> bool:
    exercise = catalogue().get(clip.exercise)
    return exercise is not None and isinstance(exercise.counting, Repetitions)


def _told(clip: Clip) -> str:
    return str(clip.reps) if clip.reps_min == clip.reps_max else f"{clip.reps_min}-{clip.reps_max}"


def _count(analysis: Analysis) -> int:
    return len(analysis.outcome.repetitions)


def _mean_score(analysis: Analysis) -> float:
    scores = [score.total for score in analysis.outcome.scores if score.total is not None]
    return float(np.mean(scores)) if scores else 0.0


def _sides(analysis: Analysis, *, swapped: bool = False) -> list[str]:
    sides = [rep.side for rep in analysis.outcome.repetitions]
    return [_SWAPPED.get(side, side) if swapped else side for side in sides]


def _moved(tracks: Tracks, shift_norm: np.ndarray, shift_m: np.ndarray) -> Tracks:
    return replace(
        tracks,
        xy_norm=(tracks.xy_norm + shift_norm).astype(np.float32),
        world_m=(tracks.world_m + shift_m).astype(np.float32),
    )


def _torso_norm(tracks: Tracks) -> np.ndarray:
    """(R,) median torso length, in image heights (of upright people)."""
    length = median_torso_length(tracks.xy_norm, load_skeleton(tracks.skeleton))
    return np.full(len(tracks), np.nan_to_num(length))


def _with_pts(manifest: Manifest, pts: tuple[int, ...]) -> Manifest:
    step = len(manifest.pts) / len(pts)
    return manifest.model_copy(
        update={
            "pts": pts,
            "first_frame": round(manifest.first_frame / step),
            "end_frame": len(pts),
            "media": manifest.media.model_copy(update={"frames": len(pts)}),
        }
    )


if __name__ == "__main__":
    raise SystemExit(main())
