"""The development data (see ``FORMTRACE_DATA``): real clips, re-encodings, and broken files."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.errors import MediaError
from formtrace.media.decode import decode_chunk, decode_file
from formtrace.media.photo import decode_photo
from formtrace.media.probe import probe
from formtrace.media.split import split

from .conftest import digest, sequential_decode
from .peak import cost_of

_ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("FORMTRACE_DATA", _ROOT / "../shared/data")).resolve()
_MANIFEST = DATA / "manifest.json"
_ENTRIES = json.loads(_MANIFEST.read_text())["files"] if _MANIFEST.exists() else []
_CLIPS = [e["file"] for e in _ENTRIES if e["file"].startswith(("derived/", "videos/"))]
_BROKEN = {e["file"]: e.get("expected") or "" for e in _ENTRIES if e["file"].startswith("broken/")}
_MUST_FAIL = {
    "zero_bytes.mp4",
    "one_byte.mp4",
    "header_only.mp4",
    "truncated_no_moov.mp4",
    "html_as.mp4",
    "text_as.mov",
    "random_64k.mp4",
    "audio_only.mp4",
    "audio_only_as.mp3",
    "path_name.mp4.exe",
    "8k_black.mp4",
    "real_mp4parse-rust_short-cenc.mp4",
}
_CONVERTED = {"derived/h264_10bit.mp4"}
"""Clips that are not 8-bit: their planes cannot be compared with the decoder's."""

pytestmark = pytest.mark.skipif(not _ENTRIES, reason="the development data is not here (FORMTRACE_DATA)")


def _seen(frames: Iterable[Frame]) -> list[tuple[int | None, str]]:
    return [(frame.pts, digest(iter((frame.y, frame.u, frame.v)))) for frame in frames]


def _check(name: str, folder: Path, chunk_s: float) -> None:
    source = probe(DATA / name)
    manifest = split(source, folder, redetection_interval=round(source.media.fps), chunk_s=chunk_s)
    expected = _seen(decode_file(source)) if name in _CONVERTED else sequential_decode(DATA / name)
    seen = []
    for chunk in manifest.chunks:
        seen += _seen(decode_chunk(folder / chunk.file, manifest, chunk))
    assert seen == expected
    assert source.doubt is None, "an ordinary clip needs no counting decode"


_QUICK = [
    "av1.mp4",
    "fps2.mp4",
    "h264.ts",
    "hevc.mp4",
    "mjpeg.avi",
    "rot_tag_90.mp4",
    "vfr_dropped.mp4",
    "vp9.webm",
]


@pytest.mark.parametrize("name", [f"derived/{name}" for name in _QUICK])
def test_chunks_of_the_derived_clips(name: str, tmp_path: Path) -> None:
    _check(name, tmp_path, 3)


@pytest.mark.slow
@pytest.mark.parametrize("name", _CLIPS)
def test_chunks_of_every_clip(name: str, tmp_path: Path) -> None:
    _check(name, tmp_path, 2)


@pytest.mark.parametrize("name", list(_BROKEN))
def test_broken_files_decode_or_say_what_to_do(name: str) -> None:
    try:
        source = probe(DATA / name)
    except MediaError as error:
        assert error.message.endswith(".")
        assert "\n" not in error.message
        assert "decode" not in _BROKEN[name] or "error" in _BROKEN[name] or "bounded" in _BROKEN[name]
        return
    assert Path(name).name not in _MUST_FAIL
    assert sum(1 for _ in decode_file(source)) == source.media.frames


_FOUND = [e["file"] for e in _ENTRIES if e["file"].startswith("found/")]
_FOUND_VIDEOS = [name for name in _FOUND if not name.endswith((".jpg", ".heic"))]
_BY_THEIR_PICTURE = {
    "mirrored_matrix_hflip.mp4": Geometry(640, 360, mirrored=True),
    "mirrored_matrix_rot90.mp4": Geometry(360, 400, 90, mirrored=True),
    "turned_midway.ts": Geometry(640, 360),
    "turned_midway.webm": Geometry(640, 360),
    "size_grows_midway.webm": Geometry(640, 360),
}


@pytest.mark.parametrize("name", _FOUND_VIDEOS)
def test_what_broke_the_product_once_is_cut_exactly(name: str, tmp_path: Path) -> None:
    source = probe(DATA / name)
    assert np.all(np.diff(source.pts) > 0)
    geometry = source.media.geometry
    assert geometry == _BY_THEIR_PICTURE.get(Path(name).name, geometry)
    manifest = split(source, tmp_path, redetection_interval=20, chunk_s=1.5)
    chunked = [_seen(decode_chunk(tmp_path / chunk.file, manifest, chunk)) for chunk in manifest.chunks]
    assert list(chain.from_iterable(chunked)) == _seen(decode_file(source))


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("jpeg_without_end_marker.jpg", None),
        ("exif_turn_without_irot.heic", None),
        ("jpeg_400_scans.jpg", "too much work"),
        ("jpeg_20000_scans.jpg", "too much work"),
        ("crashes_libheif.heic", "damaged"),
    ],
)
def test_photos_that_broke_the_product_once(name: str, refusal: str | None) -> None:
    if refusal is None:
        assert decode_photo(DATA / "found" / name).shape == (425, 640, 3), "upright"
        return
    with pytest.raises(MediaError, match=refusal):
        decode_photo(DATA / "found" / name)


@pytest.mark.parametrize(("name", "turn"), [("0", 0), ("90", 90), ("180", 180), ("270", 270)])
def test_turns_of_phones(name: str, turn: int) -> None:
    assert probe(DATA / f"broken/real_decord_video_{name}.mov").media.rotation == turn


@pytest.mark.parametrize(
    "name", ["8k_black.mp4", "uhd_black.mp4", "huge_dimensions.mp4", "huge_duration.mp4"]
)
def test_memory_is_bounded(name: str) -> None:
    assert cost_of(DATA / "broken" / name).peak_mib < 400
