"""Slow motion, as phones say so in a container's tags.

A phone that films 240 frames per second and stores them as 30 writes the rate of capture beside them
(``com.android.capture.fps``). One that stores all 240 with their true times, as iPhones do, has filmed in
real time: its player slows them down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

_TAGS = ("capture.fps", "capture-fps", "capture_fps", "capturefps", "captureframerate")
_SLOW_MOTION_FPS = 100.0
"""Below, a phone that is short of light may store fewer frames than it says that it captures."""
_LEAST, _MOST = 1.9, 100.0
_NEAR_A_WHOLE_NUMBER = 0.03


def capture_speed(tags: Mapping[str, str], fps: float) -> float:
    """How many times faster than it plays a clip was captured, 1.0 where no tag says so.

    Args:
        tags: of the container and the stream.
        fps: mean frame rate by the clip's times.
    """
    rates = [_number(value) for name, value in tags.items() if name.lower().endswith(_TAGS)]
    captured = max(rates, default=0.0)
    speed = captured / fps
    if captured < _SLOW_MOTION_FPS or not _LEAST <= speed <= _MOST:
        return 1.0
    whole = round(speed)
    return float(whole) if abs(speed / whole - 1) < _NEAR_A_WHOLE_NUMBER else speed


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
