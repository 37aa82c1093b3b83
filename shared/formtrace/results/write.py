"""The one writer of results: every interface uses it, with its own sink."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis
from formtrace.results.data import ResultData
from formtrace.results.document import ResultDocument
from formtrace.results.exports import exporters
from formtrace.results.files import write_files
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
from formtrace.results.sink import PHOTO_OVERLAY, MessageWriter, Sink, write_file
from formtrace.results.stills import FrameReader, add_stills


def write_result(
    analysis: Analysis,
    sink: Sink,
    job_id: str,
    messages: MessageWriter,
    overlay: NDArray[np.uint8] | None = None,
    frames: FrameReader | None = None,
) -> ResultDocument:
    """Write all files of an analysis but the document.

    Args:
        analysis: of a video or a photo.
        sink: where the files go.
        job_id: names the result.
        messages: writes the message stream.
        overlay: a photo with the skeleton on it, RGB (H, W, 3).
        frames: gives small pictures of a video, for stills.

    Returns:
        The document with the names of its files. It is written last:
        :func:`~formtrace.results.sink.write_document`.
    """
    table = FrameTable.of(analysis)
    files = write_files(analysis, table, sink)
    picture = ""
    if overlay is not None:
        from formtrace.results.photo_overlay import data_url, jpeg  # Pillow, which videos do not need

        files["overlay"] = PHOTO_OVERLAY
        write_file(sink, PHOTO_OVERLAY, jpeg(overlay))
        picture = data_url(overlay)
    document = report(analysis, job_id, files)
    pages = [write_file(sink, name, content) for name, content in messages(document, table, picture)]
    files |= {"messages": pages[0], **_other_formats(analysis, document, sink)}
    document = document.model_copy(update={"files": files})
    return document if frames is None else add_stills(document, analysis, frames, sink)


def _other_formats(analysis: Analysis, document: ResultDocument, sink: Sink) -> dict[str, str]:
    """Write a video's result in the formats of other tools that were asked for; the files by role."""
    wanted = analysis.options.formats if document.source == "video" else ()
    files = {}
    for name in wanted:
        chosen, role = exporters()[name], f"export_{name}"
        with TemporaryDirectory(prefix="formtrace-") as scratch:
            path = Path(scratch) / f"{document.job_id}{chosen.suffix}"
            chosen.write(ResultData.of(analysis, document), path)
            stem = "result" if chosen.suffix == f".{name}" else name
            files[role] = write_file(sink, f"exports/{stem}{chosen.suffix}", path.read_bytes())
    return files
