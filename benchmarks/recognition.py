"""``python -m benchmarks.recognition``: which exercise a clip shows, guessed without being told.

The guesses that a user gets when no exercise is given, on every labelled clip and on clips without exercise.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

from benchmarks.data import data_folder, holds_no_repetitions, labelled_clips
from benchmarks.keypoints import tracked
from benchmarks.tables import table
from formtrace.analysis import analyse
from formtrace.exercises.catalogue import catalogue
from formtrace.options import AnalysisOptions
from formtrace.recognition.suggest import Guess, suggest

_BANDS = (0.0, 0.4, 0.6, 0.8, 0.9, 1.01)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One clip: what it is, ``None`` for no exercise, what was guessed, and how long that took."""

    name: str
    truth: str | None
    guesses: tuple[Guess, ...]
    seconds: float
    length_s: float

    def within(self, most: int) -> bool:
        return self.truth in [guess.exercise for guess in self.guesses[:most]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition", description=__doc__)
    parser.add_argument("--model", default="full", help="model variant, default: %(default)s")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="default: all cores")
    options = parser.parse_args(arguments)
    outcomes = list(_outcomes(options.model, options.workers))
    _print_misses(outcomes)
    _print_shares(outcomes)
    _print_calibration(outcomes)
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    per_minute = 60 * sum(o.seconds for o in outcomes) / sum(o.length_s for o in outcomes)
    print(
        f"Time: {per_minute:.2f} s for a minute of video; at most {slowest.seconds:.2f} s ({slowest.name})."
    )
    return 0


def _outcomes(model: str, workers: int) -> Iterable[Outcome]:
    for clip, manifest, tracks in tracked(labelled_clips(data_folder()), model, workers):
        motion = analyse(tracks, manifest, AnalysisOptions()).motion
        since = perf_counter()
        guesses = suggest(motion)
        took_s = perf_counter() - since
        idle = holds_no_repetitions(clip) and clip.exercise not in catalogue()
        truth = None if idle or clip.name.endswith("standing_only.mp4") else clip.exercise
        yield Outcome(clip.name, truth, guesses, took_s, float(motion.t_s[-1]))
        print(f"\r{clip.name:<45}", end="", file=sys.stderr, flush=True)
    print(f"\r{'':<45}\r", end="", file=sys.stderr)


def _print_misses(outcomes: list[Outcome]) -> None:
    rows = [
        (o.name, o.truth or "nothing", ", ".join(f"{g.exercise} {g.confidence:.2f}" for g in o.guesses))
        for o in outcomes
        if (o.guesses if o.truth is None else not o.within(1))
    ]
    print("Clips whose first guess is wrong:\n")
    print(table(("clip", "shows", "guesses"), rows), end="\n\n")


def _print_shares(outcomes: list[Outcome]) -> None:
    known = [outcome for outcome in outcomes if outcome.truth is not None]
    idle = [outcome for outcome in outcomes if outcome.truth is None]
    groups = [("all clips", known)]
    groups += [
        (source, [outcome for outcome in known if outcome.name.startswith(source)])
        for source in dict.fromkeys(outcome.name.partition("/")[0] for outcome in known)
    ]
    groups += [
        (exercise, [outcome for outcome in known if outcome.truth == exercise])
        for exercise in dict.fromkeys(str(outcome.truth) for outcome in known)
    ]
    rows = [
        (
            title,
            len(group),
            *(f"{100 * sum(o.within(most) for o in group) / len(group):.0f}%" for most in (1, 3)),
        )
        for title, group in groups
    ]
    print(table(("", "clips", "first", "first three"), rows), end="\n\n")
    quiet = sum(not outcome.guesses for outcome in idle)
    print(f"Nothing suggested in {quiet} of {len(idle)} clips without exercise.\n")


def _print_calibration(outcomes: list[Outcome]) -> None:
    """How often the first guess is right where it is so sure."""
    rows = []
    for low, high in pairwise(_BANDS):
        band = [o for o in outcomes if o.guesses and low <= o.guesses[0].confidence < high]
        if band:
            sure = sum(outcome.guesses[0].confidence for outcome in band) / len(band)
            right = sum(outcome.within(1) for outcome in band) / len(band)
            rows.append((f"{low:.1f} to {min(high, 1.0):.1f}", len(band), sure, right))
    print(table(("confidence", "clips", "mean", "right"), rows), end="\n\n")


if __name__ == "__main__":
    raise SystemExit(main())
