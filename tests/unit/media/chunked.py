"""Frames by way of chunks, and what is compared of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from formtrace.clip.frame import Frame
from formtrace.clip.manifest import Manifest
from formtrace.media.decode import decode_chunk
from formtrace.media.probe import Probe
from formtrace.media.split import split

from .conftest import digest

Seen = list[tuple[int | None, str]]
"""PTS and content of every frame."""


def seen(frames: Iterable[Frame]) -> Seen:
    return [(frame.pts, digest(iter((frame.y, frame.u, frame.v)))) for frame in frames]


def through_chunks(source: Probe, threads: int = 1, **cut: float) -> tuple[Manifest, list[Frame]]:
    with tempfile.TemporaryDirectory() as folder:
        written = split(source, Path(folder), **cut)
        manifest = Manifest.model_validate_json(written.model_dump_json())
        assert manifest == written
        frames = []
        for chunk in manifest.chunks:
            decoded = list(decode_chunk(Path(folder) / chunk.file, manifest, chunk, threads))
            assert [f.index for f in decoded] == list(range(chunk.first_frame, chunk.end_frame))
            frames += decoded
        return manifest, frames
