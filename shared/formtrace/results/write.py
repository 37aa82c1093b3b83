"""The one writer of results: every interface uses it, with its own sink."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis
from formtrace.errors import SourceUnknownError
from formtrace.results.data import ResultData
from formtrace.results.document import ResultDocument
from formtrace.results.exports import export, exporters
from formtrace.results.files import write_files
from formtrace.results.frames import FrameTable
from formtrace.results.report import report
from formtrace.results.shown import KeptPictures, Pictures, options_of
from formtrace.results.sink import PHOTO_OVERLAY, MemorySink, MessageWriter, Sink, write_file
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
    document = document.model_copy(update={"files": files | {"messages": pages[0]}})
    stills = MemorySink()
    if frames is not None:
        document = add_stills(document, analysis, frames, stills)
        for name, content in stills.files.items():
            write_file(sink, name, content)
    if not analysis.options.formats:
        return document
    pictures = None if frames is None else KeptPictures(analysis, frames)
    exports = _other_formats(ResultData.of(analysis, document, stills.files), pictures, sink)
    return document.model_copy(update={"files": {**document.files, **exports}})


def _other_formats(data: ResultData, pictures: Pictures | None, sink: Sink) -> dict[str, str]:
    """Write a video's result in the formats of other tools that were asked for; the files by role.

    Those that show the video are left out where its pictures are not kept any more.
    """
    wanted = options_of(data).formats if data.document.source == "video" else ()
    files = {}
    for name in wanted:
        suffix = exporters()[name].suffix
        with TemporaryDirectory(prefix="formtrace-") as scratch:
            path = Path(scratch) / f"{data.document.job_id}{suffix}"
            try:
                export(data, path, name, pictures)
            except SourceUnknownError:
                continue
            stem = "result" if suffix == f".{name}" else name
            files[f"export_{name}"] = write_file(sink, f"exports/{stem}{suffix}", path.read_bytes())
    return files
