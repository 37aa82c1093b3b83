"""Restarts found in the bitstream, against what the encoders say they wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.media.exact_cut.bitstream import bitstream
from formtrace.media.exact_cut.packet_class import PacketClass

from ..clips import BY_NAME
from ..conftest import Clip

CODECS = ["h264", "hevc", "av1", "vp9", "vp8", "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "prores"]
CODECS += ["gif", "h263", "flv1", "wmv2"]


def classes(path: Path) -> tuple[list[PacketClass], list[bool]]:
    """What the rules make of each packet, and the container's keyframe flags."""
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        rules = bitstream(context.codec.canonical_name, context.extradata or b"")
        assert rules is not None
        packets = [packet for packet in container.demux(video=0) if packet.size]
        return [rules.classify(bytes(p), p.is_keyframe) for p in packets], [p.is_keyframe for p in packets]


@pytest.mark.parametrize(
    "name",
    [
        "h264.mp4",
        "h264_open_gop.mkv",
        "h264_open_gop.ts",
        "hevc.mp4",
        "hevc_open_gop.mov",
        "vp9.webm",
        "vp8.webm",
        "av1.mp4",
        "mpeg4.mp4",
        "mpeg2.ts",
        "mjpeg.avi",
    ],
)
def test_encoders_keyframes_are_restarts(name: str, clip_file: Callable[[Clip], Path]) -> None:
    found, flags = classes(clip_file(BY_NAME[name]))
    assert [kind is PacketClass.RESTART for kind in found] == flags
    assert sum(flags) >= 4
    assert PacketClass.DAMAGED not in found


def test_a_rolling_refresh_is_no_restart(clip_file: Callable[[Clip], Path]) -> None:
    found, flags = classes(clip_file(BY_NAME["h264_intra_refresh.mp4"]))
    assert found.count(PacketClass.RESTART) == 1
    assert sum(flags) > 1, "the container calls its recovery points keyframes"


def test_flags_alone_make_no_restart(clip_file: Callable[[Clip], Path]) -> None:
    """MP4 without a sync table calls every sample a keyframe."""
    for name, codec in (("h264.mp4", "h264"), ("vp9.mp4", "vp9"), ("av1.mp4", "av1"), ("hevc.mp4", "hevc")):
        with av.open(str(clip_file(BY_NAME[name]))) as container:
            context = container.streams.video[0].codec_context
            rules = bitstream(codec, context.extradata or b"")
            second = [bytes(packet) for packet in container.demux(video=0) if packet.size][1]
        assert rules is not None
        assert rules.classify(second, True) is PacketClass.DEPENDENT


def test_lengths_that_do_not_add_up_are_damage(clip_file: Callable[[Clip], Path]) -> None:
    with av.open(str(clip_file(BY_NAME["h264.mp4"]))) as container:
        rules = bitstream("h264", container.streams.video[0].codec_context.extradata or b"")
        packet = next(bytes(packet) for packet in container.demux(video=0))
    assert rules is not None
    assert rules.classify(packet[:-1], True) is PacketClass.DAMAGED
    assert rules.classify(bytes(len(packet)), True) is PacketClass.DAMAGED


_SPS, _PPS = b"\0\0\1\x67\x42\0\x1e\xab", b"\0\0\1\x68\xce\x38\x80"
_SLICE, _IDR = b"\0\0\1\x41\x9a" + bytes(range(1, 40)), b"\0\0\1\x65\x88" + bytes(range(1, 40))
_BUFFERING, _RECOVERY = b"\x00\x02\x9a\x9a", b"\x06\x01\xc4"
_LATER, _INEXACT = b"\x06\x01\x44", b"\x06\x01\x84"
_SEI = b"\0\0\1\x06"


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (_IDR, PacketClass.RESTART),
        (_SPS + _PPS + _IDR, PacketClass.RESTART),
        (_SLICE, PacketClass.DEPENDENT),
        (_SEI + _RECOVERY + b"\x80" + _SLICE, PacketClass.RESTART),
        (_SEI + _BUFFERING + _RECOVERY + b"\x80" + _SLICE, PacketClass.RESTART),
        (_SEI + _LATER + b"\x80" + _SLICE, PacketClass.DEPENDENT),
        (_SEI + _INEXACT + b"\x80" + _SLICE, PacketClass.DEPENDENT),
        (_SEI + b"\x05\xff\xff" + _RECOVERY + _SLICE, PacketClass.DEPENDENT),
        (b"\0" + _SPS + b"\0" + _PPS + _SLICE, PacketClass.DEPENDENT),
        (_SPS[:-1] + b"\xac" + _SLICE, PacketClass.PARAMETERS),
        (_SPS + _PPS, PacketClass.UNSURE),
        (_SPS[:-1] + b"\xac", PacketClass.UNSURE | PacketClass.PARAMETERS),
    ],
)
def test_h264_units(packet: bytes, expected: PacketClass) -> None:
    rules = bitstream("h264", _SPS + _PPS)
    assert rules is not None
    assert rules.classify(packet, True) is expected


def test_unknown_codecs_have_no_rules() -> None:
    assert bitstream("ffv1", b"") is None


@given(
    codec=st.sampled_from(CODECS), data=st.binary(min_size=1, max_size=200), extradata=st.binary(max_size=40)
)
def test_any_bytes_are_classified(codec: str, data: bytes, extradata: bytes) -> None:
    rules = bitstream(codec, extradata)
    assert rules is not None
    for flag in (True, False):
        assert isinstance(rules.classify(data, flag), PacketClass)
    assert isinstance(rules.shape(data), bytes)


def test_h263_restarts_at_intra_pictures_of_the_plain_header() -> None:
    rules = bitstream("h263", b"")
    assert rules is not None
    intra, inter = bytes.fromhex("000080020800"), bytes.fromhex("000080020a00")
    assert rules.classify(intra, False) == PacketClass.RESTART
    assert rules.classify(inter, True) == PacketClass.DEPENDENT
    assert rules.classify(bytes.fromhex("000080021c00"), True) == PacketClass.DEPENDENT, "PLUSPTYPE"
    assert rules.classify(b"\xff" * 8, True) == PacketClass.DAMAGED
    assert rules.shape(intra) == b"\x08"


def test_vp9_tells_the_size_of_a_frame_that_brings_its_own() -> None:
    rules = bitstream("vp9", b"")
    assert rules is not None
    # Frame marker 10, profile 0, a shown key frame; sync code; 8 bit, BT.709; 640 x 360 less one each.
    header = "10000010" + f"{0x498342:024b}" + "010" + "0" + f"{639:016b}" + f"{359:016b}" + "0000"
    key = int(header.ljust(-(-len(header) // 8) * 8, "0"), 2).to_bytes(-(-len(header) // 8), "big")
    assert rules.shape(key) == (639).to_bytes(2, "big") + (359).to_bytes(2, "big")
    assert rules.shape(b"\x86" + bytes(2) + b"\xff" * 6) == b"", (
        "an inter frame that takes the size of another"
    )
