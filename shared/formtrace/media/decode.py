"""Decoding: frames with their place and time, from a whole file or from one chunk of it.

Both go through the same decoder set-up and know each picture by the number of its packet, so a chunk's frames
are those of the whole file, bit for bit, whatever the container did to the time stamps.

A frame that cannot be decoded is grey. Players would repeat the one before it; grey shows no person, which
leaves an honest gap in the movement, and does not depend on where the cuts are.
"""

from __future__ import annotations

import logging
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from formtrace.clip.manifest import geometry_at, seconds
from formtrace.media.container import numbered, opened
from formtrace.media.exact_cut.chunk_file import read_index, read_packets
from formtrace.media.exact_cut.decoder import decode
from formtrace.media.pictures import to_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    from formtrace.clip.frame import Frame
    from formtrace.clip.manifest import Chunk, Manifest
    from formtrace.media.probe import Probe

_LOG = logging.getLogger(__name__)


def decode_file(probe: Probe, threads: int = 1, *, draft: bool = False) -> Iterator[Frame]:
    """Yield every frame of a file by one sequential decode; ``draft`` as in :func:`decode_chunk`."""
    frame_of_packet = np.full(probe.packet_count, -1, dtype=np.int64)
    frame_of_packet[probe.packet_of_frame] = np.arange(len(probe.pts))
    t_s = probe.t_s
    with opened(probe.path, probe.limits) as (container, stream, _):
        pictures = decode(probe.decoder, numbered(container, stream), threads, draft=draft)
        for index, picture in _in_place(pictures, frame_of_packet, 0, len(probe.pts)):
            own = geometry_at(index, probe.segments, probe.media.geometry)
            yield to_frame(picture, index, int(probe.pts[index]), float(t_s[index]), probe.media, own)


def decode_chunk(
    path: Path,
    manifest: Manifest,
    chunk: Chunk,
    threads: int = 1,
    wanted: NDArray[np.bool_] | None = None,
    *,
    draft: bool = False,
) -> Iterator[Frame]:
    """Yield a chunk's ``frame_count`` frames, those of a sequential decode of the source.

    Args:
        path: the chunk's file.
        manifest: the source's manifest.
        chunk: the chunk's entry in it.
        threads: how many threads the decoder may use.
        wanted: which of the chunk's frames to yield, (frame_count,); all if ``None``. Others are decoded only
            where these refer to them, and never converted. It changes no frame that is wanted.
        draft: leave out the deblocking filter of frames that no other refers to: a tenth of the time, which
            landmarks do not need. Such frames are the same however the clip is cut, too.
    """
    stored = read_index(path)
    since_first = seconds(np.array(manifest.pts, dtype=np.int64), Fraction(*manifest.time_base))
    needed = None
    if wanted is not None:
        shown = stored.frame_of_packet - chunk.first_frame
        needed = np.isin(shown, np.flatnonzero(wanted))
    pictures = decode(stored.setup, read_packets(path, stored), threads, needed, draft=draft)
    for index, picture in _in_place(
        pictures, stored.frame_of_packet, chunk.first_frame, chunk.end_frame, wanted
    ):
        own = geometry_at(index, manifest.segments, manifest.media.geometry)
        yield to_frame(picture, index, manifest.pts[index], float(since_first[index]), manifest.media, own)


def _in_place(
    pictures: Iterable[VideoFrame],
    frame_of_packet: NDArray[np.int64],
    first: int,
    end: int,
    wanted: NDArray[np.bool_] | None = None,
) -> Iterator[tuple[int, VideoFrame | None]]:
    """Pair the ``wanted`` of the frames ``first`` to ``end - 1`` with their pictures and drop all others.

    A frame whose packet gave no picture has none here either (damage that the scan could not see), so that
    there are as many frames as the manifest says.
    """

    def is_wanted(index: int) -> bool:
        return wanted is None or bool(wanted[index - first])

    expected = first
    for picture in pictures:
        index = -1 if picture.pts is None else int(frame_of_packet[picture.pts])
        if index < expected:
            continue
        yield from _missing(filter(is_wanted, range(expected, min(index, end))))
        if index < end and is_wanted(index):
            yield index, picture
        expected = index + 1
        if expected >= end:
            return
    yield from _missing(filter(is_wanted, range(expected, end)))


def _missing(frames: Iterable[int]) -> Iterator[tuple[int, None]]:
    for index in frames:
        _LOG.warning("frame %d cannot be decoded and is shown grey", index)
        yield index, None
