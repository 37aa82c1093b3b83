"""What is drawn, for every frame of a clip: keypoints, angles, counter, signal."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OverlayTrack:
    """All that the overlay shows, one row per frame of the analysed range (N rows).

    Every chunk is drawn with the whole clip's track, so that what is laid out once (the plot's range, the
    card's corner) is the same in all of them.

    Attributes:
        t_s: time of each frame in seconds, (N,).
        xy_norm: keypoints of the subject, (N, 33, 2), 0..1 of the upright picture; NaN where there are none.
        score: visibility of each, (N, 33), 0..1.
        count: running count, (N,): repetitions so far or seconds held.
        count_label: what is counted, ``"reps"`` or ``"s"``; empty where nothing is: then there is no counter.
        progress: phase within the repetition, (N,), 0..1; NaN outside repetitions.
        signal: the movement's signal, (N,), any unit; NaN where it is not known.
        title: the exercise's name.
        angles: joint angles in degrees by name, (N,) each; those that are to be drawn.
        turning_points_s: times of the repetitions' turning points.
        first_frame: index of the first row's frame in the whole source.
    """

    t_s: Array
    xy_norm: Array
    score: Array
    count: Array
    count_label: str
    progress: Array
    signal: Array
    title: str = ""
    angles: Mapping[str, Array] = field(default_factory=dict)
    turning_points_s: tuple[float, ...] = ()
    first_frame: int = 0

    def __post_init__(self) -> None:
        rows = len(self.t_s)
        for name in ("xy_norm", "score", "count", "progress", "signal"):
            if len(getattr(self, name)) != rows:
                raise ValueError(f"{name} has {len(getattr(self, name))} rows, t_s has {rows}")

    def __len__(self) -> int:
        return len(self.t_s)

    @classmethod
    def from_results(
        cls,
        keypoints: Mapping[str, NDArray[Any]],
        signal: Mapping[str, NDArray[Any]] | None,
        result: Mapping[str, Any],
        *,
        angles: Mapping[str, Array] | None = None,
        first_frame: int = 0,
    ) -> OverlayTrack:
        """From the arrays of ``keypoints.npz`` and ``signal.npz`` and the result document.

        Without a signal (no exercise was asked for) there are no counter and no plot.
        """
        t_s = np.asarray(keypoints["t_s"], np.float64)
        nothing = np.full(len(t_s), np.nan)
        exercise = result.get("exercise")
        name = exercise.get("name", "") if isinstance(exercise, Mapping) else exercise or ""
        reps: Sequence[Mapping[str, Any]] = result.get("reps") or ()
        return cls(
            t_s=t_s,
            xy_norm=np.asarray(keypoints["xy_norm"], np.float64),
            score=np.asarray(keypoints["score"], np.float64),
            count=np.asarray(signal["count"], np.float64) if signal else nothing,
            count_label="" if not signal else "s" if result.get("unit") == "seconds" else "reps",
            progress=np.asarray(signal["progress"], np.float64) if signal else nothing,
            signal=np.asarray(signal["value"], np.float64) if signal else nothing,
            title=str(name).replace("_", " ").strip().capitalize(),
            angles=dict(angles or {}),
            turning_points_s=tuple(float(rep["peak_s"]) for rep in reps if rep.get("peak_s") is not None),
            first_frame=first_frame,
        )

    @classmethod
    def load(cls, folder: Path, *, angles: Sequence[str] = (), first_frame: int = 0) -> OverlayTrack:
        """From a folder of results: ``keypoints.npz``, ``result.json``, ``signal.npz`` and ``angles.csv``.

        ``angles`` names the columns of ``angles.csv`` to draw. The last two files need not be there.
        """
        with np.load(folder / "keypoints.npz") as stored:
            keypoints = dict(stored)
        signal = None
        if (folder / "signal.npz").exists():
            with np.load(folder / "signal.npz") as stored:
                signal = dict(stored)
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        columns = _columns(folder / "angles.csv", angles) if angles else {}
        return cls.from_results(keypoints, signal, result, angles=columns, first_frame=first_frame)


def _columns(path: Path, names: Sequence[str]) -> dict[str, Array]:
    """The named columns of a CSV file that are there; empty cells are NaN."""
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {
        name: np.array([float(row[name]) if row[name] else np.nan for row in rows])
        for name in names
        if rows and name in rows[0]
    }
