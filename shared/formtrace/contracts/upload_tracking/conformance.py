"""Whether messages keep the Upload Tracking contract: shapes, order, and what they say of one another.

Only what the contract asks of any server is asked here: fields that Formtrace adds may be missing, but a
field that is there must have its type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formtrace.contracts.upload_tracking.messages.json_schema import messages_schema

Message = Mapping[str, Any]

_REQUIRED = {
    "AngleTree": (),
    "Angles": ("type", "data"),
    "BatchFrame": ("timestampMs", "keypoints"),
    "Counter": ("type", "current_count"),
    "Environment": ("type", "poseBackend"),
    "ErrorMessage": ("type", "error", "message"),
    "ExerciseSummary": ("type", "counter"),
    "ExportReady": ("type", "url"),
    "FormScore": ("score", "avg_score", "grade"),
    "FormScoreMessage": ("type", "score", "avg_score", "grade"),
    "HistoryItem": ("index",),
    "ImageOverlay": ("type",),
    "Initialization": ("type", "message", "ready"),
    "JumpBrief": ("jumpNumber", "jumpHeightCm"),
    "JumpCalibration": ("type", "calibrated"),
    "JumpDiscarded": ("type", "reason"),
    "JumpHeight": ("type", "jumpHeightCm"),
    "JumpResult": ("type", "jumpNumber", "jumpHeightCm"),
    "JumpStarted": ("type",),
    "JumpSummary": ("type", "totalJumps"),
    "Keypoints": ("type", "data"),
    "KeypointsBatch": ("type", "data"),
    "Point": ("name", "x", "y", "score"),
    "Posture": ("type", "message", "ready"),
    "Progression": ("type", "value"),
    "Recommendations": ("type", "data"),
    "ReferenceScore": ("overallScore",),
    "WarningMessage": ("type", "error", "message"),
}
"""What the contract itself requires, by definition in the schema; of others nothing."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: whether it was kept, and what was found otherwise; ``None`` if it could not be tried."""

    rule: str
    passed: bool | None
    found: str = ""


def contract_schema() -> dict[str, Any]:
    """The schema of the messages, reduced to what the contract asks of any server."""
    schema = messages_schema()
    for name, definition in schema["$defs"].items():
        definition["additionalProperties"] = True
        definition["required"] = list(_REQUIRED.get(name, ()))
    return schema


def check_video(messages: Sequence[Message], problem: Callable[[Message], str | None]) -> list[Check]:
    """The rules for one uploaded video, from the first message to the last.

    Args:
        messages: as they were heard, in order.
        problem: what is wrong with the shape of a message, or ``None``.
    """
    rules: list[tuple[str, Callable[[], Iterator[str]]]] = [
        ("every message has the shape of its type", lambda: _shapes(messages, problem)),
        ("the first message is initialization", lambda: _first(messages)),
        ("no error is sent", lambda: _errors(messages)),
        ("the count grows by one and ends with one final counter", lambda: _counts(messages)),
        ("moments do not go back", lambda: _moments(messages)),
        (
            "final, keypoints_batch, exercise_summary, completion, export_ready come in this order",
            lambda: _end(messages),
        ),
        ("the summary has the final count", lambda: _summary(messages)),
        ("progress is told in percent", lambda: _progress(messages)),
        ("no message comes twice", lambda: _twice(messages)),
    ]
    return [_checked(rule, broken()) for rule, broken in rules]


def check_photo(messages: Sequence[Message], problem: Callable[[Message], str | None]) -> list[Check]:
    """The rules for one photo."""
    kinds = [message.get("type") for message in messages]
    foreign = {"counter", "posture", "progression", "recommendations", "exercise_summary"} & set(
        map(str, kinds)
    )
    return [
        _checked("photo: every message has the shape of its type", _shapes(messages, problem)),
        Check("photo: ends with image_overlay", kinds[-1:] == ["image_overlay"], str(kinds[-1:])),
        Check("photo: nothing is counted", not foreign, ", ".join(sorted(foreign))),
    ]


