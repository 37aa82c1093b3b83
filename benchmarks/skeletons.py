"""Labelled skeleton sequences of others, and how well repetitions are counted in them.

``python -m benchmarks.skeletons`` (``make bench-skeletons``). The loaders give :class:`Sequence33` with the
product's own landmarks, or, for RepCount, whose keypoints are squeezed into a square in every frame, what
there is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import data_folder
from benchmarks.periodicity import Joints, count_periods
from benchmarks.tables import table
from formtrace.counting.repetitions import count_repetitions
from formtrace.exercises.catalogue import catalogue
from formtrace.motion.body import Motion
from formtrace.motion.subject_motion import CUTOFF_HZ, MAX_GAP_S
from formtrace.signals.filters import lowpass
from formtrace.signals.series import interpolate_gaps
from formtrace.skeletons import load_skeleton

Array = NDArray[np.float64]

_FPS = 30.0  # of all these sets; RepCount's clips have 24 to 30 and do not say
_TORSO_M = 0.5
_KINECT_PX = (512, 424)
_WIDE = 16 / 9

PUBLISHED = (
    ("PoseRAC, classes learnt", 0.560, 0.236),
    ("joint-angle PoseRAC", 0.599, 0.211),
)

_STAND_INS = {  # of landmarks that a set does not have
    "nose": ("eye_inner", "eye", "eye_outer", "ear", "mouth"),
    "wrist": ("pinky", "index", "thumb"),
    "foot_index": ("heel",),
    "ankle": ("heel", "foot_index"),
}
_KINECT = {"Head": "nose"} | {
    f"{theirs}{side.title()}": f"{side}_{ours}"
    for side in ("left", "right")
    for theirs, ours in (
        ("Shoulder", "shoulder"),
        ("Elbow", "elbow"),
        ("Wrist", "wrist"),
        ("Hand", "index"),
        ("Hip", "hip"),
        ("Knee", "knee"),
        ("Ankle", "ankle"),
        ("Foot", "foot_index"),
    )
}


@dataclass(frozen=True)
class Sequence33:
    """One sequence with the product's landmarks.

    Attributes:
        exercise: id of the catalogue, or the set's own word where there is none.
        label: ``correct``, ``incorrect``, or ``""``.
        reps: least and greatest number of repetitions that is right, ``None`` where nobody counted.
    """

    name: str
    exercise: str
    label: str
    reps: tuple[int, int] | None
    motion: Motion


@dataclass(frozen=True)
class SquareClip:
    """One RepCount clip: (N, J, 2) keypoints, each frame stretched to 0..1 both ways; NaN: nobody."""

    name: str
    exercise: str
    count: int
    xy: Array
    joints: tuple[str, ...]


def repcount_clips(folder: Path) -> list[SquareClip]:
    """The clips of RepCount's test split that are there."""
    about = json.loads((folder / "skeleton" / "repcount_test_dev.json").read_text(encoding="utf-8"))
    clips = []
    with np.load(folder / "skeleton" / "repcount_test_xy_dev.npz") as arrays:
        for clip in about["clips"]:
            xy = arrays[clip["name"]].astype(np.float64)
            xy[np.abs(xy).sum(axis=(1, 2)) == 0] = np.nan
            joints = tuple(about["joint_names"])
            clips.append(SquareClip(clip["name"], clip["exercise"], clip["count"], xy, joints))
    return clips


def posetrack_sequences(folder: Path) -> Iterator[Sequence33]:
    """Kettlebell swings as raw BlazePose tracks."""
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    for entry in entries:
        if "posetrack_" in entry["file"] and entry["category"] == "skeleton_counts":
            with np.load(folder / entry["file"]) as arrays:
                keypoints, t_s = arrays["keypoints"].astype(np.float64), arrays["time"].astype(np.float64)
                names, about = [str(name) for name in arrays["names"]], json.loads(str(arrays["meta"]))
            size = (about["videoWidth"], about["videoHeight"])
            xy_norm, score = keypoints[..., :2] / size, keypoints[..., 3]
            motion = motion_of(names, xy_norm, score, size[0] / size[1], t_s=t_s)
            reps = (entry["reps_min"], entry["reps_max"])
            yield Sequence33(Path(entry["file"]).stem, entry["exercise"], "", reps, motion)


def kaiakol_sequences(folder: Path) -> Iterator[Sequence33]:
    """Push-ups and squats, done well or badly; the picture's shape is not stored, most are wide."""
    with np.load(folder / "skeleton" / "kaiakol_form_landmarks_dev.npz") as arrays:
        names = [str(name) for name in arrays["joint_names"]]
        for key in arrays.files:
            if key != "joint_names":
                exercise, label, _ = key.split("_")
                values = arrays[key].astype(np.float64)
                motion = motion_of(names, values[..., :2], values[..., 2], _WIDE)
                known = {"pushup": "push_up"}.get(exercise, exercise)
                yield Sequence33(key, known, label, None, motion)


