"""From libav's pictures to :class:`~formtrace.clip.frame.Frame`: 8-bit planes and their colours."""

from __future__ import annotations

import dataclasses
import struct
from typing import TYPE_CHECKING, Literal

import numpy as np
from av.sidedata.sidedata import SideData

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import turn_and_mirror
from formtrace.media.interlace import deinterlaced
from formtrace.media.letterbox import letterboxed
from formtrace.media.tone_map import tone_mapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.video.frame import VideoFrame
    from av.video.plane import VideoPlane
    from numpy.typing import NDArray

    from formtrace.clip.geometry import Geometry
    from formtrace.clip.manifest import MediaInfo

Matrix = Literal["bt601", "bt709", "bt2020"]
Transfer = Literal["standard", "hlg", "pq"]

_PLANAR_8_BIT = frozenset(
    f"yuv{j}{sampling}p" for j in ("", "j") for sampling in ("444", "440", "422", "420", "411", "410")
)
_RGB, _UNSPECIFIED, _FULL = 0, 2, 2
_MATRICES: dict[int, Matrix] = {
    1: "bt709",
    4: "bt601",
    5: "bt601",
    6: "bt601",
    7: "bt709",
    9: "bt2020",
    10: "bt2020",
}
"""AVColorSpace (the matrix coefficients of ITU-T H.273, table 4); SMPTE 240M is nearest to BT.709."""
_TRANSFERS: dict[int, Transfer] = {16: "pq", 18: "hlg"}
"""AVColorTransferCharacteristic (ITU-T H.273, table 3)."""
_HD_HEIGHT = 720


def colour_of(
    picture: VideoFrame, container_matrix: int, container_range: int, container_transfer: int = _UNSPECIFIED
) -> tuple[Matrix, bool]:
    """Matrix and full range flag of a picture; the container's word counts where the stream has none.

    Pictures in PQ become BT.709 in limited range. Unmarked video is taken for BT.709 in limited range from
    720 lines on, for BT.601 below, as players do.
    """
    if transfer_of(picture, container_transfer) == "pq":
        return "bt709", False
    code = picture.colorspace if picture.colorspace != _UNSPECIFIED else container_matrix
    usual: Matrix = "bt709" if picture.height >= _HD_HEIGHT else "bt601"
    matrix = "bt601" if _needs_matrix(picture) else _MATRICES.get(code, usual)
    value_range = picture.color_range or container_range
    return matrix, value_range == _FULL or picture.format.name.startswith("yuvj")


def transfer_of(picture: VideoFrame, container_transfer: int) -> Transfer:
    """Whether a picture has a high dynamic range; the container's word counts where the stream has none."""
    code = picture.color_trc if picture.color_trc != _UNSPECIFIED else container_transfer
    return _TRANSFERS.get(code, "standard")


def _needs_matrix(picture: VideoFrame) -> bool:
    return picture.colorspace == _RGB or picture.format.is_rgb


def orientation(picture: VideoFrame) -> tuple[int, bool] | None:
    """Clockwise turn in degrees and mirroring of a picture, from its display matrix; ``None`` without one.

    libavcodec attaches the container's (MP4's track header, Matroska's projection, stream side data), or
    else that of a display orientation SEI message (H.264 and HEVC).
    """
    matrix = picture.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return None
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(matrix))
    return turn_and_mirror(a, b, c, d)


def to_frame(
    picture: VideoFrame | None,
    index: int,
    pts: int,
    t_s: float,
    media: MediaInfo,
    own: Geometry | None = None,
) -> Frame:
    """Wrap a decoded picture, converting it only if it is not planar 8-bit YUV of the clip's geometry.

    ``own`` is the geometry of the frame's segment; a picture of another than the clip's is letterboxed. No
    picture gives a grey frame.
    """
    canvas = media.geometry
    if picture is None:
        y, u, v = _grey(canvas.coded_width, canvas.coded_height)
        return Frame(index, pts, t_s, y, u, v, media.colour_matrix, media.full_range)
    interlaced = bool(picture.interlaced_frame)
    if media.transfer == "pq":
        picture = tone_mapped(picture)
    elif picture.format.name not in _PLANAR_8_BIT:
        picture = _converted(picture, media.full_range)
    y, u, v = (_view(plane) for plane in picture.planes)
    own = own or canvas
    if (picture.width, picture.height) != (own.coded_width, own.coded_height):
        own = dataclasses.replace(own, coded_width=picture.width, coded_height=picture.height)
    if own != canvas:
        if interlaced:
            y, u, v = (deinterlaced(plane) for plane in (y, u, v))
        y, u, v = letterboxed((y, u, v), own, canvas, media.full_range)
        interlaced = False
    return Frame(index, pts, t_s, y, u, v, media.colour_matrix, media.full_range, interlaced)


def _converted(picture: VideoFrame, full_range: bool) -> VideoFrame:
    """The picture in 8-bit YUV through libswscale, in the same range and (unless it is RGB) matrix.

    On one thread: with more, libswscale's dithering of high bit depths differs from run to run.
    """
    subsampled = not _needs_matrix(picture) and "444" not in picture.format.name
    value_range = "JPEG" if full_range else "MPEG"
    return picture.reformat(
        picture.width,
        picture.height,
        "yuv420p" if subsampled else "yuv444p",
        dst_colorspace="ITU601" if _needs_matrix(picture) else None,
        src_color_range="JPEG" if _needs_matrix(picture) else value_range,
        dst_color_range=value_range,
        threads=1,
    )


def _grey(width: int, height: int) -> Iterator[NDArray[np.uint8]]:
    for factor in (1, 2, 2):
        shape = -(-height // factor), -(-width // factor)
        yield np.full(shape, 128, dtype=np.uint8)


def _view(plane: VideoPlane) -> NDArray[np.uint8]:
    """A read-only view (height, width) of a plane without its padding; it keeps the picture alive."""
    rows = np.frombuffer(plane, dtype=np.uint8, count=plane.line_size * plane.height)
    view = rows.reshape(plane.height, plane.line_size)[:, : plane.width]
    view.flags.writeable = False
    return view
