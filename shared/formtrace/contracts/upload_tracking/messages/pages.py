"""How the stream of a result is stored and read: pages of 500 messages, a line each.

The number of a message says on which page it is, so a reader who goes on after a break needs that page alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formtrace.contracts.upload_tracking.messages.types import BatchFrame, KeypointsBatch, Message

FIRST_SEQ = 101
"""The number of a stream's first message; smaller ones tell of the progress before it (``live``)."""

PAGE_MESSAGES = 500
ANSWER_BYTES = 3_500_000
"""An answer is cut here, so that it is never larger than what an API can give; one message always fits."""

Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Messages, where to go on, and whether the stream is over."""

    messages: list[Message]
    next_after: int
    done: bool


def page_name(number: int) -> str:
    """The file of a page, in the folder of the result."""
    return f"messages/{number:06d}.ndjson"


def page_after(after: int) -> int:
    """The number of the page that has the message after the one numbered ``after``."""
    return max(after + 1 - FIRST_SEQ, 0) // PAGE_MESSAGES


def pages(messages: Iterable[Message]) -> Iterator[tuple[str, bytes]]:
    """Number the messages, mark the last one, and write them as pages: their names and contents."""
    lines, number = _lines(messages), 0
    while page := b"".join(islice(lines, PAGE_MESSAGES)):
        yield page_name(number), page
        number += 1


def answer_from(
    page: bytes, after: int, *, limit: int = PAGE_MESSAGES, link: Link = str, bundle: bool = False
) -> Answer:
    """The messages after ``after`` on their page (see :func:`page_after`), at most ``limit`` and 3.5 MB.

    Args:
        page: content of the page.
        after: number of the last message that is known already.
        limit: most messages to give.
        link: makes a link of a file's name.
        bundle: give one ``keypoints_batch`` instead of the keypoints messages.
    """
    skip = max(after + 1 - FIRST_SEQ, 0) % PAGE_MESSAGES
    taken: list[Message] = []
    size = 0
    for line in page.splitlines()[skip : skip + limit]:
        size += len(line)
        if taken and size > ANSWER_BYTES:
            break
        taken.append(_linked(json.loads(line), link))
    if not taken:
        return Answer([], after, done=True)
    last = taken[-1]
    return Answer(bundled(taken) if bundle else taken, last["seq"], done="last" in last)


def bundled(messages: Sequence[Message]) -> list[Message]:
    """The messages with one ``keypoints_batch`` instead of all keypoints messages, where the last was."""
    keypoints = [message for message in messages if message["type"] == "keypoints"]
    others: list[Message] = [message for message in messages if message["type"] != "keypoints"]
    if not keypoints:
        return others
    frames: list[BatchFrame] = [
        {
            "timestampMs": message["timestampMs"],
            "frameId": message["frameId"],
            "keypoints": message["keypoints"],
        }
        for message in keypoints
    ]
    batch: KeypointsBatch = {
        "type": "keypoints_batch",
        "data": frames,
        "frames": frames,
        "seq": keypoints[-1]["seq"],
    }
    return sorted([*others, batch], key=lambda message: message["seq"])


def _lines(messages: Iterable[Message]) -> Iterator[bytes]:
    """Each message as a line, one behind its reading, since only then it is known which is the last."""
    waiting: Message | None = None
    for seq, message in enumerate(messages, FIRST_SEQ):
        if waiting is not None:
            yield _line(waiting)
        waiting = message
        waiting["seq"] = seq
    if waiting is not None:
        waiting["last"] = True
        yield _line(waiting)


def _line(message: Message) -> bytes:
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _linked(message: Any, link: Link) -> Message:
    """The message as it is delivered: with links instead of the names of files."""
    if message["type"] in ("export_ready", "image_overlay"):
        message["url"] = link(message["url"])
    linked: Message = message
    return linked
