"""``python -m benchmarks.sensitivity``: what each number of the counting model does, and how it was chosen.

Every parameter is moved by a tenth up and down, alone, and the labelled clips are counted again. Then the
best of these settings is chosen with four fifths of the sources and applied to the clips of the others: the
figures that the same way of choosing gets on people that it has not seen.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from unittest.mock import patch

from benchmarks.data import Clip, data_folder, holds_no_repetitions, labelled_clips
from benchmarks.keypoints import tracked
from benchmarks.tables import table
from formtrace.analysis import analyse
from formtrace.counting.repetitions import count_repetitions
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.schema import Condition, Exercise, Repetitions
from formtrace.motion.body import Motion
from formtrace.options import AnalysisOptions
from formtrace.recognition.compared import count_as_asked

_STEPS = (0.9, 1.1)
_FOLDS = 5
_MOST_CHANGES = 3  # parameters that are moved at once when the model is fitted again

_OF_MODULES = {
    "attempts": ("REST_BAND", "PLATEAU", "CONFIRM", "CONFIRM_S"),
    "conditions": ("_WITHIN_PERSON_ERRORS", "_KEEPING_SHARE", "AT_PEAK_S", "_REST_SHARE"),
    "reliability": (
        "_PLANE_TORSOS",
        "_DEPTH_TORSOS",
        "_PEOPLE_DEG",
        "_PEOPLE_TORSOS",
        "_MAX_TOLERATED_ERROR",
        "_MAX_USEFUL_ERROR",
    ),
    "repetitions": (
        "_BRIDGE_S",
        "_SIGNAL_CUTOFF_HZ",
        "_TYPICAL_QUANTILE",
        "_MIN_RETURN",
        "_MIN_DURATION_SHARE",
        "_CUT_OFF_AMPLITUDE",
        "_NATS_PER_SIMILAR_ATTEMPT",
        "_MIN_RANGE_SHARE",
    ),
    "sides": ("_MIN_OVERLAP", "_CONFUSED_CORRELATION", "_MAX_PERIOD_RATIO"),
    "signal": ("_OCCLUDED_SIDE", "_RELIABLE_VISIBILITY", "_OCCLUDED_FRAME", "_RESTING_QUANTILE"),
}
_OF_COMPARISON = ("_REQUEST_ODDS", "_LENIENT_REQUEST_ODDS", "_MIN_SCORE")
_OF_EXERCISES = ("min_range", "min_peak", "min_share", "min_lone_range", "max_s")
_BOUNDS = "bounds of conditions"
_BOUND_STEPS = {"angle": 5.0, "incline": 5.0}  # degrees; 0.05 torsos for other measures


@dataclass(frozen=True)
class Setting:
    """One parameter, and the factor by which it is moved."""

    name: str
    factor: float

    @property
    def text(self) -> str:
        return f"{self.name} x {self.factor}"


AS_IT_IS = Setting("as it is", 1.0)


def settings(compared: bool) -> list[Setting]:
    """All parameters up and down; with those of the comparison with other exercises, if wanted."""
    names = [name for names in _OF_MODULES.values() for name in names]
    names += [*_OF_EXERCISES, _BOUNDS, *(_OF_COMPARISON if compared else ())]
    return [Setting(name, factor) for name in names for factor in _STEPS]


@contextmanager
def moved(setting: Setting) -> Iterator[None]:
    """While it lasts, the module's constant has another value, wherever it has been imported."""
    with ExitStack() as stack:
        packages = [f"formtrace.counting.{module}" for module in _OF_MODULES]
        for module in (*map(import_module, packages), import_module("formtrace.recognition.compared")):
            if hasattr(module, setting.name):
                value = getattr(module, setting.name) * setting.factor
                stack.enter_context(patch.object(module, setting.name, value))
        yield


def with_setting(exercise: Exercise, setting: Setting) -> Exercise:
    """The exercise with one of its numbers moved; bounds are widened by a factor over 1."""
    rules = exercise.counting
    assert isinstance(rules, Repetitions)
    if setting.name in _OF_EXERCISES:
        value = min(
            getattr(rules, setting.name) * setting.factor, 1.0 if setting.name == "min_share" else 1e9
        )
        return exercise.model_copy(update={"counting": rules.model_copy(update={setting.name: value})})
    if setting.name == _BOUNDS:
        wider = tuple(_wider(condition, setting.factor > 1) for condition in exercise.conditions)
        return exercise.model_copy(update={"conditions": wider})
    return exercise


def _wider(condition: Condition, wider: bool) -> Condition:
    step = _BOUND_STEPS.get(condition.measure.kind, 0.05) * (1 if wider else -1)
    low = None if condition.min is None else condition.min - step
    high = None if condition.max is None else condition.max + step
    return condition.model_copy(update={"min": low, "max": high})


def counted(exercise: Exercise, motion: Motion, setting: Setting) -> int:
    """Repetitions with the setting; compared with other exercises only where that is what is moved."""
    with moved(setting):
        changed = with_setting(exercise, setting)
        if setting.name in _OF_COMPARISON:
            return len(count_as_asked(changed, motion)[0].repetitions)
        return len(count_repetitions(changed, motion).repetitions)


