"""How well a movement is told from others, counted and scored by a reference cut from a video.

``python -m benchmarks.references`` (``make bench-references``). References are cut from the labelled videos
where the exercise's own counter finds the repetitions: the middle one, and with ``--all-reps`` also the first
and the last; nothing else of what the catalogue knows is used. The second table is of labelled landmarks of
others: references from sequences that are labelled correct, with automatic trim.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.data import Clip, data_folder, labelled_clips
from benchmarks.form import area_under_curve, with_depth
from benchmarks.keypoints import tracked
from benchmarks.skeletons import Sequence33, kaiakol_sequences, kinect_sequences
from benchmarks.tables import table
from formtrace.analysis import analyse
from formtrace.errors import InvalidReferenceError
from formtrace.exercises.catalogue import catalogue
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.reference.detect import find_repetitions
from formtrace.reference.make_template import template_from_motion
from formtrace.reference.pose_series import PoseSeries, pose_series
from formtrace.reference.record import TemplateRecord
from formtrace.reference.template import MotionTemplate

Span = tuple[float, float]

_MODEL, _WORKERS = "full", 2
_STILL = "standing_only"
_OVERLAP = 0.5  # of a repetition that is cut out: what is found at the same time is that repetition


@dataclass(frozen=True)
class Video:
    """A labelled video with the repetitions that references can be cut from, seconds."""

    clip: Clip
    motion: Motion
    series: PoseSeries
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Pair:
    """A reference cut from one video (at ``span``) and looked for in another: spans and scores found."""

    source: Clip
    span: Span
    target: Clip
    found: tuple[tuple[float, float, float], ...]
    best: float

    @property
    def same_exercise(self) -> bool:
        return self.source.exercise == self.target.exercise

    @property
    def same_video(self) -> bool:
        return self.source.path == self.target.path

    def is_itself(self, found: tuple[float, float, float]) -> bool:
        start_s, end_s = self.span
        shared = min(found[1], end_s) - max(found[0], start_s)
        return self.same_video and shared > _OVERLAP * (end_s - start_s)


def main() -> int:
    folder = data_folder()
    choices: tuple[float, ...] = (0.0, 0.5, 1.0) if "--all-reps" in sys.argv else (0.5,)
    videos = list(_videos(folder))
    jobs = [(index, choice) for choice in choices for index in range(len(videos))]
    with ProcessPoolExecutor(_WORKERS, get_context("fork"), _share, (videos,)) as executor:
        results = list(executor.map(_pairs, jobs))
    for choice in choices:
        pairs = [pair for job, found in zip(jobs, results, strict=True) if job[1] == choice for pair in found]
        print(f"Videos, repetition at {choice:.0%} of the set, {len(pairs)} pairs")
        print(table(("what", "figure", "of"), _figures(pairs)), end="\n\n")
        print(table(("not within one", "in", "view", "found", "label", "best"), _misses(pairs)), end="\n\n")
    header = ("landmarks of others", "correct", "incorrect", "AUC", "score correct", "score incorrect")
    print(table(header, list(_judged(folder))))
    return 0


def _videos(folder: Path) -> Iterator[Video]:
    clips = [clip for clip in labelled_clips(folder) if clip.path.parent.name == "videos"]
    clips += [clip for clip in labelled_clips(folder) if clip.path.stem == _STILL]
    for clip, manifest, tracks in tracked(clips, _MODEL, _WORKERS):
        exercise = clip.exercise if clip.exercise in catalogue() else None
        analysis = analyse(tracks, manifest, AnalysisOptions(exercise=exercise))
        motion = analysis.motion
        reps = analysis.outcome.intervals if analysis.outcome and clip.reps else ()
        spans = tuple((float(motion.t_s[first]), float(motion.t_s[last])) for first, last in reps)
        yield Video(clip, motion, pose_series(motion), spans)


_SHARED: list[Video] = []


def _share(videos: list[Video]) -> None:
    _SHARED[:] = videos


def _pairs(job: tuple[int, float]) -> list[Pair]:
    index, choice = job
    source = _SHARED[index]
    if not source.spans:
        return []
    span = source.spans[round(choice * (len(source.spans) - 1))]
    try:
        template = MotionTemplate.of(template_from_motion(source.motion, *span).template)
    except InvalidReferenceError as error:
        print(f"{source.clip.name} at {span[0]:.1f} s: {error}", file=sys.stderr)
        return []
    pairs = []
    for target in _SHARED:
        if choice != 0.5 and target.clip.exercise != source.clip.exercise:
            continue
        found = find_repetitions(template, target.series)
        reps = tuple((match.start_s, match.end_s, match.score) for match in found.repetitions)
        pairs.append(Pair(source.clip, span, target.clip, reps, found.best_score))
    return pairs


def _figures(pairs: Sequence[Pair]) -> Iterator[tuple[object, ...]]:
    own = [pair for pair in pairs if pair.same_video]
    itself = [max((rep[2] for rep in pair.found if pair.is_itself(rep)), default=0.0) for pair in own]
    yield "the repetition itself: least score", round(min(itself), 3), len(itself)
    others = [rep[2] for pair in own for rep in pair.found if not pair.is_itself(rep)]
    yield (
        "other repetitions of the same person above 0.85",
        _share_of([s > 0.85 for s in others]),
        len(others),
    )
    still = [pair for pair in pairs if pair.target.path.stem == _STILL]
    yield "repetitions where nobody moves", sum(len(pair.found) for pair in still), len(still)
    same = [pair.best for pair in pairs if pair.same_exercise and not pair.same_video and pair.target.reps]
    other = [pair for pair in pairs if not pair.same_exercise]
    yield "same over different exercise, AUC", round(area_under_curve(same, [p.best for p in other]), 3), ""
    yield "different exercise below 0.4", _share_of([pair.best < 0.4 for pair in other]), len(other)
    yield "different exercise without repetitions", _share_of([not pair.found for pair in other]), len(other)
    for what, chosen in _counted(pairs).items():
        yield (
            f"{what}: within one",
            _share_of([p.target.accepts(len(p.found), 1) for p in chosen]),
            len(chosen),
        )
        yield f"{what}: right", _share_of([p.target.accepts(len(p.found)) for p in chosen]), len(chosen)


def _counted(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    same = [pair for pair in pairs if pair.same_exercise]
    return {
        "same video": [pair for pair in same if pair.same_video],
        "same exercise and view": [
            pair for pair in same if not pair.same_video and pair.source.view == pair.target.view
        ],
        "same exercise": [pair for pair in same if not pair.same_video],
    }


def _share_of(answers: Sequence[bool]) -> str:
    return f"{np.mean(answers):.1%}" if answers else "-"


def _misses(pairs: Sequence[Pair]) -> list[tuple[object, ...]]:
    return [
        (p.source.path.stem, p.target.path.stem, p.target.view, len(p.found), p.target.reps, round(p.best, 2))
        for p in _counted(pairs)["same exercise and view"]
        if not p.target.accepts(len(p.found), 1)
    ]


def _judged(folder: Path) -> Iterator[tuple[object, ...]]:
    """Each correct sequence as a reference for all others."""
    groups: dict[str, list[Sequence33]] = defaultdict(list)
    for source, sequences in (("Kinect", kinect_sequences(folder)), ("landmarks", kaiakol_sequences(folder))):
        for each in sequences:
            known = replace(each, motion=with_depth(each.motion))
            groups[f"{source}, {each.exercise}"].append(known)
    everything: list[float] = []
    for group, members in groups.items():
        series = [pose_series(each.motion) for each in members]
        scores = [_scores_by(each, members, series) for each in members if each.label == "correct"]
        well = [[score for label, score in row if label == "correct"] for row in scores]
        badly = [[score for label, score in row if label == "incorrect"] for row in scores]
        curves = [area_under_curve(*both) for both in zip(well, badly, strict=True) if all(both)]
        everything += curves
        if curves:
            yield (
                group,
                len(scores),
                len(members) - len(scores),
                round(float(np.mean(curves)), 3),
                *(round(float(np.median(np.concatenate(side))), 2) for side in (well, badly)),
            )
    yield "mean over all references", len(everything), "", round(float(np.mean(everything)), 3), "", ""


def _scores_by(
    source: Sequence33, members: Sequence[Sequence33], series: Sequence[PoseSeries]
) -> list[tuple[str, float]]:
    record = _record(source)
    if record is None:
        return []
    template = MotionTemplate.of(record)
    scores = []
    for other, poses in zip(members, series, strict=True):
        if other is not source:
            found = find_repetitions(template, poses)
            counted = [match.score for match in found.repetitions]
            scores.append((other.label, float(np.mean(counted)) if counted else found.best_score))
    return scores


def _record(source: Sequence33) -> TemplateRecord | None:
    try:
        return template_from_motion(source.motion).template
    except InvalidReferenceError as error:
        print(f"{source.name}: {error}", file=sys.stderr)
        return None


if __name__ == "__main__":
    raise SystemExit(main())
