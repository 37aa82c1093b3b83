"""The whole stream of a result, in the contract's order.

A video: what analyses it, warnings, then everything that belongs to a moment in the order of the video, then
the final count, the summary, completion, and the exported video. A photo: ``running``, keypoints, angles, the
photo with the skeleton.

All is generated frame by frame: the stream of a long clip is never in memory as a whole.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from formtrace.contracts.upload_tracking.messages.jumps import jump_messages
from formtrace.contracts.upload_tracking.messages.pages import pages
from formtrace.contracts.upload_tracking.messages.per_frame import (
    angle_messages,
    keypoint_messages,
    progression_messages,
)
from formtrace.contracts.upload_tracking.messages.summary import exercise_summary
from formtrace.contracts.upload_tracking.messages.timeline import (
    at,
    count_messages,
    posture_messages,
    recommendation_messages,
)
from formtrace.contracts.upload_tracking.messages.types import Counter, Initialization, Message
from formtrace.results.document import ResultDocument
from formtrace.results.frames import FrameTable
from formtrace.results.sink import VIDEO_OVERLAY

_AT_ONE_MOMENT = (
    "posture",
    "counter",
    "form_score",
    "progression",
    "recommendations",
    "keypoints",
    "angles",
)  # and then the jump family


def message_files(
    document: ResultDocument, table: FrameTable, picture_data_url: str = ""
) -> Iterator[tuple[str, bytes]]:
    """The stream as the files that it is stored in: a :class:`~formtrace.results.sink.MessageWriter`."""
    return pages(result_messages(document, table, picture_data_url))


def result_messages(
    document: ResultDocument, table: FrameTable, picture_data_url: str = ""
) -> Iterator[Message]:
    """All messages of a finished analysis; links to files are their names until they are served.

    ``picture_data_url`` is the photo with the skeleton, for photos.
    """
    yield {
        "type": "environment",
        "poseBackend": "wasm",
        "webgl": False,
        "backend": "server",
        "model": document.model.name,
    }
    for warning in document.quality.warnings:
        yield {"type": "warning", "error": warning.code, "code": warning.code, "message": warning.text}
    if document.reference is not None and (text := document.reference.view_warning):
        yield {"type": "warning", "error": "views_differ", "code": "views_differ", "message": text}
    if document.source == "image":
        yield from _photo(document, table, picture_data_url)
    else:
        yield from _video(document, table)


def _photo(document: ResultDocument, table: FrameTable, picture: str) -> Iterator[Message]:
    yield _initialization(document, "running")
    if document.options.get("keypoints"):
        yield from keypoint_messages(table)
    if document.options.get("angles"):
        yield from angle_messages(table)
    yield {"type": "image_overlay", "url": document.files["overlay"], "data": picture, "image": picture}


def _video(document: ResultDocument, table: FrameTable) -> Iterator[Message]:
    final: Counter = {"type": "counter", "current_count": document.count, "final": True}
    for message in heapq.merge(*_timed(document, table), key=_place_in_time):
        if message["type"] == "counter":
            _keep_scores(final, message)
        yield message
    end_s = float(table.t_s[-1])
    if document.unit is not None:
        yield at(end_s, final)
        yield at(end_s, exercise_summary(document, end_s - float(table.t_s[0])))
    yield _initialization(document, "Analysis completed")
    if document.options.get("export"):
        yield {"type": "export_ready", "url": VIDEO_OVERLAY, "mimeType": "video/mp4"}


def _timed(document: ResultDocument, table: FrameTable) -> Iterator[Iterable[Message]]:
    """Sources of messages, each in the order of the video."""
    wanted = document.options
    yield posture_messages(document)
    yield count_messages(document)
    if wanted.get("progression"):
        yield progression_messages(table)
    if wanted.get("recommendations"):
        yield recommendation_messages(document)
    if wanted.get("keypoints"):
        yield keypoint_messages(table)
    if wanted.get("angles"):
        yield angle_messages(table)
    if document.jumps is not None:
        yield jump_messages(document.jumps)


def _place_in_time(message: Message) -> tuple[float, int]:
    kind = message["type"]
    rank = _AT_ONE_MOMENT.index(kind) if kind in _AT_ONE_MOMENT else len(_AT_ONE_MOMENT)
    return message["t"], rank


def _keep_scores(final: Counter, counter: Counter) -> None:
    """The last word has the latest scores."""
    if "form_score" in counter:
        final["form_score"] = counter["form_score"]
    if "reference_score" in counter:
        final["reference_score"] = counter["reference_score"]


def _initialization(document: ResultDocument, message: str) -> Initialization:
    return {
        "type": "initialization",
        "message": message,
        "ready": True,
        "source": document.source,
        "step": "completed",
        "percent": 100,
    }
