"""``python -m benchmarks.widening``: do counts stand for people and cameras that no labelled clip shows?

The tracks of the labelled clips are filmed anew: their metric landmarks are turned, given other limbs, moved
less far, confused, cut off, and projected into the picture again. Unlike ``benchmarks.robustness``, which
spoils what was seen, this changes what there was to see.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Clip, data_folder, labelled_clips
from benchmarks.keypoints import tracked
from benchmarks.tables import table
from formtrace.analysis import Analysis, analyse
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Repetitions
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.skeletons import load_skeleton

Array = NDArray[np.float64]
Filmed = tuple[Tracks, Manifest]

_PROFILE_DEG = 50.0  # of body yaw, from which the far arm and leg are hidden
_HIDDEN = 0.35  # visibility of a limb behind the body, and of what is out of the picture
_GUESS_M = 0.08  # error of a landmark that is a guess, standard deviation
_SWAP_S = 0.4  # length of a stretch in which two limbs are confused
_LEGS = ("knee", "ankle", "heel", "foot_index")
_ARMS = ("elbow", "wrist", "pinky", "index", "thumb")


@dataclass(frozen=True)
class Case:
    """One way to film a clip anew; ``slack``: by how much the count may change, where a repetition is cut."""

    kind: str
    name: str
    film: Callable[[Tracks, Manifest, Analysis], Filmed]
    slack: int = 0


def turned(yaw_deg: float, pitch_deg: float = 0.0) -> Callable[[Tracks, Manifest, Analysis], Filmed]:
    """Seen by a camera that stands further around the person, or higher; what the body hides is a guess."""

    def film(tracks: Tracks, manifest: Manifest, _: Analysis) -> Filmed:
        yaw, pitch = np.radians(yaw_deg), np.radians(pitch_deg)
        about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
        about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
        world = tracks.world_m.astype(np.float64) @ (about_x @ about_y).T
        return _occluded(_filmed(tracks, manifest, world)), manifest

    return film


def limbs(parts: Sequence[str], factor: float) -> Callable[[Tracks, Manifest, Analysis], Filmed]:
    """Of a person with longer or shorter arms or legs."""

    def film(tracks: Tracks, manifest: Manifest, _: Analysis) -> Filmed:
        world = tracks.world_m.astype(np.float64)
        root = "shoulder" if parts is _ARMS else "hip"
        for side in ("left", "right"):
            origin = world[:, [_at(f"{side}_{root}")]]
            limb = [_at(f"{side}_{part}") for part in parts]
            world[:, limb] = origin + factor * (world[:, limb] - origin)
        return _filmed(tracks, manifest, world), manifest

    return film


def ranged(share: float) -> Callable[[Tracks, Manifest, Analysis], Filmed]:
    """Every movement is less wide: landmarks stay nearer to where they rest."""

    def film(tracks: Tracks, manifest: Manifest, analysis: Analysis) -> Filmed:
        world = tracks.world_m.astype(np.float64)
        starts = [rep.start for rep in analysis.outcome.repetitions] if analysis.outcome else []
        at_rest = np.isin(tracks.frame, manifest.first_frame + np.array(starts, dtype=np.int64))
        resting = np.median(world[at_rest] if at_rest.any() else world, axis=0)
        return _filmed(tracks, manifest, resting + share * (world - resting), share), manifest

    return film


def confused(share: float) -> Callable[[Tracks, Manifest, Analysis], Filmed]:
    """In so much of the time, in stretches, the network takes the left leg for the right one."""

    def film(tracks: Tracks, manifest: Manifest, _: Analysis) -> Filmed:
        rng = np.random.default_rng(3)
        stretch = (manifest.t_s[tracks.frame] / _SWAP_S).astype(np.int64)
        wrong = (rng.random(int(stretch.max(initial=0)) + 1) < share)[stretch]
        order = np.arange(len(load_skeleton()))
        for part in _LEGS:
            left, right = _at(f"left_{part}"), _at(f"right_{part}")
            order[left], order[right] = right, left
        changed = {
            name: np.where(wrong.reshape(-1, *[1] * (values.ndim - 1)), values[:, order], values)
            for name, values in (
                ("xy_norm", tracks.xy_norm),
                ("world_m", tracks.world_m),
                ("visibility", tracks.visibility),
            )
        }
        return replace(tracks, **changed), manifest

    return film


def cropped(parts: Sequence[str]) -> Callable[[Tracks, Manifest, Analysis], Filmed]:
    """These landmarks are out of the picture: the network guesses where they are."""

    def film(tracks: Tracks, manifest: Manifest, _: Analysis) -> Filmed:
        rng = np.random.default_rng(4)
        world = tracks.world_m.astype(np.float64)
        gone = [_at(f"{side}_{part}") for side in ("left", "right") for part in parts]
        world[:, gone] += rng.normal(0, _GUESS_M, world[:, gone].shape)
        visibility = tracks.visibility.copy()
        visibility[:, gone] = 0.1
        return replace(_filmed(tracks, manifest, world), visibility=visibility), manifest

    return film


def starting_late(share: float) -> Callable[[Tracks, Manifest, Analysis], Filmed]:
    """The clip begins in the middle of the first repetition, so far into it."""

    def film(tracks: Tracks, manifest: Manifest, analysis: Analysis) -> Filmed:
        if analysis.outcome is None or not analysis.outcome.repetitions:
            return tracks, manifest
        first = analysis.outcome.repetitions[0]
        begin = manifest.first_frame + first.start + round(share * (first.end - first.start))
        return tracks, manifest.model_copy(update={"first_frame": begin})

    return film


CASES = (
    Case("view", "turned by 30 degrees", turned(30)),
    Case("view", "turned by -30 degrees", turned(-30)),
    Case("view", "turned by 60 degrees", turned(60)),
    Case("view", "turned by -60 degrees", turned(-60)),
    Case("view", "from 20 degrees above", turned(0, 20)),
    Case("view", "from 20 degrees below", turned(0, -20)),
    Case("limbs", "arms longer by 15 %", limbs(_ARMS, 1.15)),
    Case("limbs", "arms shorter by 15 %", limbs(_ARMS, 0.85)),
    Case("limbs", "legs longer by 15 %", limbs(_LEGS, 1.15)),
    Case("limbs", "legs shorter by 15 %", limbs(_LEGS, 0.85)),
    Case("range", "85 % of the range", ranged(0.85)),
    Case("range", "70 % of the range", ranged(0.7)),
    Case("swaps", "legs confused in 10 %", confused(0.1)),
    Case("swaps", "legs confused in 30 %", confused(0.3)),
    Case("crop", "feet out of the picture", cropped(("ankle", "heel", "foot_index"))),
    Case("crop", "hands out of the picture", cropped(("wrist", "pinky", "index", "thumb"))),
    Case("edges", "begins a quarter into a repetition", starting_late(0.25), slack=1),
    Case("edges", "begins half a repetition late", starting_late(0.5), slack=1),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.widening", description=__doc__)
    parser.add_argument("--model", default="full", help="model variant, default: %(default)s")
    parser.add_argument("--only", default="", help="clips whose name contains this")
    parser.add_argument("--every", type=int, default=1, help="take every n-th clip, default: all")
    options = parser.parse_args(arguments)
    clips = [clip for clip in labelled_clips(data_folder()) if options.only in clip.name and _repeated(clip)]
    lost: dict[str, list[tuple[Clip, int, int]]] = {case.name: [] for case in CASES}
    clips = clips[:: options.every]
    for clip, manifest, tracks in tracked(clips, options.model, len(os.sched_getaffinity(0))):
        asked = AnalysisOptions(exercise=clip.exercise)
        plain = analyse(tracks, manifest, asked)
        before = _count(plain)
        for case in CASES:
            count = _count(analyse(*case.film(tracks, manifest, plain), asked))
            if not before - case.slack <= count <= before:
                lost[case.name].append((clip, before, count))
        print(f"\r{clip.name:<45}", end="", file=sys.stderr, flush=True)
    print(f"\r{'':<45}\r", end="", file=sys.stderr)
    _print(len(clips), lost)
    return 0


def _print(clips: int, lost: dict[str, list[tuple[Clip, int, int]]]) -> None:
    rows = [
        (
            case.kind,
            case.name,
            clips,
            f"{100 * (1 - len(lost[case.name]) / max(clips, 1)):.0f}%",
            sum(count > before for _, before, count in lost[case.name]),
            sum(count < before for _, before, count in lost[case.name]),
            sum(count == 0 for _, _, count in lost[case.name]),
        )
        for case in CASES
    ]
    print(table(("kind", "case", "clips", "count kept", "more", "fewer", "none"), rows), end="\n\n")
    changed = [
        (case.name, clip.name, clip.exercise, before, count)
        for case in CASES
        for clip, before, count in lost[case.name]
    ]
    print(table(("case", "clip", "exercise", "count before", "count"), changed))


def _repeated(clip: Clip) -> bool:
    exercise = catalogue().get(clip.exercise)
    in_own_right = clip.path.parent.name != "derived"
    return in_own_right and exercise is not None and isinstance(exercise.counting, Repetitions)


def _count(analysis: Analysis) -> int:
    return 0 if analysis.outcome is None else analysis.outcome.count


def _filmed(tracks: Tracks, manifest: Manifest, world: Array, travel: float = 1.0) -> Tracks:
    """The tracks with other metric landmarks (R, K, 3), projected around where the hips are in the picture.

    ``travel``: share of the hips' own way through the picture.
    """
    aspect = manifest.media.width / manifest.media.height
    flat = tracks.xy_norm.astype(np.float64) * [aspect, 1.0]
    hips = _middle(flat)
    hips = np.median(hips, axis=0) + travel * (hips - np.median(hips, axis=0))
    spreads = [
        np.sqrt(((points - points.mean(axis=1, keepdims=True)) ** 2).sum(axis=(1, 2)))
        for points in (flat, tracks.world_m[..., :2].astype(np.float64))
    ]
    heights_per_m = (spreads[0] / np.maximum(spreads[1], 1e-6))[:, None, None]
    around = world[..., :2] - _middle(world)[:, None, :2]
    xy = (hips[:, None] + around * heights_per_m) / [aspect, 1.0]
    box = np.concatenate([xy.min(axis=1), xy.max(axis=1)], axis=1)
    return replace(
        tracks,
        xy_norm=xy.astype(np.float32),
        world_m=world.astype(np.float32),
        box_xyxy_norm=box.astype(np.float32),
    )


def _occluded(tracks: Tracks) -> Tracks:
    """In profile, the far arm and leg are hidden and guessed."""
    rng = np.random.default_rng(5)
    world = tracks.world_m.astype(np.float64)
    across = world[:, _at("left_shoulder")] - world[:, _at("right_shoulder")]
    yaw_deg = np.degrees(np.arctan2(np.abs(across[:, 2]), np.abs(across[:, 0])))
    visibility = tracks.visibility.copy()
    xy = tracks.xy_norm.copy()
    for side, sign in (("left", 1.0), ("right", -1.0)):
        hidden = (yaw_deg > _PROFILE_DEG) & (sign * across[:, 2] > 0)
        limb = [_at(f"{side}_{part}") for part in (*_LEGS, *_ARMS)]
        visibility[np.ix_(hidden, limb)] *= _HIDDEN
        xy[np.ix_(hidden, limb)] += rng.normal(0, 0.01, (int(hidden.sum()), len(limb), 2)).astype(np.float32)
    return replace(tracks, visibility=visibility, xy_norm=xy)


def _middle(points: Array) -> Array:
    middle: Array = points[:, [_at("left_hip"), _at("right_hip")]].mean(axis=1)
    return middle


def _at(name: str) -> int:
    return load_skeleton().index(name)


if __name__ == "__main__":
    raise SystemExit(main())
