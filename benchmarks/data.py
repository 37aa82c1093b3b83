"""The labelled media that the benchmarks run on, found through ``FORMTRACE_DATA``."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Hold

PROJECT = Path(__file__).resolve().parents[1]
BUILD = PROJECT / "build" / "bench"
_WITHOUT_EXERCISE = ("none", "balance_")
_STANDING = "derived/standing_only.mp4"


def data_folder() -> Path:
    """The data folder; ends the benchmark with a sentence when there is none."""
    folder = Path(os.environ.get("FORMTRACE_DATA") or PROJECT.parent / "shared" / "data").resolve()
    if not (folder / "manifest.json").is_file():
        raise SystemExit(f"There is no manifest.json in {folder}: set FORMTRACE_DATA to the data folder.")
    return folder


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled video.

    Attributes:
        reps: the count by eye; ``reps_min`` to ``reps_max`` is accepted.
        peaks_s: approximate times of the peaks, empty where they were not noted.
        source: where the clip is from; clips of one source often show one person.
    """

    path: Path
    exercise: str
    view: str
    reps: int
    reps_min: int
    reps_max: int
    peaks_s: tuple[float, ...]
    source: str

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    def accepts(self, count: int, slack: int = 0) -> bool:
        return self.reps_min - slack <= count <= self.reps_max + slack


def holds_no_repetitions(clip: Clip) -> bool:
    """Clips in which nothing may be counted: people who do something else, stand, or hold a plank."""
    exercise = catalogue().get(clip.exercise)
    held = exercise is not None and isinstance(exercise.counting, Hold)
    return held or clip.exercise.startswith(_WITHOUT_EXERCISE) or clip.name == _STANDING


def labelled_clips(folder: Path) -> list[Clip]:
    """All clips of the categories ``video`` and ``derived``."""
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return [_clip(folder, entry) for entry in entries if entry["category"] in ("video", "derived")]


def _clip(folder: Path, entry: dict[str, Any]) -> Clip:
    at_peaks = entry.get("event_kind") in ("bottom", "top", "open")
    return Clip(
        path=folder / entry["file"],
        exercise=entry["exercise"],
        view=entry["view"],
        reps=entry["reps"],
        reps_min=entry["reps_min"],
        reps_max=entry["reps_max"],
        peaks_s=tuple(entry["events"]) if at_peaks else (),
        source=str(entry.get("source_repo", "")),
    )
