"""The recipes: each names what it is there to catch."""

from __future__ import annotations

from fractions import Fraction

from .conftest import Clip

_X264 = {"g": "12", "keyint_min": "12", "sc_threshold": "0", "bf": "3", "threads": "1"}
_OPEN = {**_X264, "x264-params": "open-gop=1:bframes=3:b-pyramid=normal:keyint=12:min-keyint=1"}
_X265 = "keyint=12:min-keyint=1:bframes=3:log-level=none:pools=1:frame-threads=1"
_X265_OPEN = {"x265-params": _X265 + ":open-gop=1"}
_VPX = {"g": "15", "auto-alt-ref": "1", "lag-in-frames": "12", "cpu-used": "6"}
_AV1 = {"g": "16", "preset": "12"}
_NO_SHIFT = {"avoid_negative_ts": "disabled"}


def _uneven(i: int) -> int:
    return i * 3000 + (i % 5) * 400 + (i // 20) * 9000


EXACT = [
    Clip("h264.mp4", "libx264", _X264),
    Clip("h264_audio_turned.mov", "libx264", _X264, audio=True, rotation=90),
    Clip("h264_open_gop.mp4", "libx264", _OPEN),
    Clip("h264_open_gop.mkv", "libx264", _OPEN),
    Clip("h264_open_gop.ts", "libx264", _OPEN),
    Clip("h264_one_gop.mp4", "libx264", {**_X264, "g": "1000"}),
    Clip("h264_intra_refresh.mp4", "libx264", {**_X264, "x264-params": "intra-refresh=1:keyint=12"}),
    Clip("h264_interlaced.mp4", "libx264", {**_X264, "flags": "+ildct+ilme"}),
    Clip("h264_fragmented.mp4", "libx264", _X264, {"movflags": "frag_keyframe+empty_moov"}),
    Clip("h264_trimmed_head.mp4", "libx264", _X264, _NO_SHIFT, shift=-7 * 3000),
    Clip("h264_late_start.mp4", "libx264", _X264, shift=90_000),
    Clip("h264_uneven.mp4", "libx264", _X264, pts=_uneven),
    Clip("h264_uneven.mkv", "libx264", _X264, pts=_uneven),
    Clip("h264_no_bframes.avi", "libx264", {**_X264, "bf": "0"}),
    Clip("h264_444.mp4", "libx264", _X264, pix_fmt="yuv444p"),
    Clip("h264_odd.mkv", "libx264", _X264, pix_fmt="yuv444p", size=(97, 61)),
    Clip("hevc.mp4", "libx265", {"x265-params": _X265 + ":open-gop=0"}),
    Clip("hevc_open_gop.mp4", "libx265", _X265_OPEN),
    Clip("hevc_open_gop.mkv", "libx265", _X265_OPEN),
    Clip("hevc_open_gop.mov", "libx265", _X265_OPEN, pts=_uneven),
    Clip("vp9.webm", "libvpx-vp9", _VPX),
    Clip("vp9.mp4", "libvpx-vp9", _VPX),
    Clip("vp9_444.webm", "libvpx-vp9", {**_VPX, "profile": "1"}, pix_fmt="yuv444p"),
    Clip("vp8.webm", "libvpx", _VPX),
    Clip("av1.mp4", "libsvtav1", _AV1),
    Clip("av1.webm", "libsvtav1", _AV1, pts=_uneven),
    Clip("av1_open_gop.mkv", "libsvtav1", {**_AV1, "svtav1-params": "irefresh-type=1"}),
    Clip("mpeg4.mp4", "mpeg4", {"g": "12", "bf": "2"}, time_base=Fraction(1, 30_000)),
    Clip("mpeg4.mkv", "mpeg4", {"g": "12", "bf": "2"}, time_base=Fraction(1, 30)),
    Clip("mpeg4.avi", "mpeg4", {"g": "12"}, time_base=Fraction(1, 30)),
    Clip("mpeg4_bframes.avi", "mpeg4", {"g": "12", "bf": "2"}, time_base=Fraction(1, 30)),
    Clip("mpeg2.ts", "mpeg2video", {"g": "12", "bf": "2"}, time_base=Fraction(1, 30)),
    Clip("mpeg2.vob", "mpeg2video", {"g": "12", "bf": "2"}, time_base=Fraction(1, 30)),
    Clip("h263.3gp", "h263", {"g": "12"}, size=(176, 144), time_base=Fraction(1, 30)),
    Clip("h264.3gp", "libx264", _X264),
    Clip("h264.flv", "libx264", _X264),
    Clip("sorenson.flv", "flv", {"g": "12"}, time_base=Fraction(1, 30)),
    Clip("wmv1.wmv", "wmv1", {"g": "12"}, time_base=Fraction(1, 30)),
    Clip("wmv2.asf", "wmv2", {"g": "12"}, time_base=Fraction(1, 30)),
    Clip("msmpeg4.avi", "msmpeg4", {"g": "12"}, time_base=Fraction(1, 30)),
    Clip("mjpeg.avi", "mjpeg", pix_fmt="yuvj420p"),
    Clip("mjpeg.mov", "mjpeg", pix_fmt="yuvj422p"),
]
"""Their chunks give what one decode gives, and the same PTS."""

TIMES_MENDED = [
    Clip("mpeg1.mpg", "mpeg1video", {"g": "12", "bf": "2"}, time_base=Fraction(1, 30)),
    Clip("h264_same_millisecond.mkv", "libx264", {**_X264, "bf": "0"}, pts=lambda i: i * 30),
    Clip("h264_bframes.avi", "libx264", _X264),
    Clip("h264_negative_start.mkv", "libx264", _X264, _NO_SHIFT, shift=-7 * 3000),
]
"""Their chunks give what one decode gives, but the container's PTS are missing or out of order."""

CONVERTED = [
    Clip("animated.gif", "gif", pix_fmt="rgb8", time_base=Fraction(1, 100)),
    Clip("h264_10_bit.mp4", "libx264", _X264, pix_fmt="yuv420p10le"),
    Clip("hevc_12_bit_444.mkv", "libx265", _X265_OPEN, pix_fmt="yuv444p12le"),
    Clip("av1_10_bit.mp4", "libsvtav1", _AV1, pix_fmt="yuv420p10le"),
    Clip("prores.mov", "prores_ks", pix_fmt="yuv422p10le"),
    Clip("h264_rgb.mkv", "libx264rgb", _X264, pix_fmt="rgb24"),
]
"""Their planes are converted to 8-bit YUV, the same in chunks as in one decode."""

BY_NAME = {clip.name: clip for clip in EXACT + TIMES_MENDED + CONVERTED}