def held_out(
    clips: Sequence[Clip], counts: Mapping[Setting, Sequence[int]]
) -> tuple[list[int], list[list[Setting]]]:
    """The count of each clip with the settings chosen on the sources of other folds, and what was chosen.

    Up to three settings are chosen in turn, each as long as it makes the sum of errors on the other sources
    smaller; effects of several are taken to add up.
    """
    sources = sorted({clip.source for clip in clips})
    fold_of = {source: number % _FOLDS for number, source in enumerate(sources)}
    plain = counts[AS_IT_IS]
    result, chosen = list(plain), []
    for fold in range(_FOLDS):
        train = [i for i, clip in enumerate(clips) if fold_of[clip.source] != fold]
        picked: list[Setting] = []

        def predicted(i: int, picked: list[Setting]) -> int:
            return plain[i] + sum(counts[setting][i] - plain[i] for setting in picked)

        def loss(picked: list[Setting], train: list[int] = train) -> float:
            return sum(_error(clips[i], predicted(i, picked)) for i in train)

        while len(picked) < _MOST_CHANGES:
            names = {setting.name for setting in picked}
            others = [setting for setting in counts if setting.name not in names]
            best = min(others, key=lambda setting: loss([*picked, setting]))
            if not loss([*picked, best]) < loss(picked):
                break
            picked.append(best)
        for i, clip in enumerate(clips):
            if fold_of[clip.source] == fold:
                result[i] = predicted(i, picked)
        chosen.append(picked)
    return result, chosen


def _error(clip: Clip, count: int) -> float:
    """Repetitions outside of the label's range, and a little for those off its own number."""
    outside = max(clip.reps_min - count, count - clip.reps_max, 0)
    return min(outside, 3) + 0.1 * min(abs(count - clip.reps), 3)


def figures(clips: Sequence[Clip], counts: Sequence[int]) -> tuple[str, str, str, float]:
    """In range, exact, within one, and the mean absolute error."""
    pairs = list(zip(clips, counts, strict=True))

    def share(holds: Callable[[Clip, int], bool]) -> str:
        return f"{100 * sum(holds(clip, count) for clip, count in pairs) / max(len(pairs), 1):.1f}%"

    return (
        share(lambda clip, count: clip.accepts(count)),
        share(lambda clip, count: count == clip.reps),
        share(lambda clip, count: clip.accepts(count, slack=1)),
        sum(abs(count - clip.reps) for clip, count in pairs) / max(len(pairs), 1),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sensitivity", description=__doc__)
    parser.add_argument("--model", default="full", help="model variant, default: %(default)s")
    parser.add_argument("--only", default="", help="clips whose name contains this")
    parser.add_argument("--every", type=int, default=1, help="take every n-th clip, default: all")
    parser.add_argument("--compared", action="store_true", help="also the comparison with other exercises")
    options = parser.parse_args(arguments)
    clips = [clip for clip in labelled_clips(data_folder()) if options.only in clip.name and _repeated(clip)]
    clips = clips[:: options.every]
    counts: dict[Setting, list[int]] = {setting: [] for setting in (AS_IT_IS, *settings(options.compared))}
    for clip, manifest, tracks in tracked(clips, options.model, len(os.sched_getaffinity(0))):
        motion = analyse(tracks, manifest, AnalysisOptions()).motion
        for setting, so_far in counts.items():
            so_far.append(counted(catalogue()[clip.exercise], motion, setting))
        print(f"\r{clip.name:<45}", end="", file=sys.stderr, flush=True)
    print(f"\r{'':<45}\r", end="", file=sys.stderr)
    _print(clips, counts)
    return 0


def _print(clips: list[Clip], counts: dict[Setting, list[int]]) -> None:
    plain = counts[AS_IT_IS]
    rows = [
        (setting.text, sum(a != b for a, b in zip(plain, each, strict=True)), *figures(clips, each))
        for setting, each in counts.items()
    ]
    print(table(("parameter", "clips changed", "in range", "exact", "within 1", "MAE"), rows), end="\n\n")
    print_held_out(clips, counts)


def print_held_out(clips: Sequence[Clip], counts: Mapping[Setting, Sequence[int]]) -> None:
    """The figures with the parameters as they are, beside those chosen without the clips' own sources."""
    left_out, chosen = held_out(clips, counts)
    rows = [
        ("as it is", *figures(clips, counts[AS_IT_IS])),
        ("sources left out", *figures(clips, left_out)),
    ]
    print(table(("", "in range", "exact", "within 1", "MAE"), rows), end="\n\n")
    for number, picked in enumerate(chosen):
        print(f"Fold {number + 1}: {', '.join(each.text for each in picked) or 'nothing is better'}")
    print()


def _repeated(clip: Clip) -> bool:
    exercise = catalogue().get(clip.exercise)
    own = exercise is not None and isinstance(exercise.counting, Repetitions)
    return own and not holds_no_repetitions(clip)


if __name__ == "__main__":
    raise SystemExit(main())
