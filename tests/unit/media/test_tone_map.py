from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.media.decode import decode_chunk, decode_file
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.media.tone_map import light, pq, standard_range, tone_mapped

from .conftest import Clip

ClipFile = Callable[[Clip], Path]
PQ = "transfer=smpte2084:colormatrix=bt2020nc:colorprim=bt2020"


def grey(cd_m2: float) -> float:
    """What an ordinary screen shows of a grey of that luminance, 0..1."""
    red, green, blue = standard_range(np.full(3, float(pq(np.array(cd_m2)))))
    assert max(red, green, blue) - min(red, green, blue) < 0.002, "grey stays grey"
    return float(green)


def test_the_curve_of_st_2084() -> None:
    # ITU-R BT.2408-7, table 1: 58 % for reference white; BT.2100: full code is 10,000 cd/m².
    assert pq(np.array([0.0, 203.0, 1000.0, 10_000.0])) == pytest.approx([0, 0.58, 0.75, 1], abs=0.005)
    codes = np.linspace(0, 1, 11)
    assert pq(light(codes)) == pytest.approx(codes, abs=1e-6)


def test_shades_below_the_knee_keep_their_light() -> None:
    for cd_m2 in (1, 10, 50, 90):
        assert grey(cd_m2) == pytest.approx((cd_m2 / 203) ** (1 / 2.4), abs=0.002)


def test_highlights_are_compressed_not_cut() -> None:
    shades = [grey(cd_m2) for cd_m2 in (90, 150, 203, 400, 700, 1000)]
    assert np.all(np.diff(shades) > 0.001)
    assert shades[2] == pytest.approx(0.9, abs=0.02)
    assert shades[-1] == pytest.approx(1, abs=0.002)


def test_hues_stay_and_colours_become_stronger() -> None:
    skin = pq(np.array([90.0, 60.0, 45.0]))
    red, green, blue = standard_range(skin)
    assert red > green > blue
    assert red / blue > (90 / 45) ** (1 / 2.4), "BT.709's primaries lie within those of BT.2020"


def picture(rgb_pq: NDArray[np.float64]) -> av.VideoFrame:
    """A 10-bit picture of one colour, BT.2020, limited range."""
    r, g, b = rgb_pq
    y = 0.2627 * r + 0.678 * g + 0.0593 * b
    levels = 64 + 876 * y, 512 + 896 * (b - y) / 1.8814, 512 + 896 * (r - y) / 1.4746
    frame = av.VideoFrame(64, 48, "yuv420p10le")
    for plane, level in zip(frame.planes, levels, strict=True):
        np.frombuffer(plane, np.uint16)[:] = round(level)
    frame.colorspace, frame.color_range, frame.color_trc = 9, 1, 16
    return frame


@pytest.mark.parametrize("nits", [(100, 100, 100), (90, 60, 45), (20, 60, 30), (15, 20, 80), (5, 5, 5)])
def test_the_table_gives_what_the_formula_gives(nits: tuple[float, float, float]) -> None:
    code = pq(np.array(nits, float))
    shown = tone_mapped(picture(code))
    y, u, v = (float(np.frombuffer(plane, np.uint8)[0]) for plane in shown.planes)
    luma, blue, red = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
    rgb = luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue
    assert rgb == pytest.approx(standard_range(code).tolist(), abs=0.025)


def test_a_pq_clip_comes_in_standard_range_the_same_in_chunks(clip_file: ClipFile, tmp_path: Path) -> None:
    clip = Clip("pq.mp4", "libx264", {"g": "12", "x264-params": PQ}, pix_fmt="yuv420p10le", frames=30)
    source = probe(clip_file(clip))
    assert (source.media.transfer, source.media.colour_matrix) == ("pq", "bt709")
    whole = list(decode_file(source))
    manifest = split(source, tmp_path, redetection_interval=5, chunk_s=0.3)
    frames = [
        frame
        for chunk in manifest.chunks
        for frame in decode_chunk(tmp_path / chunk.file, manifest, chunk, 2)
    ]
    assert len(frames) == len(whole) == 30
    for frame, expected in zip(frames, whole, strict=True):
        for name in ("y", "u", "v"):
            assert np.array_equal(getattr(frame, name), getattr(expected, name))


def test_hlg_stays_as_it_is(clip_file: ClipFile) -> None:
    hlg = PQ.replace("smpte2084", "arib-std-b67")
    clip = Clip("hlg.mp4", "libx264", {"x264-params": hlg}, pix_fmt="yuv420p10le", frames=3)
    media = probe(clip_file(clip)).media
    assert (media.transfer, media.colour_matrix) == ("hlg", "bt2020")