def check_refusal(rule: str, messages: Sequence[Message], codes: Sequence[str]) -> Check:
    """A query that must be refused with one error, of one of the codes."""
    errors = [
        str(message.get("code", message.get("error")))
        for message in messages
        if message.get("type") == "error"
    ]
    return Check(rule, len(errors) == 1 and errors[0] in codes, f"errors: {errors}")


def _checked(rule: str, broken: Iterator[str]) -> Check:
    try:
        first = next(broken, None)
    except (KeyError, TypeError, ValueError):
        return Check(rule, None, "messages have another shape")
    return Check(rule, first is None, first or "")


def _of(messages: Sequence[Message], kind: str) -> list[Message]:
    return [message for message in messages if message.get("type") == kind]


def _shapes(messages: Sequence[Message], problem: Callable[[Message], str | None]) -> Iterator[str]:
    for message in messages:
        wrong = problem(message)
        if wrong is not None:
            yield f"{message.get('type')}: {wrong}"


def _first(messages: Sequence[Message]) -> Iterator[str]:
    if not messages or messages[0].get("type") != "initialization":
        yield str(messages[0].get("type")) if messages else "no message at all"


def _errors(messages: Sequence[Message]) -> Iterator[str]:
    for message in _of(messages, "error"):
        yield f"{message.get('error')}: {message.get('message')}"


def _counts(messages: Sequence[Message]) -> Iterator[str]:
    counters = _of(messages, "counter")
    final = [bool(counter.get("final")) for counter in counters]
    if final.count(True) != 1 or not final[-1]:
        yield f"{final.count(True)} final counters" + ("" if not final or final[-1] else ", and one after it")
        return
    counts = [int(counter["current_count"]) for counter in counters]
    if counts[:-1] != list(range(1, len(counts))):
        yield f"counts {counts[:-1]}"
    elif counts[-1] != len(counts) - 1:
        yield f"final {counts[-1]} after {len(counts) - 1}"


def _moments(messages: Sequence[Message]) -> Iterator[str]:
    latest = float("-inf")
    for message in messages:
        moment = message.get("timestampMs")
        if isinstance(moment, int | float) and message.get("type") not in (
            "jump_height",
            "jump_result",
            "jump_summary",
        ):
            if moment < latest:
                yield f"{message.get('type')} at {moment} ms after {latest} ms"
            latest = max(latest, moment)


def _end(messages: Sequence[Message]) -> Iterator[str]:
    def place(message: Message) -> str | None:
        match message:
            case {"type": "counter", "final": True}:
                return "final counter"
            case {"type": "initialization", "ready": True}:
                return "completion"
            case {"type": "keypoints_batch" | "exercise_summary" | "export_ready" as kind}:
                return str(kind)
        return None

    order = ["final counter", "keypoints_batch", "exercise_summary", "completion", "export_ready"]
    places = [found for message in messages if (found := place(message)) is not None]
    if places != sorted(places, key=order.index):
        yield ", ".join(places)
    for needed in ("exercise_summary", "completion"):
        if places.count(needed) != 1:
            yield f"{places.count(needed)} times {needed}"


def _summary(messages: Sequence[Message]) -> Iterator[str]:
    final = [counter["current_count"] for counter in _of(messages, "counter") if counter.get("final")]
    told = [summary.get("counter") for summary in _of(messages, "exercise_summary")]
    if final != told:
        yield f"final {final}, summary {told}"


def _progress(messages: Sequence[Message]) -> Iterator[str]:
    texts = [str(message.get("message")) for message in _of(messages, "initialization")]
    if not any("loading video" in text for text in texts):
        yield f"no 'loading video' in {texts[:3]}"
    if not any("%" in text for text in texts):
        yield "no percentage"


def _twice(messages: Sequence[Message]) -> Iterator[str]:
    numbers = [message["seq"] for message in messages if "seq" in message]
    if len(numbers) != len(set(numbers)):
        yield "a number is used twice"
