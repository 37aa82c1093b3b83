"""Chunks give the frames of one sequential decode: the same, all of them, in order, with the same PTS."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formtrace.clip.frame import Frame
from formtrace.media.decode import decode_chunk, decode_file
from formtrace.media.probe import Probe, probe
from formtrace.media.split import split

from .chunked import Seen, seen, through_chunks
from .clips import BY_NAME, CONVERTED, EXACT, TIMES_MENDED
from .conftest import Clip, picture, sequential_decode

ClipFile = Callable[[Clip], Path]


@cache
def _reference(path: Path) -> tuple[Probe, Seen]:
    return probe(path), sequential_decode(path)


@pytest.mark.parametrize("name", [clip.name for clip in EXACT])
def test_chunks_are_the_sequential_decode(name: str, clip_file: ClipFile) -> None:
    source, expected = _reference(clip_file(BY_NAME[name]))
    assert len(expected) >= 50
    assert seen(decode_file(source)) == expected
    for redetection_interval, chunk_s, threads in ((8, 0.3, 1), (5, 0.9, 2), (16, 99, 1)):
        manifest, frames = through_chunks(
            source, threads, redetection_interval=redetection_interval, chunk_s=chunk_s
        )
        assert seen(frames) == expected
        assert [frame.t_s for frame in frames] == manifest.t_s.tolist()
        if source.media.duration_s > 1:
            assert (len(manifest.chunks) > 1) == (chunk_s < 1)


@pytest.mark.parametrize("name", [clip.name for clip in CONVERTED])
def test_converted_chunks_are_the_converted_decode(name: str, clip_file: ClipFile) -> None:
    source, decoded = _reference(clip_file(BY_NAME[name]))
    whole = list(decode_file(source))
    assert [frame.pts for frame in whole] == [pts for pts, _ in decoded]
    _, frames = through_chunks(source, threads=2, redetection_interval=8, chunk_s=0.3)
    assert seen(frames) == seen(whole)
    for frame in whole[::20]:
        assert np.abs(frame.rgb().astype(int) - picture(frame.index)).mean() < 25, "the same scene"


@pytest.mark.parametrize("name", [clip.name for clip in TIMES_MENDED])
def test_chunks_mend_times_but_not_pictures(name: str, clip_file: ClipFile) -> None:
    source, expected = _reference(clip_file(BY_NAME[name]))
    assert source.doubt is not None
    _, frames = through_chunks(source, redetection_interval=8, chunk_s=0.3)
    assert [content for _, content in seen(frames)] == [content for _, content in expected]
    known = {pts * _stream_base(clip_file(BY_NAME[name])) for pts, _ in expected if pts is not None}
    mended = [frame.pts * source.time_base for frame in frames]
    assert all(before < after for before, after in pairwise(mended))
    assert known <= set(mended)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([clip.name for clip in EXACT]),
    redetection_interval=st.integers(1, 40),
    chunk_s=st.floats(0.03, 3),
    cut=st.tuples(st.integers(0, 49), st.integers(1, 50)),
    threads=st.integers(1, 3),
)
def test_any_cut_of_any_range_is_exact(
    name: str,
    redetection_interval: int,
    chunk_s: float,
    cut: tuple[int, int],
    threads: int,
    clip_file: ClipFile,
) -> None:
    source, expected = _reference(clip_file(BY_NAME[name]))
    first, end = cut[0], min(cut[0] + cut[1], len(expected))
    manifest, frames = through_chunks(
        source,
        threads,
        redetection_interval=redetection_interval,
        chunk_s=chunk_s,
        first_frame=first,
        end_frame=end,
    )
    covered = range(manifest.chunks[0].first_frame, manifest.chunks[-1].end_frame)
    assert (manifest.first_frame, manifest.end_frame) == (first, end)
    assert covered.start <= first < covered.start + redetection_interval
    assert covered.stop >= end
    assert seen(frames) == expected[covered.start : covered.stop]
    assert all(chunk.first_frame % redetection_interval == 0 for chunk in manifest.chunks)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([clip.name for clip in EXACT]),
    wanted=st.lists(st.booleans(), min_size=180, max_size=180),
    step=st.sampled_from([1, 2, 3, 5]),
    threads=st.integers(1, 3),
)
def test_frames_that_are_not_wanted_change_none_that_are(
    name: str, wanted: list[bool], step: int, threads: int, clip_file: ClipFile
) -> None:
    source, expected = _reference(clip_file(BY_NAME[name]))
    mask = np.array(wanted)[: len(expected)] & (np.arange(len(expected)) % step == 0)
    with tempfile.TemporaryDirectory() as folder:
        manifest = split(source, Path(folder), redetection_interval=8, chunk_s=0.4)
        frames: list[Frame] = []
        for chunk in manifest.chunks:
            own = mask[chunk.first_frame : chunk.end_frame]
            frames += decode_chunk(Path(folder) / chunk.file, manifest, chunk, threads, own)
    assert [frame.index for frame in frames] == np.flatnonzero(mask).tolist()
    assert seen(frames) == [expected[index] for index in np.flatnonzero(mask)]


@pytest.mark.parametrize("name", [clip.name for clip in EXACT])
def test_drafts_are_the_same_however_they_are_cut(name: str, clip_file: ClipFile, tmp_path: Path) -> None:
    source = probe(clip_file(BY_NAME[name]))
    manifest = split(source, tmp_path, redetection_interval=8, chunk_s=0.4)
    cut = [
        frame
        for chunk in manifest.chunks
        for frame in decode_chunk(tmp_path / chunk.file, manifest, chunk, draft=True)
    ]
    assert seen(cut) == seen(list(decode_file(source, draft=True)))


@pytest.mark.parametrize("name", [clip.name for clip in EXACT])
def test_chunks_are_announced_once_their_files_are_complete(
    name: str, clip_file: ClipFile, tmp_path: Path
) -> None:
    source, announced = probe(clip_file(BY_NAME[name])), {}

    def note(file: str) -> None:
        announced[file] = (tmp_path / file).read_bytes()

    manifest = split(source, tmp_path, redetection_interval=8, chunk_s=0.4, on_chunk=note)
    assert announced == {chunk.file: (tmp_path / chunk.file).read_bytes() for chunk in manifest.chunks}


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("h264_open_gop.mp4", False),
        ("hevc_open_gop.mkv", False),
        ("vp9.webm", False),
        ("av1.mp4", False),
        ("mpeg4.mp4", False),
        ("mpeg4_bframes.avi", True),
        ("h264_interlaced.mp4", True),
        ("vp8.webm", True),
    ],
)
def test_only_doubtful_files_cost_a_decode(name: str, doubted: bool, clip_file: ClipFile) -> None:
    assert (_reference(clip_file(BY_NAME[name]))[0].doubt is not None) == doubted


@pytest.mark.parametrize(
    "name", ["h264.mp4", "h264_open_gop.mkv", "hevc_open_gop.mp4", "vp9.webm", "av1.mp4", "mpeg4.mkv"]
)
def test_keyframes_are_found(name: str, clip_file: ClipFile) -> None:
    restarts = _reference(clip_file(BY_NAME[name]))[0].restarts
    assert len(restarts) >= 60 // 16
    assert restarts[0].tolist() == [0, 0]


def test_a_trimmed_head_stays_hidden(clip_file: ClipFile) -> None:
    source, expected = _reference(clip_file(BY_NAME["h264_trimmed_head.mp4"]))
    assert len(source.pts) == len(expected) == 53
    assert source.packet_count == 60


EDITS = {
    "trimmed": [(20, 5)],
    "cut out of the middle": [(10, 5), (10, 30)],
    "a pause first": [(15, None), (30, 14)],
    "a piece twice": [(15, 5), (15, 10)],
}
"""Parts of a clip to show: how many frames, from which on; ``None`` for nothing."""


@pytest.mark.parametrize("edits", list(EDITS))
@pytest.mark.parametrize("name", ["h264.mp4", "h264_one_gop.mp4", "h264_open_gop.mp4", "hevc_open_gop.mp4"])
def test_edit_lists_are_followed(name: str, edits: str, tmp_path: Path, clip_file: ClipFile) -> None:
    path = tmp_path / "edited.mp4"
    path.write_bytes(_edited(clip_file(BY_NAME[name]).read_bytes(), EDITS[edits]))
    source, expected = probe(path), sequential_decode(path)
    shown = sum(count for count, start in EDITS[edits] if start is not None)
    # After a cut into an open GOP of HEVC, libavcodec drops the leading pictures.
    assert shown - 6 <= len(expected) <= shown
    whole = seen(decode_file(source))
    assert [content for _, content in whole] == [content for _, content in expected]
    assert _once_each(expected) <= set(whole), "only what is shown at the time of another frame moves"
    assert np.all(np.diff(source.pts) > 0)
    for redetection_interval, chunk_s in ((8, 0.3), (1, 0.05)):
        _, frames = through_chunks(source, redetection_interval=redetection_interval, chunk_s=chunk_s)
        assert seen(frames) == whole


def _stream_base(path: Path) -> Fraction:
    """The time base of a file's video stream."""
    with av.open(str(path)) as container:
        return container.streams.video[0].time_base or Fraction(1)


