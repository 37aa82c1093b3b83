"""Animated WebP as a video.

libavcodec decodes only still WebP pictures, and each picture of an animation is drawn over those before. So
the animation is decoded once, in a process of its own, and stored without loss as H.264 in RGB; from there it
goes the way of every video.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.video.frame import VideoFrame

from formtrace.errors import MediaLimitError
from formtrace.media.photo_formats.decoder_process import decode_frames_apart
from formtrace.media.photo_formats.webp import read_animation

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.clip.limits import Limits

_LOSSLESS = {"qp": "0", "preset": "ultrafast", "g": "30", "bf": "0"}
_MAX_PIXELS = 5 * 10**9
"""Of all pictures together; the slowest take some 100 s on one core."""
_TOO_SHORT_MS, _SHOWN_MS = 10, 100
"""Browsers show pictures of 10 ms and less for 100 ms."""


def as_video(path: Path, folder: Path, limits: Limits) -> Path:
    """Store the animation in ``folder`` and return the video's path; times are those of the animation.

    Raises:
        MediaError: it is damaged, or larger or longer than ``limits`` allow.
    """
    limits.check_photo_bytes(path.stat().st_size)
    content, count = read_animation(path.read_bytes(), limits.max_frames)
    limits.check_picture(content.width, content.height)
    limits.check_length(count, 0)
    if count * content.width * content.height > _MAX_PIXELS:
        raise MediaLimitError("The animation has too many pictures of its size; export it as MP4 with H.264.")
    video = folder / "animation.mkv"
    with av.open(f"file:{video}", "w", format="matroska") as out:
        stream = out.add_stream("libx264rgb", rate=30, options=_LOSSLESS)
        stream.width, stream.height, stream.pix_fmt = content.width, content.height, "rgb24"
        stream.codec_context.time_base = Fraction(1, 1000)
        pts = 0
        for shown_ms, rgb in decode_frames_apart(content, count):
            frame = VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = pts, Fraction(1, 1000)
            out.mux(stream.encode(frame))
            pts += shown_ms if shown_ms > _TOO_SHORT_MS else _SHOWN_MS
        out.mux(stream.encode(None))
    return video
