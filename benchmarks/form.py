"""``python -m benchmarks.form``: are repetitions done well and badly told apart by their form scores?

In labelled videos, and in landmarks of others. The measure is the area under the ROC curve: the share of
pairs, one done well and one badly, in which the better one has the higher score; ties count half.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.data import data_folder, labelled_clips
from benchmarks.keypoints import tracked
from benchmarks.skeletons import Sequence33, kaiakol_sequences, kinect_sequences
from benchmarks.tables import table
from formtrace.analysis import analyse
from formtrace.counting.repetitions import count_repetitions
from formtrace.exercises.catalogue import catalogue
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.scoring.score import Score, score_repetitions

_CORRECT, _INCORRECT = ("squat_246",), ("squat_247", "squat_248", "squat_249", "push_up_252", "push_up_253")
_WELL_DONE = (
    "push_up_059",
    "push_up_260",
)  # not labelled; coaches' clips, to compare the push-ups with
# Widths of shoulders and hips of a person with a torso of half a metre (Winter, fig. 4.1: 0.259 and 0.191 of
# the height), less what the landmarks lie inside of them.
_WIDTHS_M = {"shoulder": 0.36, "hip": 0.22}


@dataclass(frozen=True)
class Judged:
    """One clip or sequence: its mean score and the lowest subscore of each check; NaN where there is none."""

    name: str
    group: str
    correct: bool
    score: float
    lowest: dict[str, float]


def main() -> int:
    folder = data_folder()
    videos = list(_videos(folder))
    header = ("clip", "label", "score", "lowest checks")
    print(table(header, [_row(each) for each in videos]), end="\n\n")
    judged = [*videos, *_sequences(folder)]
    header = ("set", "well done", "badly done", "without score", "AUC of the score", "AUC by check")
    print(table(header, [_summary(group, members) for group, members in _grouped(judged)]))
    return 0


def area_under_curve(well: Sequence[float], badly: Sequence[float]) -> float:
    """Share of pairs in which the well done one has more; NaN without pairs."""
    pairs = [(one > other) + 0.5 * (one == other) for one in well for other in badly]
    return float(np.mean(pairs)) if pairs else float("nan")


def _videos(folder: Path) -> Iterator[Judged]:
    named = (*_CORRECT, *_INCORRECT, *_WELL_DONE)
    clips = [clip for clip in labelled_clips(folder) if clip.path.stem in named]
    for clip, manifest, tracks in tracked(clips, "full", 1):
        found = analyse(tracks, manifest, AnalysisOptions(exercise=clip.exercise)).outcome
        assert found is not None
        correct = clip.path.stem not in _INCORRECT
        yield _judged(clip.path.stem, f"videos, {clip.exercise}", correct, found.scores)


def _sequences(folder: Path) -> Iterator[Judged]:
    sources = (("landmarks", kaiakol_sequences(folder)), ("Kinect", kinect_sequences(folder)))
    for source, sequences in sources:
        for each in sequences:
            if each.exercise in catalogue():
                yield _judged_sequence(each, source)


def _judged_sequence(sequence: Sequence33, source: str) -> Judged:
    exercise = catalogue()[sequence.exercise]
    motion = with_depth(sequence.motion)
    counted = count_repetitions(exercise, motion)
    signal = np.stack([each.value for each in counted.signals]).max(axis=0)
    scores = score_repetitions(exercise, "medium", motion, signal, counted.repetitions)
    return _judged(sequence.name, f"{source}, {sequence.exercise}", sequence.label == "correct", scores)


def with_depth(motion: Motion) -> Motion:
    """Flat landmarks, with shoulders and hips as far apart in depth as they look too narrow.

    So that the engine can see from which side a flat figure is seen.
    """
    if np.any(motion.world_m[..., 2]):
        return motion
    world_m = motion.world_m.copy()
    for part, width_m in _WIDTHS_M.items():
        left, right = (motion.skeleton.index(f"{side}_{part}") for side in ("left", "right"))
        across = np.linalg.norm(world_m[:, left] - world_m[:, right], axis=-1)
        depth = np.sqrt(np.clip(width_m**2 - across**2, 0.0, None))
        world_m[:, left, 2], world_m[:, right, 2] = depth / 2, -depth / 2
    return replace(motion, world_m=world_m)


def _judged(name: str, group: str, correct: bool, scores: Iterable[Score]) -> Judged:
    totals = [score.total for score in scores if score.total is not None]
    lowest: dict[str, float] = {}
    for finding in (finding for score in scores for finding in score.findings):
        lowest[finding.check.code] = min(lowest.get(finding.check.code, 100.0), finding.score)
    return Judged(name, group, correct, float(np.mean(totals)) if totals else float("nan"), lowest)


def _row(judged: Judged) -> tuple[object, ...]:
    poor = sorted((score, code) for code, score in judged.lowest.items() if score < 90)
    label = "well done" if judged.correct else "badly done"
    return judged.name, label, judged.score, ", ".join(f"{code} {score:.0f}" for score, code in poor) or "-"


def _grouped(judged: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    for group in dict.fromkeys(each.group for each in judged):
        yield group, [each for each in judged if each.group == group]


def _summary(group: str, members: list[Judged]) -> tuple[object, ...]:
    scored = [each for each in members if np.isfinite(each.score)]
    well, badly = ([each for each in scored if each.correct is label] for label in (True, False))
    auc = area_under_curve([each.score for each in well], [each.score for each in badly])
    codes = dict.fromkeys(code for each in scored for code in each.lowest)
    by_check = {
        code: area_under_curve(
            *([each.lowest[code] for each in side if code in each.lowest] for side in (well, badly))
        )
        for code in codes
    }
    telling = sorted(((value, code) for code, value in by_check.items() if value > 0.55), reverse=True)
    shown = ", ".join(f"{code} {value:.2f}" for value, code in telling)
    return group, len(well), len(badly), len(members) - len(scored), auc, shown or "-"


if __name__ == "__main__":
    raise SystemExit(main())
