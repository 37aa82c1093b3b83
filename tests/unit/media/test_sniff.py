from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.errors import EmptyMediaError, MediaError, UnrecognisedMediaError
from formtrace.media.sniff import HEAD_BYTES, Kind, sniff


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x20ftypisom\0\0\2\0", Kind.MP4),
        (b"\0\0\0\x14ftypqt  ", Kind.MP4),
        (b"\0\0\0\x08wide\0\0\0\0mdat", Kind.MP4),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0", Kind.MATROSKA),
        (b"RIFF\x10\0\0\0AVI LIST", Kind.AVI),
        (b"RIFF\x10\0\0\0WEBPVP8 ", Kind.WEBP),
        ((b"\x47" + bytes(187)) * 5, Kind.MPEGTS),
        ((bytes(4) + b"\x47" + bytes(187)) * 4, Kind.MPEGTS),
        (bytes(100) + (b"\x47" + bytes(187)) * 4, Kind.MPEGTS),
        (bytes(150) + (b"\x47" + bytes(191)) * 4, Kind.MPEGTS),
        (b"GIF89a\x40\0\x30\0", Kind.GIF),
        (b"FLV\x01\x05\0\0\0\x09", Kind.FLV),
        (b"\0\0\1\xba\x44\0\4", Kind.MPEGPS),
        (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), Kind.ASF),
        (b"\0\0\0\x18ftyp3gp4", Kind.MP4),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    ],
)
def test_formats_are_known_by_their_first_bytes(head: bytes, kind: Kind) -> None:
    assert sniff(head) is kind


@pytest.mark.parametrize(
    "head",
    [
        b"#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.1/a.ts\n",
        b"ffconcat version 1.0\nfile http://192.0.2.1/a.mp4\n",
        b"<?xml version='1.0'?><MPD></MPD>",
        b"v=0\r\no=- 0 0 IN IP4 192.0.2.1\r\n",
        b"%PDF-1.7",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\x47 just a G",
        b"\0\0\0\x1cftypavif",
    ],
)
def test_playlists_and_others_are_refused_with_advice(head: bytes) -> None:
    with pytest.raises(UnrecognisedMediaError, match=r"(use|save) .*\."):
        sniff(head)


def test_an_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(EmptyMediaError):
        sniff(b"")


@given(st.binary(max_size=HEAD_BYTES))
def test_any_bytes_get_an_answer(head: bytes) -> None:
    try:
        assert isinstance(sniff(head), Kind)
    except MediaError as error:
        assert error.message.endswith(".")
