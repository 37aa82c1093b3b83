"""The catalogue as a page of documentation: ``python -m formtrace.exercises.docs docs/exercises.md``.

Only what follows the page's marker line is written; what people wrote above it stays.
"""

from __future__ import annotations

import sys
from pathlib import Path

from formtrace.exercises.assessment import Assessment, Flag, Opinion
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.form_checks import Check
from formtrace.exercises.measure import Measure
from formtrace.exercises.schema import Condition, Counting, Exercise, Hold, Jump, Repetitions

MARKER = "<!-- From here on generated: python -m formtrace.exercises.docs docs/exercises.md -->"

_WHEN = {
    "throughout": "throughout",
    "peak": "at the peak",
    "rest": "at rest, before and after",
    "range": "range within the repetition",
}
_SIDES = {
    "together": "Both sides make one signal.",
    "each": "Each side has a signal of its own; left and right repetitions that coincide count once.",
}
_COMPLETES = {
    "return": "A repetition counts when the signal comes back towards rest.",
    "peak": "A repetition counts when its peak is reached.",
}

_STATISTICS = {
    "mean": "",
    "max": "maximum ",
    "min": "minimum ",
    "range": "range of ",
    "difference": "left-right difference: ",
    "detrended_rms": "detrended RMS of ",
    "path_excess": "path excess of ",
    "duration": "duration of ",
}
_PHASES = {
    "whole": "throughout",
    "start": "at the start",
    "end": "at the end",
    "outbound": "on the way to the peak",
    "deep": "in the half near the peak",
    "peak": "at the peak",
    "return": "on the way back",
    "rest": "at rest",
    "eccentric": "while lowering",
    "concentric": "while lifting",
}


def page(text: str) -> str:
    """The page with the part below the marker made anew.

    Raises:
        ValueError: the page has no marker.
    """
    written, marker, _ = text.partition(MARKER)
    if not marker:
        raise ValueError("the page has no marker line")
    exercises = list(catalogue().values())
    return "\n".join([f"{written}{MARKER}", "", _overview(exercises), *(_section(e) for e in exercises)])


def _overview(exercises: list[Exercise]) -> str:
    rows = [f"| [`{e.id}`](#{e.id}) | {e.name['en']} | {_counted_as(e)} | {_aliases(e)} |" for e in exercises]
    header = "| Id | Name | Counted as | Also called |\n|---|---|---|---|"
    return "\n".join(["## The catalogue", "", header, *rows, ""])


def _counted_as(exercise: Exercise) -> str:
    return {"repetitions": "repetitions", "hold": "hold", "jump": "jumps"}[exercise.counting.kind]


def _aliases(exercise: Exercise) -> str:
    return ", ".join(f"`{alias}`" for alias in exercise.aliases)


def _section(exercise: Exercise) -> str:
    lines = [f"### {exercise.id}", "", f"Signal: {exercise.signal_label}.", ""]
    if exercise.signal:
        lines += ["| Measure | At rest | Full | Weight |", "|---|---|---|---|"]
    for term in exercise.signal:
        unit = _unit(term.measure)
        ends = f"{term.rest:g}{unit} | {term.full:g}{unit}"
        lines.append(f"| {describe(term.measure)} | {ends} | {term.weight:g} |")
    lines.append("")
    lines.append(_counting(exercise.counting))
    lines += _assessment(exercise.assessment) if exercise.assessment else []
    if exercise.conditions:
        lines += ["", "| Condition | Bounds | When | Reason if not kept |", "|---|---|---|---|"]
        lines += [_condition(condition) for condition in exercise.conditions]
    if exercise.tells:
        lines += ["", "| Told from its neighbours by | Bounds | When | Code |", "|---|---|---|---|"]
        lines += [_condition(condition) for condition in exercise.tells]
    lines += _checks(exercise)
    lines += ["", "Sources:", "", *(f"- {source}" for source in exercise.sources), ""]
    return "\n".join(lines)


def _counting(counting: Counting) -> str:
    match counting:
        case Repetitions():
            return _repetitions(counting)
        case Hold():
            return _hold(counting)
        case Jump():
            return _jump(counting)


def _repetitions(rules: Repetitions) -> str:
    return (
        f"{_SIDES[rules.sides]} {_COMPLETES[rules.completes]} The first phase is {rules.first_phase}. "
        f"An attempt has an amplitude of at least {rules.min_range:g}; a repetition of at least "
        f"{rules.min_share:g} of the person's own typical amplitude, and {rules.min_lone_range:g} where "
        f"there are fewer than three, up to a signal of at least {rules.min_peak:g}, and takes "
        f"{rules.min_s:g} to {rules.max_s:g} s."
    )


def _hold(rules: Hold) -> str:
    return (
        f"The hold begins where the signal reaches {rules.enter:g} and ends where it falls below "
        f"{rules.leave:g}; breaks up to {rules.bridge_s:g} s are bridged, holds under {rules.min_s:g} s "
        "do not count."
    )


