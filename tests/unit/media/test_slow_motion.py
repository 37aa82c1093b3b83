from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest

from formtrace.media.probe import probe
from formtrace.media.slow_motion import capture_speed

ANDROID = "com.android.capture.fps"


@pytest.mark.parametrize(
    ("captured", "fps", "speed"),
    [
        ("240.000000", 30, 8),
        ("240", 29.97, 8),
        ("120.0", 30, 4),
        ("120", 60, 2),
        ("100", 30, 100 / 30),
        ("240", 240, 1),  # every frame with its true time
        ("30.000000", 30, 1),
        ("60", 24, 1),  # short of light
        ("nan", 30, 1),
        ("inf", 30, 1),
        ("fast", 30, 1),
        ("1000000", 30, 1),
    ],
)
def test_slow_motion_is_told_from_frames_that_are_missing(captured: str, fps: float, speed: float) -> None:
    assert capture_speed({ANDROID: captured, "title": "240"}, fps) == pytest.approx(speed)


def test_clips_without_the_tag_play_at_their_speed() -> None:
    assert capture_speed({"com.apple.quicktime.full-frame-rate-playback-intent": "0"}, 240) == 1


def test_the_tag_of_a_phones_clip_is_in_the_manifest(tmp_path: Path) -> None:
    path = tmp_path / "slow.mp4"
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as out:
        out.metadata[ANDROID] = "240.000000"
        stream = out.add_stream("libx264", rate=30, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for i in range(10):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts, frame.time_base = i, Fraction(1, 30)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    assert probe(path).media.capture_speed == 8
