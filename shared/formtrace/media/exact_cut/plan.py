"""Where to cut.

Chunks begin at multiples of the re-detection interval, so that a frame's pose does not depend on the cut.
The decoder has to begin at a restart packet at or before that, and what lies between is pre-roll: decoded and
dropped. The planner takes boundaries with little pre-roll, and never lets a chunk's pre-roll exceed its own
frames, so that all chunks together decode less than twice the clip even where a GOP spans all of it.

A chunk has to fit a function: its time, for all frames that it decodes, and its storage, for their packets.
So frames, bytes and decoded pixels of a chunk are bounded (:class:`~formtrace.clip.limits.Limits`). Where a
long GOP meets the bound on frames, chunks share the cost: each decodes from the last restart on. Where even
that is too much, the clip is refused before any work begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from formtrace.errors import MediaLimitError

if TYPE_CHECKING:
    from formtrace.media.probe import Probe

_PREROLL_COST = 4
"""Frames that a boundary may move to save one frame of pre-roll."""


@dataclass(frozen=True, slots=True)
class ChunkPlan:
    """Frames of one chunk, and the packets that it takes to decode them (first, and one past the last)."""

    index: int
    first_frame: int
    end_frame: int
    preroll_frames: int
    first_packet: int
    end_packet: int


def plan_chunks(
    probe: Probe,
    redetection_interval: int,
    chunk_s: float,
    first_frame: int = 0,
    end_frame: int | None = None,
) -> list[ChunkPlan]:
    """Cut the frames ``first_frame`` to ``end_frame - 1`` into chunks of about ``chunk_s`` seconds.

    The chunks cover the range, rounded outwards to multiples of ``redetection_interval`` (or the clip's end).

    Raises:
        MediaLimitError: there are no chunks within the probe's limits.
    """
    total = len(probe.pts)
    end_frame = total if end_frame is None else end_frame
    if not 0 <= first_frame < end_frame <= total:
        raise ValueError(f"frames {first_frame} to {end_frame} are not within the clip's {total}")
    if redetection_interval < 1 or not chunk_s > 0:
        raise ValueError("redetection_interval and chunk_s must be positive")
    end = min(total, -(-end_frame // redetection_interval) * redetection_interval)
    target = max(1, round(chunk_s * probe.media.fps))
    starts = [first_frame // redetection_interval * redetection_interval]
    while (following := _next_start(probe, starts[-1], end, redetection_interval, target)) < end:
        starts.append(following)
    return [_plan(probe, i, *span) for i, span in enumerate(zip(starts, [*starts[1:], end], strict=True))]


def _next_start(probe: Probe, start: int, end: int, step: int, target: int) -> int:
    """Where the chunk after the one that begins at ``start`` begins; ``end`` if there is none.

    Of the boundaries near ``start + target``, only the one next to it and those right behind a keyframe are
    worth a look: moving within a GOP would only trade a longer chunk for a shorter one.
    """
    shortest = _preroll(probe, start)
    most = _latest_end(probe, start, min(end, start + max(probe.limits.max_chunk_frames, step)))
    wanted = min(start + max(target, shortest), most)
    latest = min(wanted + target // 2, most)
    if latest >= end:
        return end
    earliest = max(min(start + shortest, most - step + 1), wanted - target // 2, start + 1)
    boundaries = np.arange(-(-earliest // step) * step, max(latest, earliest + step) + 1, step)
    boundaries = boundaries[boundaries <= most]
    if len(boundaries) == 0 and most < end:
        raise _does_not_fit()
    preroll = np.array([_preroll(probe, boundary) for boundary in boundaries.tolist()])
    off_target = np.abs(boundaries - wanted)
    worth_it = (preroll < step) | (off_target == off_target.min(initial=end))
    sound = (boundaries < end) & worth_it & ((preroll <= end - boundaries) | (most < end))
    if not sound.any():
        return end
    cost = off_target + _PREROLL_COST * preroll
    return int(boundaries[sound][np.argmin(cost[sound])])


def _latest_end(probe: Probe, start: int, end: int) -> int:
    """The last end, up to ``end``, of a chunk from ``start`` with no more bytes than allowed."""
    first_packet, _ = _restart(probe, start)
    sizes = np.cumsum(probe.packet_bytes[first_packet:])
    packets = first_packet + int(np.searchsorted(sizes, probe.limits.max_chunk_bytes, side="right"))
    too_late = probe.packet_of_frame[start:end] + 2 > max(packets, 0)
    if packets >= probe.packet_count or not too_late.any():
        return end
    return start + int(np.argmax(too_late))


def _does_not_fit() -> MediaLimitError:
    return MediaLimitError(
        "The video cannot be cut into pieces that are small enough to work on: it has too few keyframes or "
        "too many bytes per second; export it as MP4 with H.264 and a keyframe every few seconds."
    )


def _restart(probe: Probe, frame: int) -> tuple[int, int]:
    """Packet and frame of the last restart at or before ``frame``."""
    row = int(np.searchsorted(probe.restarts[:, 1], frame, side="right")) - 1
    packet, first = probe.restarts[row].tolist()
    return packet, first


def _preroll(probe: Probe, frame: int) -> int:
    """Frames between the last restart and ``frame``."""
    return frame - _restart(probe, frame)[1]


def _plan(probe: Probe, index: int, first: int, end: int) -> ChunkPlan:
    packet, frame = _restart(probe, first)
    last_packet = int(probe.packet_of_frame[first:end].max())
    # One packet more: the second field of a picture may come in a packet of its own.
    end_packet = min(last_packet + 2, probe.packet_count)
    geometry = probe.media.geometry
    pixels = (end - frame) * geometry.coded_width * geometry.coded_height
    if pixels > probe.limits.max_chunk_pixels:
        raise _does_not_fit()
    return ChunkPlan(index, first, end, first - frame, packet, end_packet)
