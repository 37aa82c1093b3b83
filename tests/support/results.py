"""Results of analyses as files, as every way in writes them."""

from __future__ import annotations

from pathlib import Path

from formtrace.analysis import Analysis
from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.results.document import ResultDocument
from formtrace.results.sink import FolderSink, write_document
from formtrace.results.stills import FrameReader
from formtrace.results.write import write_result


def write(
    analysis: Analysis, folder: Path, job_id: str = "clip", frames: FrameReader | None = None
) -> ResultDocument:
    """All files of a result, and its document."""
    sink = FolderSink(folder)
    return write_document(write_result(analysis, sink, job_id, message_files, frames=frames), sink, {})
