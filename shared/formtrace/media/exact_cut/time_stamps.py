"""When each frame is shown: from the time stamps that a container gives to ones that can be relied on.

Containers may give none, the same twice, ones that run backwards, and ones that leap by hours where a
recorder was restarted. What is shown when is decided here, once: the manifest's PTS rise strictly, and every
later step (analysis, encoder, captions, page) takes them as they are. Time stamps without fault stay as they
are, bit for bit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from formtrace.errors import UndecodableMediaError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAP_S = 60.0
"""A longer gap between frames that are usually close together is a leap of the clock, not a pause."""
_LEAP_STEPS = 50
_MOST = 2**62


def completed(times: list[int | None], stand_ins: list[int]) -> list[int]:
    """The times in presentation order without gaps and never running backwards.

    A frame without PTS lies one usual step after (at the head: before) its neighbour. If no frame has one, as
    in AVI with B-frames, the sorted decoding times stand in.
    """
    known = [(i, time) for i, time in enumerate(times) if time is not None]
    if not known:
        return stand_ins
    steps = np.diff(sorted(time for _, time in known))
    step = int(np.median(steps)) if len(steps) else 1
    head, time = known[0]
    complete = [time - (head - i) * step for i in range(head)]
    for own in times[head:]:
        complete.append(complete[-1] + step if own is None else own)
    return sorted(complete)


def strictly_rising(
    pts: NDArray[np.int64], time_base: Fraction, frame_rate: Fraction
) -> tuple[NDArray[np.int64], Fraction]:
    """PTS that rise strictly, and the time base that they are in.

    Frames with one time share the time until the next one in equal parts; where the time base is too coarse
    for that it becomes finer by a whole number. A leap becomes one usual step.

    Args:
        pts: (N,) int64, never running backwards.
        time_base: seconds per unit of ``pts``.
        frame_rate: frames per second where ``pts`` does not tell.
    """
    steps = np.diff(pts)
    rising = steps[steps > 0]
    usual = int(np.median(rising)) if len(rising) else max(1, round(1 / (frame_rate * time_base)))
    is_leap = steps > max(LEAP_S / time_base, _LEAP_STEPS * usual)
    if not is_leap.any() and len(rising) == len(steps):
        return pts, time_base
    pts = pts[0] + np.concatenate([[0], np.cumsum(np.where(is_leap, usual, steps))])
    times, counts = np.unique(pts, return_counts=True)
    room = np.append(np.diff(times), usual * counts[-1])
    finer = int(np.max(-(-counts // room)))
    if max(abs(int(pts[0])), abs(int(times[-1]) + int(room[-1]))) * finer * int(counts.max()) > _MOST:
        raise UndecodableMediaError("The video's time stamps make no sense; export it as MP4 with H.264.")
    place = np.arange(len(pts)) - np.repeat(np.cumsum(counts) - counts, counts)
    shares = place * np.repeat(room * finer, counts) // np.repeat(counts, counts)
    return pts * finer + shares, time_base / finer