def _jump(rules: Jump) -> str:
    height = {
        "hip_rise": "the rise of the hips above the standing person, in centimetres by the stated height",
        "air_time": "g t² / 8 of the time in the air",
    }[rules.method]
    return (
        f"The height is {height} ([how](jumps.md)). Flights under {rules.min_height_cm:g} cm or over "
        f"{rules.max_air_s:g} s, and those in which the person's size changes by more than "
        f"{rules.max_scale_change:.0%}, do not count."
    )


def _assessment(assessment: Assessment) -> list[str]:
    """What is read off each peak, with the bounds that flags and opinions put on it."""
    rows = ["| At the peak | Measured | Bounds |", "|---|---|---|"]
    for quantity in assessment.quantities:
        unit, what = _unit(quantity.measure), describe(quantity.measure)
        if quantity.in_lengths_of:
            unit, what = " lengths", f"{what}, in lengths of {', '.join(quantity.in_lengths_of)}"
        bounds = [
            _flag(flag, unit, assessment.camera_slack_deg)
            for flag in assessment.flags
            if flag.quantity == quantity.name
        ]
        bounds += [_opinion(each, unit) for each in assessment.opinions if each.quantity == quantity.name]
        rows.append(f"| `{quantity.name}` | {what} | {'; '.join(bounds) or '-'} |")
    return ["", *rows]


def _flag(flag: Flag, unit: str, slack_deg: float) -> str:
    slack = f", {slack_deg:g}° more by the camera" if flag.leans_with_camera else ""
    return f"`{flag.name}`: {_bounds(flag.min, flag.max, unit)}{slack}"


def _opinion(opinion: Opinion, unit: str) -> str:
    needs = f" and `{opinion.needs}`" if opinion.needs else ""
    return f"`{opinion.tone}`: {_bounds(opinion.min, None, unit)}{needs}"


def _condition(condition: Condition) -> str:
    unit = _unit(condition.measure)
    bounds = _bounds(condition.min, condition.max, unit)
    measure, when = describe(condition.measure), _WHEN[condition.when]
    return f"| {measure} | {bounds} | {when} | `{condition.reason}` |"


def _bounds(least: float | None, most: float | None, unit: str) -> str:
    bounds = (("at least", least), ("at most", most))
    return ", ".join(f"{word} {value:g}{unit}" for word, value in bounds if value is not None)


def _checks(exercise: Exercise) -> list[str]:
    """The form checks of its own; those that every exercise has are in docs/scoring.md."""
    if not exercise.checks:
        return []
    header = "| Check | Aspect | Measured | Best → zero | Easy, hard | Views |\n|---|---|---|---|---|---|"
    return ["", header, *(_check(check) for check in exercise.checks)]


def _check(check: Check) -> str:
    unit = "" if check.measure is None else _unit(check.measure)
    what = "the signal" if check.measure is None else describe(check.measure)
    levels = [f"{level:g}" for level in (check.easy, check.hard) if level is not None]
    return (
        f"| `{check.code}` | {check.aspect} | {_STATISTICS[check.statistic]}{what}, {_PHASES[check.phase]} | "
        f"{check.best:g} → {check.zero:g}{unit} | {', '.join(levels) or '-'} | {', '.join(check.views)} |"
    )


def describe(measure: Measure) -> str:
    """A measure in words."""
    points = [f"`{point}`" for point in measure.points]
    if measure.kind == "vertical_displacement":
        return f"vertical displacement of {points[0]} from its lowest level"
    if measure.kind == "displacement":
        return f"displacement of {points[0]} from its median position in the image"
    if measure.kind == "height":
        return f"height of {points[0]} above {points[1]}"
    if measure.kind == "anterior_offset":
        return f"anterior offset of {points[0]} from {points[1]}"
    if measure.kind == "ground_angle":
        return f"angle of {points[0]} → {points[1]} from the ground in front, in the image plane"
    if measure.kind == "offset":
        return f"how far {points[1]} is above the line from {points[0]} to {points[2]}"
    if measure.kind == "separation_ratio":
        return f"separation of {points[0]} and {points[1]} over that of {points[2]} and {points[3]}"
    where = {"body": "", "image": ", in the image plane", "x": ", along the image's width"}[measure.space]
    if measure.kind == "distance":
        return f"distance from {points[0]} to {points[1]}{where}"
    if measure.kind == "incline":
        return f"incline of {points[0]} → {points[1]} from upright{where}"
    return f"angle at {points[1]} between {points[0]} and {points[2]}{where}"


def _unit(measure: Measure) -> str:
    if measure.kind == "separation_ratio":
        return ""
    return "°" if measure.kind in ("angle", "incline", "ground_angle") else " torsos"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page(target.read_text(encoding="utf-8")), encoding="utf-8")
