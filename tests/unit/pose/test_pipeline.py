"""Decoding ahead in a thread: nothing is lost, nothing is left behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from formtrace.clip.frame import Frame
from formtrace.errors import UndecodableMediaError
from formtrace.pose.pipeline import prefetch
from tests.unit.pose.fakes import frame


def decoders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "decode"]


def test_all_frames_in_their_order() -> None:
    assert [f.index for f in prefetch((frame(i) for i in range(100)), 4)] == list(range(100))
    assert decoders() == []


def test_no_frames() -> None:
    assert list(prefetch([], 4)) == []


def test_an_error_comes_through_after_the_frames_before_it() -> None:
    def damaged() -> Iterator[Frame]:
        yield frame(0)
        yield frame(1)
        raise UndecodableMediaError("Export it again.")

    seen = []
    with pytest.raises(UndecodableMediaError, match="Export it again"):
        seen += [f.index for f in _collect(prefetch(damaged(), 4), seen)]
    assert seen == [0, 1]
    assert decoders() == []


def _collect(frames: Iterator[Frame], seen: list[int]) -> Iterator[Frame]:
    for one in frames:
        seen.append(one.index)
        yield from ()


def test_stopping_early_stops_the_thread_and_closes_the_decoder() -> None:
    closed = threading.Event()

    def decoding() -> Iterator[Frame]:
        try:
            for i in range(10_000):
                yield frame(i)
        finally:
            closed.set()

    with closing(prefetch(decoding(), 4)) as frames:
        assert next(frames).index == 0
        assert len(decoders()) == 1
    assert decoders() == []
    del frames
    gc.collect()
    assert closed.is_set()


def test_an_error_in_the_consumer_stops_the_thread() -> None:
    with pytest.raises(ZeroDivisionError), closing(prefetch((frame(i) for i in range(99)), 2)) as frames:
        for one in frames:
            1 / (one.index - 3)
    assert decoders() == []


def test_runs_no_further_ahead_than_it_may() -> None:
    made = []

    def slow() -> Iterator[Frame]:
        for i in range(50):
            made.append(i)
            yield frame(i)

    with closing(prefetch(slow(), 3)) as frames:
        for one in frames:
            assert len(made) <= one.index + 1 + 3 + 2  # taken, waiting, and one in each hand
