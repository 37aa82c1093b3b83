from __future__ import annotations

import gc

import av
import numpy as np
import pytest

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import MediaInfo
from formtrace.media.pictures import colour_of, to_frame

from .conftest import picture

BT709, BT601, FULL, LIMITED = 1, 5, 2, 1


def media_info(width: int, height: int, matrix: str = "bt601", full_range: bool = False) -> MediaInfo:
    return MediaInfo(
        width=width,
        height=height,
        fps=30.0,
        frames=1,
        duration_s=0.03,
        rotation=0,
        codec="h264",
        vfr=False,
        has_audio=False,
        container="mov",
        geometry=Geometry(width, height),
        colour_matrix=matrix,
        full_range=full_range,
    )


def smooth_rgb(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 2, y * 2, 255 - x - y], axis=-1).astype(np.uint8)


@pytest.mark.parametrize(("matrix", "code"), [("bt601", "ITU601"), ("bt709", "ITU709"), ("bt2020", "BT2020")])
@pytest.mark.parametrize(("full_range", "code_range"), [(True, "JPEG"), (False, "MPEG")])
def test_rgb_undoes_libswscale(matrix: str, code: str, full_range: bool, code_range: str) -> None:
    rgb = smooth_rgb(96, 120)
    yuv = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
        format="yuv444p", dst_colorspace=code, dst_color_range=code_range
    )
    frame = to_frame(yuv, 3, 9, 0.1, media_info(120, 96, matrix, full_range))
    assert np.abs(frame.rgb().astype(int) - rgb).max() <= 3
    assert (frame.index, frame.pts, frame.t_s) == (3, 9, 0.1)


def test_odd_sizes_keep_every_pixel() -> None:
    rgb = smooth_rgb(61, 97)
    yuv = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
        format="yuv420p", dst_colorspace="ITU601", dst_color_range="MPEG"
    )
    frame = to_frame(yuv, 0, 0, 0, media_info(97, 61))
    assert frame.y.shape == (61, 97)
    assert frame.u.shape == frame.v.shape == (31, 49)
    assert np.abs(frame.rgb().astype(int) - rgb).mean() < 2


def test_planes_are_read_only_views_that_keep_the_picture_alive() -> None:
    yuv = av.VideoFrame.from_ndarray(picture(0, 97, 61), format="rgb24").reformat(format="yuv420p")
    frame = to_frame(yuv, 0, 0, 0, media_info(97, 61))
    assert frame.y.base is not None, "a view, not a copy"
    before = frame.y.copy()
    del yuv
    gc.collect()
    _ = [np.full(100_000, 7, np.uint8) for _ in range(50)]
    assert np.array_equal(frame.y, before)
    for plane in (frame.y, frame.u, frame.v):
        with pytest.raises(ValueError):
            plane[0, 0] = 1


@pytest.mark.parametrize(
    "name", ["yuv420p10le", "yuv422p10le", "yuv444p12le", "nv12", "gbrp", "gray", "rgb24"]
)
def test_other_formats_become_8_bit_yuv(name: str) -> None:
    rgb = smooth_rgb(96, 120)
    source = av.VideoFrame.from_ndarray(rgb, format="rgb24")
    if name not in ("gbrp", "rgb24", "gray"):
        other = source.reformat(format=name, dst_colorspace="ITU601", dst_color_range="MPEG", threads=1)
    else:
        other = source.reformat(format=name)
    frame = to_frame(other, 0, 0, 0, media_info(120, 96))
    expected = (
        rgb if name != "gray" else np.repeat(source.reformat(format="gray").to_ndarray()[..., None], 3, 2)
    )
    assert np.abs(frame.rgb().astype(int) - expected).mean() < 3
    assert all(plane.dtype == np.uint8 for plane in (frame.y, frame.u, frame.v))


@pytest.mark.parametrize("full_range", [True, False])
def test_ten_bits_keep_their_range(full_range: bool) -> None:
    code = "JPEG" if full_range else "MPEG"
    source = av.VideoFrame.from_ndarray(smooth_rgb(96, 120), format="rgb24")
    eight = source.reformat(format="yuv420p", dst_colorspace="ITU601", dst_color_range=code)
    ten = source.reformat(format="yuv420p10le", dst_colorspace="ITU601", dst_color_range=code, threads=1)
    media = media_info(120, 96, full_range=full_range)
    a, b = to_frame(eight, 0, 0, 0, media), to_frame(ten, 0, 0, 0, media)
    assert np.abs(a.y.astype(int) - b.y).max() <= 1
    assert np.abs(a.u.astype(int) - b.u).max() <= 2


def test_a_picture_of_another_size_is_scaled_to_the_clip() -> None:
    yuv = av.VideoFrame.from_ndarray(smooth_rgb(48, 60), format="rgb24").reformat(format="yuv420p")
    assert to_frame(yuv, 0, 0, 0, media_info(120, 96)).y.shape == (96, 120)


def test_no_picture_is_grey() -> None:
    frame = to_frame(None, 5, 50, 0.5, media_info(97, 61))
    assert (frame.y.shape, frame.u.shape) == ((61, 97), (31, 49))
    assert np.ptp(frame.rgb()) == 0


@pytest.mark.parametrize(
    ("height", "coded", "container", "expected"),
    [
        (720, (2, 0), (2, 0), ("bt709", False)),
        (480, (2, 0), (2, 0), ("bt601", False)),
        (480, (BT709, FULL), (BT601, LIMITED), ("bt709", True)),
        (1080, (2, 0), (BT601, FULL), ("bt601", True)),
        (1080, (9, LIMITED), (2, 0), ("bt2020", False)),
    ],
)
def test_the_stream_s_word_on_colour_counts_before_the_container_s(
    height: int, coded: tuple[int, int], container: tuple[int, int], expected: tuple[str, bool]
) -> None:
    yuv = av.VideoFrame(64, height, "yuv420p")
    yuv.colorspace, yuv.color_range = coded
    assert colour_of(yuv, *container) == expected


def test_frames_compare_by_identity() -> None:
    plane = np.zeros((2, 2), np.uint8)
    a = Frame(0, 0, 0.0, plane, plane, plane, "bt601", True)
    b = Frame(0, 0, 0.0, plane, plane, plane, "bt601", True)
    assert a == a
    assert a != b
