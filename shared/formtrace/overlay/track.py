"""What is drawn, for every frame of a clip: keypoints, angles, counter, signal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.angles_table import read_angles
from formtrace.overlay.faces import Heads
from formtrace.signals.series import Series, robust_range
from formtrace.skeletons import Skeleton, load_skeleton, skeleton_of

LABELLED_JOINTS = ("knee", "hip", "shoulder", "elbow")
"""The joints whose angles mean something to most people."""
RESULT_ROLES = ("keypoints", "signal", "angles", "ghost")
"""The files of a result that a track is loaded from."""
_MOST_JOINTS = 2
_SHARE_OF_WIDEST = 0.4
_SAME_TIME_S = 1e-6


@dataclass(frozen=True, slots=True)
class ShownSet:
    """From ``since_s`` on, the title and what is counted, until the next set."""

    since_s: float
    title: str
    count_label: str


@dataclass(frozen=True, slots=True, eq=False)
class OverlayTrack:
    """All that the overlay shows, one row per analysed frame (N rows).

    Every chunk is drawn with the whole clip's track, so that what is laid out once (the plot's range, the
    card's corner, the labels' sides) is the same in all of them.

    Attributes:
        t_s: rising times of the frames in seconds from the source's first, (N,).
        xy_norm: keypoints of the subject, (N, K, 2), 0..1 of the upright picture; NaN where there are none.
        visibility: of each, (N, K), 0..1.
        count: running count, (N,): repetitions so far or seconds held.
        count_label: what is counted, ``"reps"`` or ``"s"``; empty where nothing is: then there is no counter.
        progress: phase within the repetition, (N,), 0..1; NaN outside repetitions.
        signal: the movement's signal, (N,), 0 at rest, 1 at the textbook's end of it; NaN where not known.
        title: the exercise's name.
        angles: joint angles in degrees by name, (N,) each; those that are to be drawn.
        peaks_s: times of the repetitions' peaks.
        ghost_norm: (N, K, 2) a reference movement's keypoints at the same moment, NaN where there are none.
        joint_error: (N, K) of each joint against the reference, 0..1, NaN where unknown.
        skeleton: what the K keypoints are.
        heads: covers of the heads that are made unrecognisable; ``None`` for none.
        grades: times from which on a grade is the last one given, and the grade, in order of time.
        sets: of a workout, in the order of time; ``title`` and ``count_label`` are then those of the first.
    """

    t_s: Series
    xy_norm: Series
    visibility: Series
    count: Series
    count_label: str
    progress: Series
    signal: Series
    title: str = ""
    angles: Mapping[str, Series] = field(default_factory=dict)
    peaks_s: tuple[float, ...] = ()
    grades: tuple[tuple[float, str], ...] = ()
    sets: tuple[ShownSet, ...] = ()
    ghost_norm: Series | None = None
    joint_error: Series | None = None
    skeleton: Skeleton = field(default_factory=load_skeleton)
    heads: Heads | None = None

    def __post_init__(self) -> None:
        rows = len(self.t_s)
        if not rows:
            raise ValueError("a track has at least one row")
        for name in ("xy_norm", "visibility", "count", "progress", "signal"):
            if len(getattr(self, name)) != rows:
                raise ValueError(f"{name} has {len(getattr(self, name))} rows, t_s has {rows}")

    def __len__(self) -> int:
        return len(self.t_s)

    def row_at(self, t_s: float) -> int | None:
        """The row of the frame at ``t_s``; ``None`` when that frame was not analysed."""
        row = int(np.searchsorted(self.t_s, t_s - _SAME_TIME_S))
        return row if row < len(self.t_s) and abs(self.t_s[row] - t_s) <= _SAME_TIME_S else None

    def grade_at(self, row: int) -> str:
        """The grade that was last given at row ``row``; empty before the first."""
        given = [grade for since_s, grade in self.grades if since_s <= self.t_s[row] + _SAME_TIME_S]
        return given[-1] if given else ""

    def set_at(self, row: int) -> ShownSet:
        """The set that row ``row`` is in or after; before the first one, that one."""
        begun = [each for each in self.sets if each.since_s <= self.t_s[row] + _SAME_TIME_S]
        return begun[-1] if begun else ShownSet(float(self.t_s[0]), self.title, self.count_label)

    @classmethod
    def from_results(
        cls,
        keypoints: Mapping[str, NDArray[Any]],
        signal: Mapping[str, NDArray[Any]] | None,
        result: Mapping[str, Any],
        angles: Mapping[str, Series] | None = None,
        ghost: Mapping[str, NDArray[Any]] | None = None,
    ) -> OverlayTrack:
        """From the arrays of ``keypoints.npz``, ``signal.npz`` and ``ghost.npz`` and the result document.

        Without a signal (no exercise was asked for) there are neither counter nor plot. Of ``angles`` those
        are drawn that move most (:func:`widest_joints`).
        """
        t_s = np.asarray(keypoints["t_s"], np.float64)
        nothing = np.full(len(t_s), np.nan)
        sets = () if signal is None else _shown_sets(result, signal, t_s)
        return cls(
            t_s=t_s,
            xy_norm=np.asarray(keypoints["xy_norm"], np.float64),
            visibility=np.asarray(keypoints["score"], np.float64),
            count=nothing if signal is None else np.asarray(signal["count"], np.float64),
            count_label="" if signal is None else sets[0].count_label if sets else _count_label(result),
            progress=nothing if signal is None else np.asarray(signal["progress"], np.float64),
            signal=nothing if signal is None else np.asarray(signal["value"], np.float64),
            title=sets[0].title if sets else _title(result),
            angles=widest_joints(angles or {}),
            peaks_s=tuple(float(rep["peak_s"]) for rep in result.get("reps") or ()),
            grades=tuple(
                (float(each["end_s"]), grade)
                for each in [*(result.get("reps") or ()), *(result.get("holds") or ())]
                if (grade := each.get("grade") or (each.get("reference_score") or {}).get("grade"))
            ),
            sets=sets,
            ghost_norm=None if ghost is None else np.asarray(ghost["xy_norm"], np.float64),
            joint_error=None if ghost is None else np.asarray(ghost["off"], np.float64),
            skeleton=skeleton_of(keypoints["names"].tolist()),
        )

    @classmethod
    def load(cls, folder: Path, *, with_angles: bool = False) -> OverlayTrack:
        """From a folder of results: ``keypoints.npz``, ``result.json``, and what of the rest is there.

        ``angles.csv`` is read only when angles are wanted.
        """
        keypoints = _arrays(folder / "keypoints.npz")
        signal, ghost = (
            _arrays(path) if path.exists() else None for path in (folder / "signal.npz", folder / "ghost.npz")
        )
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        path = folder / "angles.csv"
        found = read_angles(path) if with_angles and path.exists() else {}
        angles = {name: angle.image_deg for name, angle in found.items()}
        return cls.from_results(keypoints, signal, result, angles, ghost)


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path) as stored:
        return dict(stored)


def _shown_sets(
    result: Mapping[str, Any], signal: Mapping[str, NDArray[Any]], t_s: Series
) -> tuple[ShownSet, ...]:
    """The sets of a workout; none where there is only one."""
    sets = result.get("sets") or ()
    if len(sets) < 2 or "set" not in signal:
        return ()
    first_rows = np.searchsorted(signal["set"], [each["index"] for each in sets])
    return tuple(
        ShownSet(float(t_s[min(row, len(t_s) - 1)]), _title(each), _count_label(each))
        for row, each in zip(first_rows, sets, strict=True)
    )


def _count_label(result: Mapping[str, Any]) -> str:
    return {"reps": "reps", "seconds": "s"}.get(result.get("unit") or "", "")


def _title(result: Mapping[str, Any]) -> str:
    """The exercise, or the reference movement by its own name."""
    reference = result.get("reference") or {}
    return reference.get("name") or (result.get("exercise") or "").replace("_", " ").strip().capitalize()


def widest_joints(angles: Mapping[str, Series]) -> dict[str, Series]:
    """The angles, left and right, of the joint that moves most in the clip, and of one that nearly does so.

    Labels at every joint could not be read.
    """
    ranges: dict[str, float] = {}
    for joint in LABELLED_JOINTS:
        for side in ("left", "right"):
            values = angles.get(f"{side}_{joint}", np.empty(0))
            ranges[joint] = max(ranges.get(joint, 0.0), robust_range(values))
    widest = max(ranges.values(), default=0.0)
    chosen = sorted(ranges, key=lambda joint: -ranges[joint])[:_MOST_JOINTS]
    chosen = [joint for joint in chosen if ranges[joint] >= _SHARE_OF_WIDEST * widest]
    names = [f"{side}_{joint}" for joint in chosen for side in ("left", "right")]
    return {name: angles[name] for name in names if name in angles}