def kinect_sequences(folder: Path) -> Iterator[Sequence33]:
    """Single rehabilitation exercises in three dimensions, done well or badly, one repetition each.

    Flexion and abduction of the shoulder go overhead here, so they are no front and lateral raises.
    """
    about = json.loads((folder / "skeleton" / "irds_kinect_dev.json").read_text(encoding="utf-8"))
    gestures = {"elbow_flexion": "bicep_curl"}
    with np.load(folder / "skeleton" / "irds_kinect_dev.npz") as arrays:
        names = [_KINECT.get(str(name), str(name)) for name in arrays["joint_names"]]
        for entry in about:
            values = arrays[entry["key"]].astype(np.float64)
            plain = entry["gesture"].removesuffix("_left").removesuffix("_right")
            metres = values[..., :3] * [-1.0, -1.0, 1.0]  # the picture is a mirror, and y is up in it
            xy_norm = values[..., 3:] / _KINECT_PX * [-1.0, 1.0] + [1.0, 0.0]
            hips = metres[:, [names.index("left_hip"), names.index("right_hip")]].mean(axis=1, keepdims=True)
            score = np.ones(xy_norm.shape[:2])
            aspect = _KINECT_PX[0] / _KINECT_PX[1]
            motion = motion_of(names, xy_norm, score, aspect, world_m=metres - hips)
            yield Sequence33(
                entry["key"], gestures.get(plain, entry["gesture"]), entry["label"], (1, 1), motion
            )


def motion_of(
    names: list[str],
    xy_norm: Array,
    score: Array,
    aspect: float,
    *,
    world_m: Array | None = None,
    t_s: Array | None = None,
) -> Motion:
    """A motion, filled and smoothed as the product does, from landmarks of other sets.

    Landmarks that the set lacks stand where their neighbours are, with score 0. Without ``world_m`` the
    person is flat, and as large as an upright torso of half a metre makes them.
    """
    t_s = np.arange(len(xy_norm)) / _FPS if t_s is None else t_s
    if world_m is None:
        world_m = _flat_metres(names, xy_norm * [aspect, 1.0])
    shot = np.zeros(len(t_s), dtype=np.intp)
    taken = [_source(name, names) for name in load_skeleton().names]
    columns = [column for column, _ in taken]
    own = np.array([is_own for _, is_own in taken], dtype=np.float64)
    return Motion(
        t_s=t_s,
        xy_norm=_filtered(t_s, xy_norm[:, columns]),
        visibility=score[:, columns] * own,
        world_m=_filtered(t_s, world_m[:, columns]),
        shot=shot,
        aspect=aspect,
    )


def _filtered(t_s: Array, values: Array) -> Array:
    return lowpass(t_s, interpolate_gaps(t_s, values, max_gap_s=MAX_GAP_S), cutoff_hz=CUTOFF_HZ)


def _source(name: str, names: list[str]) -> tuple[int, bool]:
    """The column of a landmark, or of the one that stands in for it."""
    if name in names:
        return names.index(name), True
    side = next((side for side in ("left", "right") if side in name.split("_")), "")
    part = name.removeprefix(f"{side}_").removesuffix(f"_{side}")
    for neighbour, parts in _STAND_INS.items():
        place = neighbour if neighbour == "nose" else f"{side}_{neighbour}"
        if part in parts and place in names:
            return names.index(place), False
    raise ValueError(f"nothing stands in for {name}")


def _flat_metres(names: list[str], flat: Array) -> Array:
    middles = [
        flat[:, [names.index(f"left_{part}"), names.index(f"right_{part}")]].mean(axis=1)
        for part in ("shoulder", "hip")
    ]
    torso = float(np.nanquantile(np.linalg.norm(middles[0] - middles[1], axis=1), 0.9))
    metres = (flat - middles[1][:, None]) * _TORSO_M / torso
    return np.concatenate([metres, np.zeros_like(metres[..., :1])], axis=-1)


def main() -> int:
    folder = data_folder()
    _print_repcount(repcount_clips(folder))
    print()
    sequences = (*posetrack_sequences(folder), *kinect_sequences(folder))
    _print_counts([each for each in sequences if each.exercise in catalogue()])
    return 0


def _print_repcount(clips: list[SquareClip]) -> None:
    counts = [count_periods(Joints(clip.joints, clip.xy), clip.exercise, _FPS) for clip in clips]
    rows: list[tuple[object, ...]] = []
    for exercise in (*dict.fromkeys(clip.exercise for clip in clips), None):
        pairs = [
            (found, clip.count)
            for found, clip in zip(counts, clips, strict=True)
            if exercise in (clip.exercise, None)
        ]
        rows.append((exercise or "all", len(pairs), *_off_by_one_and_mae(pairs)))
    rows += [(name, "", f"{off_by_one:.3f}", f"{mae:.3f}") for name, off_by_one, mae in PUBLISHED]
    print(table(("RepCount", "clips", "off by one at most", "MAE"), rows))


def _off_by_one_and_mae(pairs: Iterable[tuple[int, int]]) -> tuple[str, str]:
    """RepCount's measures: share of clips within one, and mean of |found - true| / true."""
    misses = [(abs(found - true), true) for found, true in pairs]
    near = sum(miss <= 1 for miss, _ in misses) / len(misses)
    return f"{near:.3f}", f"{sum(miss / true for miss, true in misses) / len(misses):.3f}"


def _print_counts(sequences: list[Sequence33]) -> None:
    """The product's own counter, which is given the exercise."""
    groups: dict[tuple[str, str, str], list[tuple[int, tuple[int, int]]]] = {}
    for each in sequences:
        exercise = catalogue()[each.exercise]
        found = len(count_repetitions(exercise, each.motion).repetitions)
        source = "kettlebell swings" if each.name.startswith("posetrack") else "Kinect, single repetitions"
        assert each.reps is not None
        groups.setdefault((source, each.exercise, each.label or "-"), []).append((found, each.reps))
    rows = [
        (*group, len(found), sum(low <= count <= high for count, (low, high) in found), _listed(found))
        for group, found in groups.items()
    ]
    print(table(("set", "exercise", "label", "sequences", "right", "counts"), rows))


def _listed(found: list[tuple[int, tuple[int, int]]]) -> str:
    return " ".join(str(count) for count, _ in found)


if __name__ == "__main__":
    raise SystemExit(main())
