"""PQ video as standard dynamic range: for pictures that are looked at on any screen.

PQ (SMPTE ST 2084, ITU-R BT.2100) codes absolute light up to 10,000 cd/m². Shown as it is on an ordinary
screen, everything is grey. HLG needs none of this: it is made to look right there.

Reference white, 203 cd/m² (ITU-R BT.2408-7), becomes the screen's white. Bright light is compressed by the
curve of ITU-R BT.2390-11, 5.4.1, applied to the brightest of R, G and B so that hues stay. Colours go from
the primaries of BT.2020 to those of BT.709 (ITU-R BT.2087-0), coded for a display of gamma 2.4 (BT.1886).
"""

from __future__ import annotations

import tempfile
import threading
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WHITE_CD_M2 = 203.0
_PEAK_CD_M2 = 1000.0
"""What consumer cameras and displays reach."""
_GAMMA = 2.4
_FULL = 2
""":attr:`VideoFrame.color_range` of full range."""
_STEPS = 33
_M1, _M2 = 2610 / 16384, 128 * 2523 / 4096
_C1, _C2, _C3 = 3424 / 4096, 32 * 2413 / 4096, 32 * 2392 / 4096
_TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], dtype=np.float64
)


def light(code: NDArray[np.float64]) -> NDArray[np.float64]:
    """PQ codes 0..1 as cd/m² (ST 2084, 4.1)."""
    root = np.power(code, 1 / _M2)
    return 10_000 * np.power(np.maximum(root - _C1, 0) / (_C2 - _C3 * root), 1 / _M1)


def pq(cd_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of :func:`light`."""
    power = np.power(cd_m2 / 10_000, _M1)
    return np.power((_C1 + _C2 * power) / (1 + _C3 * power), _M2)


def _compressed(cd_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    """BT.2390's curve from peak to white: the identity up to its knee, a Hermite spline from there."""
    whole = pq(np.array(_PEAK_CD_M2))
    top = pq(np.array(_WHITE_CD_M2)) / whole
    knee = 1.5 * top - 0.5
    level = np.minimum(pq(cd_m2) / whole, 1.0)
    t = np.maximum(level - knee, 0) / (1 - knee)
    spline = (
        (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * top
    )
    return light(np.where(level < knee, level, spline) * whole)


def standard_range(rgb_pq: NDArray[np.float64]) -> NDArray[np.float64]:
    """PQ colours (..., 3), BT.2020, 0..1, as those of an ordinary screen, BT.709, gamma-coded, 0..1."""
    linear = light(rgb_pq)
    brightest = np.maximum(linear.max(axis=-1, keepdims=True), 1e-6)
    shown = linear * _compressed(brightest) / brightest / _WHITE_CD_M2
    coded: NDArray[np.float64] = np.power(np.clip(shown @ _TO_BT709.T, 0, 1), 1 / _GAMMA)
    return coded


class ToneMapper:
    """Turns PQ pictures of one size and format into 8-bit BT.709, limited range, 4:2:0.

    A table of :func:`standard_range` is looked up for every pixel by libavfilter, on one thread and without
    dithering, so that a picture gives the same planes wherever it is decoded.
    """

    def __init__(self, width: int, height: int, pixel_format: VideoFormat, full_range: bool) -> None:
        value_range = "pc" if full_range else "tv"
        self._graph = Graph()
        self._graph.threads = 1
        source = self._graph.add_buffer(
            width=width, height=height, format=pixel_format, time_base=Fraction(1, 1000)
        )
        steps = [
            ("scale", f"in_color_matrix=bt2020:in_range={value_range}:out_range=pc:sws_dither=none"),
            ("format", "pix_fmts=gbrp10le"),
            ("lut3d", f"file={_table_file()}:interp=tetrahedral"),
            ("scale", "out_color_matrix=bt709:out_range=tv:sws_dither=none"),
            ("format", "pix_fmts=yuv420p"),
        ]
        nodes = [source, *(self._graph.add(name, options) for name, options in steps)]
        nodes.append(self._graph.add("buffersink"))
        for before, after in pairwise(nodes):
            before.link_to(after)
        self._graph.configure()

    def __call__(self, picture: VideoFrame) -> VideoFrame:
        """The picture in standard range."""
        self._graph.push(picture)
        shown = self._graph.pull()
        assert isinstance(shown, VideoFrame)
        return shown


def tone_mapped(picture: VideoFrame) -> VideoFrame:
    """A PQ picture in 8-bit BT.709, limited range, 4:2:0."""
    full_range = picture.color_range == _FULL
    size = picture.width, picture.height
    return _mapper(*size, picture.format.name, full_range, threading.get_ident())(picture)


@lru_cache(maxsize=4)
def _mapper(width: int, height: int, pixel_format: str, full_range: bool, _thread: int) -> ToneMapper:
    return ToneMapper(width, height, VideoFormat(pixel_format), full_range)


@cache
def _table_file() -> Path:
    """The table as a ``.cube`` file, which is what the filter reads; red changes fastest."""
    levels = np.linspace(0, 1, _STEPS)
    blue, green, red = np.meshgrid(levels, levels, levels, indexing="ij")
    table = standard_range(np.stack([red, green, blue], axis=-1)).reshape(-1, 3)
    path = Path(tempfile.mkdtemp(prefix="formtrace-")) / "pq.cube"
    lines = "\n".join("{:.5f} {:.5f} {:.5f}".format(*row) for row in table.tolist())
    path.write_text(f"LUT_3D_SIZE {_STEPS}\n{lines}\n")
    return path
