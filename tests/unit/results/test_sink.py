"""Every sink gets the same files, and the document is the last of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from formtrace.contracts.upload_tracking.messages.stream import message_files
from formtrace.results.document import ResultDocument
from formtrace.results.sink import DOCUMENT, FolderSink, MemorySink, Sink, write_document
from formtrace.results.write import write_result
from tests.support.filming import analysed, exerciser, frame_times
from tests.support.movements import sets

SCHEDULE = sets(2)


def write(sink: Sink) -> ResultDocument:
    analysis = analysed("squat", [exerciser("squat", SCHEDULE)], frame_times(SCHEDULE.duration_s, 30))
    return write_document(write_result(analysis, sink, "clip", message_files), sink, {"total_s": 1.5})


def test_a_folder_and_memory_hold_the_same_bytes(tmp_path: Path) -> None:
    memory = MemorySink()
    assert write(memory) == write(FolderSink(tmp_path))
    assert len(memory.files) >= 6
    for name, content in memory.files.items():
        assert (tmp_path / name).read_bytes() == content, name


def test_the_document_is_last_and_names_every_file() -> None:
    memory = MemorySink()
    write(memory)
    assert list(memory.files)[-1] == DOCUMENT
    document = ResultDocument.model_validate_json(memory.files[DOCUMENT])
    assert set(document.files.values()) | {DOCUMENT} == set(memory.files)
    assert document.timings == {"total_s": 1.5}


def test_a_file_that_fails_is_not_in_memory() -> None:
    memory = MemorySink()
    with pytest.raises(OSError, match="full"), memory.create("angles.csv") as file:
        file.write(b"t_s\n")
        raise OSError("full")
    assert memory.files == {}


def test_a_cleared_folder_has_no_result_of_before(tmp_path: Path) -> None:
    write(FolderSink(tmp_path))
    FolderSink(tmp_path).clear()
    assert not (tmp_path / DOCUMENT).exists()
    assert not list(tmp_path.glob("messages/*"))
