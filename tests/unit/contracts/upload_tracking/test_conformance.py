"""The rules of ``formtrace contract-check``: a real stream keeps them, and each way to break one is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from formtrace.cli.contract_check import _problem
from formtrace.contracts.upload_tracking.conformance import check_photo, check_refusal, check_video
from tests.support.filming import analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.support.results import write

Messages = list[dict[str, Any]]
EXPORT = {"type": "export_ready", "url": "https://x.example/overlay.mp4"}


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Messages:
    """What a host hears of three squats of a stick figure, with an export."""
    folder = tmp_path_factory.mktemp("squats")
    schedule = sets(3)
    write(analysed("squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30)), folder)
    pages = sorted((folder / "messages").iterdir())
    told = [json.loads(line) for page in pages for line in page.read_text().splitlines()]
    loading = [
        {"type": "initialization", "message": text, "ready": False}
        for text in ("loading video", "Your video is processing, please stay on this page (50%)")
    ]
    return [*loading, *told, EXPORT]


def broken(messages: Messages) -> list[str]:
    return [check.rule for check in check_video(messages, _problem()) if check.passed is False]


def test_the_products_own_stream_keeps_every_rule(stream: Messages) -> None:
    assert broken(stream) == []
    assert sum(message["type"] == "counter" for message in stream) == 4


def test_a_server_without_our_additions_keeps_them_too(stream: Messages) -> None:
    """No numbers, no moments, only the fields that every generation of the contract has."""
    old = {
        "initialization": ("message", "ready"),
        "environment": ("poseBackend",),
        "counter": ("current_count", "final", "form_score"),
        "posture": ("message", "direction", "ready"),
        "form_score": ("score", "avg_score", "grade"),
        "exercise_summary": ("counter", "avg_rep_score"),
        "export_ready": ("url",),
    }
    plain = [
        {name: message[name] for name in ("type", *old[message["type"]]) if name in message}
        for message in stream
        if message["type"] in old
    ]
    assert broken(plain) == []


def of(messages: Messages, kind: str) -> Messages:
    return [message for message in messages if message["type"] == kind]


def again(messages: Messages) -> None:
    messages.insert(-4, copy.deepcopy(of(messages, "counter")[0]))


def late(messages: Messages) -> None:
    messages.append(messages.pop(messages.index(of(messages, "exercise_summary")[0])))


def without_percent(messages: Messages) -> None:
    messages.pop(1)


WAYS: list[tuple[Callable[[Messages], object], str]] = [
    (lambda m: m.pop(0) and m.pop(0), "the first message is initialization"),
    (lambda m: of(m, "counter")[0].update(current_count="1"), "shape"),
    (lambda m: of(m, "counter")[0].pop("current_count") and of(m, "counter")[0].update(count=1), "shape"),
    (lambda m: of(m, "counter")[0]["form_score"].pop("score"), "shape"),
    (lambda m: m.append({"type": "error", "error": "x", "message": "y"}), "no error"),
    (again, "the count grows"),
    (lambda m: of(m, "counter")[-1].pop("final"), "the count grows"),
    (lambda m: of(m, "counter")[1].update(timestampMs=0), "moments"),
    (late, "in this order"),
    (lambda m: m.remove(of(m, "exercise_summary")[0]), "in this order"),
    (lambda m: of(m, "exercise_summary")[0].update(counter=7), "the summary has"),
    (without_percent, "percent"),
    (lambda m: of(m, "counter")[1].update(seq=of(m, "counter")[0]["seq"]), "no message comes twice"),
]


@pytest.mark.parametrize(("spoil", "rule"), WAYS, ids=[f"{n}: {rule}" for n, (_, rule) in enumerate(WAYS)])
def test_what_breaks_a_rule_is_found(
    stream: Messages, spoil: Callable[[Messages], object], rule: str
) -> None:
    spoiled = copy.deepcopy(stream)
    spoil(spoiled)
    found = broken(spoiled)
    assert any(rule in one for one in found), found


def test_photos_and_refusals() -> None:
    photo: Messages = [
        {"type": "initialization", "message": "loading image", "ready": False},
        {"type": "image_overlay", "data": "data:image/jpeg;base64,AA=="},
    ]
    assert all(check.passed for check in check_photo(photo, _problem()))
    assert not all(check.passed for check in check_photo(photo[:1], _problem()))
    error = {"type": "error", "error": "invalid_token", "message": "no"}
    assert check_refusal("r", [error], ["invalid_token"]).passed
    assert not check_refusal("r", [error, error], ["invalid_token"]).passed
    assert not check_refusal("r", [error], ["missing_token"]).passed
