"""``python -m benchmarks.counts``: repetitions counted on labelled clips, beside the usual threshold counter.

Both count in the same motion: the project's own choice of the person, with gaps filled and noise smoothed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.data import Clip, data_folder, holds_no_repetitions, labelled_clips
from benchmarks.keypoints import tracked
from benchmarks.sensitivity import AS_IT_IS, Setting, counted, print_held_out, settings
from benchmarks.tables import table
from benchmarks.thresholds import BASELINE
from formtrace.analysis import analyse
from formtrace.analysis.outcome import JumpSet, Outcome, RepetitionSet
from formtrace.clip.manifest import Manifest
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Hold, Repetitions
from formtrace.options import AnalysisOptions
from formtrace.pose.tracks import Tracks

_PEAK_TOLERANCE_S = 0.3
_HEIGHT_CM = 175.0  # of the people whose jumps are counted; the count does not depend on it
_EVERY_EXERCISE, _EVERY_CLIP = 4, 2  # of the pairs of a clip and a wrong exercise


@dataclass(frozen=True, slots=True)
class CountedClip:
    """One clip, counted both ways; ``moved``: with each parameter of the counting model moved by a tenth."""

    clip: Clip
    count: int
    peaks_found: int
    rejected: tuple[str, ...]
    baseline: int
    moved: Mapping[Setting, int]

    def row(self) -> tuple[object, ...]:
        clip = self.clip
        accepted = str(clip.reps) if clip.reps_min == clip.reps_max else f"{clip.reps_min}-{clip.reps_max}"
        peaks = f"{self.peaks_found}/{len(clip.peaks_s)}" if clip.peaks_s else "-"
        missed = "" if clip.accepts(self.count) else f"{self.count - clip.reps:+d}"
        rejected = ", ".join(
            f"{reason} x{n}" if n > 1 else reason for reason, n in Counter(self.rejected).items()
        )
        return (
            clip.name,
            clip.exercise,
            clip.view,
            accepted,
            self.count,
            missed,
            peaks,
            self.baseline,
            rejected,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    clips = [clip for clip in labelled_clips(data_folder()) if options.only in clip.name]
    outcomes: list[CountedClip] = []
    wrong: list[tuple[str, str, int]] = []
    idle: list[tuple[object, ...]] = []
    crossed: dict[str, Counter[str]] = defaultdict(Counter)
    for clip, manifest, tracks in tracked(clips, options.model, options.workers):
        if holds_no_repetitions(clip):
            idle += _false_counts(clip, manifest, tracks)
        elif clip.exercise in catalogue():
            outcomes.append(_outcome(clip, manifest, tracks, options.left_out))
            if options.wrong and len(outcomes) % _EVERY_CLIP and clip.path.parent.name != "derived":
                wrong += _wrong_counts(clip, manifest, tracks)
        if options.cross:
            crossed[clip.exercise].update(_all_counts(manifest, tracks))
        print(f"\r{clip.name:<45}", end="", file=sys.stderr, flush=True)
    print(f"\r{'':<45}\r", end="", file=sys.stderr)
    _print_outcomes(outcomes)
    _print_idle([clip for clip in clips if holds_no_repetitions(clip)], idle)
    if options.wrong:
        _print_wrong(wrong)
    if options.cross:
        _print_crossed(crossed)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counts", description=__doc__)
    parser.add_argument("--model", default="full", help="model variant, default: %(default)s")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="default: all cores")
    parser.add_argument("--only", default="", help="clips whose name contains this")
    parser.add_argument(
        "--left-out",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also with parameters chosen on other sources",
    )
    parser.add_argument(
        "--wrong", action="store_true", help="also some counters on some clips of other exercises"
    )
    parser.add_argument("--cross", action="store_true", help="also every counter on every clip")
    return parser


def _found(manifest: Manifest, tracks: Tracks, exercise: str) -> Outcome:
    found = analyse(tracks, manifest, AnalysisOptions(exercise=exercise, user_height_cm=_HEIGHT_CM)).outcome
    assert found is not None
    return found


def _outcome(clip: Clip, manifest: Manifest, tracks: Tracks, left_out: bool) -> CountedClip:
    analysis = analyse(tracks, manifest, AnalysisOptions(exercise=clip.exercise, user_height_cm=_HEIGHT_CM))
    found, t_s = analysis.outcome, analysis.motion.t_s
    assert isinstance(found, RepetitionSet | JumpSet)
    peaks_s = [float(t_s[rep.peak]) for rep in found.repetitions]
    exercise = catalogue()[clip.exercise]
    if left_out and isinstance(exercise.counting, Repetitions):
        every = (AS_IT_IS, *settings(compared=False))
        moved = {setting: counted(exercise, analysis.motion, setting) for setting in every}
    else:
        moved = {}
    return CountedClip(
        clip=clip,
        count=len(peaks_s),
        peaks_found=_matched(clip.peaks_s, peaks_s),
        rejected=tuple(attempt.reason for attempt in found.rejected),
        baseline=BASELINE[clip.exercise].count(analysis.motion) if clip.exercise in BASELINE else 0,
        moved=moved,
    )


def _matched(wanted_s: Iterable[float], found_s: list[float]) -> int:
    """How many of the wanted times have a found one of their own near enough."""
    left, matched = list(found_s), 0
    for wanted in wanted_s:
        nearest = min(left, key=lambda found: abs(found - wanted), default=None)
        if nearest is not None and abs(nearest - wanted) <= _PEAK_TOLERANCE_S:
            left.remove(nearest)
            matched += 1
    return matched


def _all_counts(manifest: Manifest, tracks: Tracks) -> dict[str, int]:
    return {
        name: _found(manifest, tracks, name).count
        for name, exercise in catalogue().items()
        if isinstance(exercise.counting, Repetitions)
    }


def _wrong_counts(clip: Clip, manifest: Manifest, tracks: Tracks) -> list[tuple[str, str, int]]:
    """What every fourth exercise counts in a clip of another one."""
    names = [name for name, exercise in catalogue().items() if isinstance(exercise.counting, Repetitions)]
    return [
        (clip.name, name, _found(manifest, tracks, name).count)
        for name in names[::_EVERY_EXERCISE]
        if name != clip.exercise
    ]


def _false_counts(clip: Clip, manifest: Manifest, tracks: Tracks) -> list[tuple[object, ...]]:
    """Whatever any exercise of the catalogue finds in a clip without one; a plank may be held in a plank."""
    found: list[tuple[object, ...]] = [
        (clip.name, name, count) for name, count in _all_counts(manifest, tracks).items() if count
    ]
    for name, exercise in catalogue().items():
        if (
            isinstance(exercise.counting, Hold)
            and name != clip.exercise
            and _found(manifest, tracks, name).intervals
        ):
            found.append((clip.name, name, "held"))
    return found


def _print_outcomes(outcomes: list[CountedClip]) -> None:
    header = ("clip", "exercise", "view", "true", "ours", "error", "peaks", "thresholds", "rejected attempts")
    print(table(header, (outcome.row() for outcome in outcomes)), end="\n\n")
    header = ("", "clips", "accepted", "exact", "within 1", "MAE", "thresholds: accepted", "within 1", "MAE")
    rows = [("all", *_scores(outcomes))]
    groups = (("exercise", _by_exercise), ("view", _by_view), ("folder", _by_folder), ("source", _by_source))
    for title, group in groups:
        for name in dict.fromkeys(group(outcome) for outcome in outcomes):
            members = [outcome for outcome in outcomes if group(outcome) == name]
            rows.append((f"{title} {name}", *_scores(members)))
    print(table(header, rows), end="\n\n")
    marked = [outcome for outcome in outcomes if outcome.clip.peaks_s]
    found = sum(outcome.peaks_found for outcome in marked)
    wanted = sum(len(outcome.clip.peaks_s) for outcome in marked)
    _print_left_out(outcomes)
    print(f"Peaks within {_PEAK_TOLERANCE_S} s of the noted ones: {found} of {wanted}.\n")


def _by_exercise(outcome: CountedClip) -> str:
    return outcome.clip.exercise


def _by_view(outcome: CountedClip) -> str:
    return outcome.clip.view


def _by_folder(outcome: CountedClip) -> str:
    return outcome.clip.path.parent.name


def _by_source(outcome: CountedClip) -> str:
    return outcome.clip.source


def _scores(outcomes: Sequence[CountedClip]) -> tuple[object, ...]:
    def share(holds: Callable[[CountedClip], bool]) -> str:
        return f"{100 * sum(map(holds, outcomes)) / max(len(outcomes), 1):.0f}%"

    def mae(count: Callable[[CountedClip], int]) -> float:
        return sum(abs(count(o) - o.clip.reps) for o in outcomes) / max(len(outcomes), 1)

    return (
        len(outcomes),
        share(lambda o: o.clip.accepts(o.count)),
        share(lambda o: o.count == o.clip.reps),
        share(lambda o: o.clip.accepts(o.count, slack=1)),
        mae(lambda o: o.count),
        share(lambda o: o.clip.accepts(o.baseline)),
        share(lambda o: o.clip.accepts(o.baseline, slack=1)),
        mae(lambda o: o.baseline),
    )


def _print_idle(clips: list[Clip], found: list[tuple[object, ...]]) -> None:
    print(f"Clips in which nothing may be counted: {', '.join(clip.name for clip in clips)}.")
    print("Counted in them by any exercise: " + ("nothing." if not found else "\n"))
    if found:
        print(table(("clip", "counted as", "count"), found))


def _print_left_out(outcomes: list[CountedClip]) -> None:
    """Before the comparison with other exercises, which the parameters hardly change."""
    moved = [outcome for outcome in outcomes if outcome.moved]
    if moved:
        print("Parameters chosen without the clip's own source, not compared with other exercises:\n")
        counts = {setting: [outcome.moved[setting] for outcome in moved] for setting in moved[0].moved}
        print_held_out([outcome.clip for outcome in moved], counts)


def _print_wrong(pairs: list[tuple[str, str, int]]) -> None:
    found = [pair for pair in pairs if pair[2]]
    print(f"\nPairs of a clip and another exercise that counts something: {len(found)} of {len(pairs)}.\n")
    print(table(("clip", "counted as", "count"), found))


def _print_crossed(crossed: dict[str, Counter[str]]) -> None:
    names = [name for name, exercise in catalogue().items() if isinstance(exercise.counting, Repetitions)]
    print("\nRepetitions that each counter (column) finds in all clips of each exercise (row):\n")
    print(
        table(("", *names), ((clips, *(totals[name] for name in names)) for clips, totals in crossed.items()))
    )


if __name__ == "__main__":
    raise SystemExit(main())
