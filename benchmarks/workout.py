"""``python -m benchmarks.workout``: workouts glued from labelled clips, analysed with ``exercise=auto``.

Each workout is a few sets, one clip each, one after the other or with rests between them: people who stand or
walk about, in clips of their own. A set is right if one set is found in its time, with its exercise and its
count, and no other. With ``--alone``, each clip is also analysed by itself: as if it had been cut by hand.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import process_time

from benchmarks.data import Clip, data_folder, labelled_clips
from benchmarks.gluing import ALIKE, STANDING, Filmed, glued, idle_parts, is_set, workouts
from benchmarks.keypoints import stored, tracked
from benchmarks.tables import table
from formtrace.analysis import analyse
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Hold
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks
from formtrace.results.document import SetReport
from formtrace.results.report import report

_TOLERANCE_S = 1.0
_CHOSEN_WITH = ("Ambaks/Nowva", "kaiakol/computervision", "Apurvo2004/videos", "Ulisses-coach/kbtrainer")
"""Sources with which the parameters of the segmentation were chosen."""


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
        if clip.path.parent.name != "derived" or clip.name == STANDING
    ]
    seen = stored(clips, options.model) if options.stored else tracked(clips, options.model, options.workers)
    filmed = [Filmed(*each) for each in seen]
    sets = [each for each in filmed if is_set(each.clip)]
    idle = [part for each in filmed for part in idle_parts(each)]
    alone = [_alone(each) for each in sets] if options.alone else []
    for title, rests in (("With rests", idle), ("One after the other", [])):
        run = Run()
        for seed in range(1, options.seeds + 1):
            for workout in workouts(sets, rests, seed):
                run.add(workout, sets)
                print(f"\r{len(run.judged)} sets", end="", file=sys.stderr, flush=True)
        print(f"\r{'':<30}\r", end="", file=sys.stderr)
        print(f"{title}:\n")
        _print(run.judged, alone)
        print(f"Sets found outside: {run.outside}.")
        print(f"Time: {60 * run.took_s / run.length_s:.2f} s for a minute of video.\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workout", description=__doc__)
    parser.add_argument("--model", default="full", help="model variant, default: %(default)s")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="default: all cores")
    parser.add_argument(
        "--seeds", type=int, default=2, help="so many orders of the clips, default: %(default)s"
    )
    parser.add_argument("--alone", action="store_true", help="also each clip on its own")
    parser.add_argument("--stored", action="store_true", help="keypoints as an earlier run left them")
    return parser


@dataclass(slots=True)
class Run:
    """What was found in the workouts so far."""

    judged: list[Judged] = field(default_factory=list)
    outside: int = 0
    length_s: float = 0.0
    took_s: float = 0.0

    def add(self, workout: Sequence[Filmed], sets: Sequence[Filmed]) -> None:
        """Analyse one more."""
        spans, tracks, manifest = glued(workout)
        since = process_time()
        found = _sets(tracks, manifest)
        self.took_s += process_time() - since
        self.length_s += spans[-1][1]
        exercises = [(part.clip, span) for part, span in zip(workout, spans, strict=True) if part in sets]
        self.judged += [Judged(clip, _in_time(found, span)) for clip, span in exercises]
        self.outside += sum(not any(_overlaps(each, span) for _, span in exercises) for each in found)


def _alone(filmed: Filmed) -> Judged:
    return Judged(filmed.clip, _in_time(_sets(filmed.tracks, filmed.manifest), (0, 1e9)))


def _sets(tracks: Tracks, manifest: Manifest) -> tuple[SetReport, ...]:
    return report(analyse(tracks, manifest, AnalysisOptions(exercise="auto")), "workout").sets


def _in_time(found: Iterable[SetReport], span: tuple[float, float]) -> tuple[tuple[str | None, int], ...]:
    return tuple((each.exercise, each.count) for each in found if _overlaps(each, span))


def _overlaps(found: SetReport, span: tuple[float, float]) -> bool:
    if found.start_s is None or found.end_s is None:
        return False
    return found.end_s > span[0] + _TOLERANCE_S and found.start_s < span[1] - _TOLERANCE_S


def _plain(exercise: str | None) -> str | None:
    return ALIKE.get(exercise or "", exercise)


def _print(together: Sequence[Judged], alone: Sequence[Judged]) -> None:
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
