"""Where the files of a result go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from formtrace.results.document import ResultDocument
    from formtrace.results.frames import FrameTable

DOCUMENT = "result.json"
PHOTO_OVERLAY = "overlay.jpg"
VIDEO_OVERLAY = "overlay.mp4"


class Sink(Protocol):
    """A place for the files of one result; names may have a folder (``messages/000000.ndjson``)."""

    def create(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A seekable file to write; it is in its place when the block ends without an error."""


class MessageWriter(Protocol):
    """Tells a result in the words of a contract, as files that are stored beside it."""

    def __call__(
        self, document: ResultDocument, table: FrameTable, picture_data_url: str = ""
    ) -> Iterator[tuple[str, bytes]]:
        """Names and contents of the files, the first one first; ``picture_data_url`` is a photo's overlay."""


class FolderSink:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def clear(self) -> None:
        """Make the folder, without the document, messages, stills and exports of an earlier result."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / DOCUMENT).unlink(missing_ok=True)
        for pattern in ("messages/*.ndjson", "stills/*.jpg", "exports/*"):
            for old in self.folder.glob(pattern):
                old.unlink()

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            yield file


class MemorySink:
    """Files in memory: their contents by name."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    @contextmanager
    def create(self, name: str) -> Iterator[BinaryIO]:
        """A file in memory."""
        file = BytesIO()
        yield file
        self.files[name] = file.getvalue()


def write_file(sink: Sink, name: str, content: bytes) -> str:
    """Write a whole file; its name."""
    with sink.create(name) as file:
        file.write(content)
    return name


def write_document(
    document: ResultDocument,
    sink: Sink,
    timings: Mapping[str, float],
    files: Mapping[str, str] | None = None,
) -> ResultDocument:
    """Write the document, the last file of a result.

    ``timings``, seconds by stage, and ``files``, names by role, are added to its own.
    """
    update = {"files": {**document.files, **(files or {})}, "timings": {**document.timings, **timings}}
    document = document.model_copy(update=update)
    write_file(sink, DOCUMENT, document.model_dump_json(indent=2).encode() + b"\n")
    return document