def _once_each(seen: Seen) -> set[tuple[int | None, str]]:
    """Those that share their time with no other."""
    times = [pts for pts, _ in seen]
    return {(pts, content) for pts, content in seen if times.count(pts) == 1}


def _edited(mp4: bytes, parts: list[tuple[int, int | None]]) -> bytes:
    """The file with another edit list (ISO/IEC 14496-12, 8.6.6); its ``moov`` must come last."""
    data, at, parents = bytearray(mp4), 0, []
    for name in (b"moov", b"trak", b"edts", b"elst"):
        while data[at + 4 : at + 8] != name:
            at += int.from_bytes(data[at : at + 4], "big")
        parents.append(at)
        at += 8
    box = parents.pop()
    size = int.from_bytes(data[box : box + 4], "big")
    offset = int.from_bytes(data[box + 20 : box + 24], "big")
    entries = [(count * 1000 // 30, -1 if start is None else offset + start * 3000) for count, start in parts]
    body = b"elst" + struct.pack(">II", 0, len(parts))
    body += b"".join(struct.pack(">IiI", *entry, 0x10000) for entry in entries)
    data[box : box + size] = struct.pack(">I", len(body) + 4) + body
    for parent in parents:
        grown = int.from_bytes(data[parent : parent + 4], "big") + len(body) + 4 - size
        data[parent : parent + 4] = struct.pack(">I", grown)
    return bytes(data)


def test_packed_b_frames_are_unpacked(tmp_path: Path, clip_file: ClipFile) -> None:
    """DivX put a B-frame into the packet of the P-frame before it, and an empty packet in its place."""
    plain = clip_file(
        Clip("bframe_pairs.avi", "mpeg4", {"g": "12", "bf": "1"}, frames=61, time_base=Fraction(1, 30))
    )
    path = tmp_path / "packed.avi"
    with av.open(str(plain)) as source, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux(video=0) if packet.size]
        contents = [bytes(packet) for packet in packets]
        for i in range(len(contents) - 1):
            is_pair = _vop_type(contents[i]) != _B and _vop_type(contents[i + 1]) == _B
            if is_pair:
                contents[i : i + 2] = [contents[i] + contents[i + 1], b"\0\0\1\xb6\x56\x7f\x7f"]
        contents[0] = contents[0].replace(b"\0\0\1\xb6", b"\0\0\1\xb2DivX503b1393p\0\0\1\xb6")
        for packet, content in zip(packets, contents, strict=True):
            copy = av.Packet(content)
            copy.dts = copy.pts = packet.dts
            copy.time_base, copy.is_keyframe, copy.stream = packet.time_base, packet.is_keyframe, stream
            out.mux(copy)
    found, expected = probe(path), sequential_decode(path)
    assert found.doubt is not None
    assert len(found.restarts) > 3
    assert [content for _, content in expected] == [content for _, content in sequential_decode(plain)]
    _, frames = through_chunks(found, redetection_interval=7, chunk_s=0.4)
    assert [content for _, content in seen(frames)] == [content for _, content in expected]


_B = 2


def _vop_type(packet: bytes) -> int:
    return packet[packet.index(b"\0\0\1\xb6") + 4] >> 6
