"""How long chunks should be, where no length is asked for: a model of the time that a job takes.

A chunk that is too long leaves workers idle; one that is too short is not worth the start of a worker. The
seconds below are those of ``docs/benchmarks.md``; the choice depends on their proportions, and hardly on the
machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formtrace.clip.manifest import MediaInfo

MAX_CHUNK_S = 60.0
"""Keeps the largest model, at 240 frames a second, within the 15 minutes that a function may run."""
_POSE_S = {"lite": 0.008, "full": 0.0115, "heavy": 0.045}
"""Seconds of one processor for a frame that is analysed; other models are taken for ``full``."""
_DECODE_S = 0.003
"""The same for decoding a million pixels."""
_MOST_STARTING = 0.3
"""What all starts together may cost, as a share of the work: they are billed, too."""
_MOST_CHUNKS = 2000


@dataclass(frozen=True, slots=True)
class Capacity:
    """Who works on the chunks of a clip.

    Attributes:
        workers: how many chunks are worked on at the same time.
        start_s: seconds of work that a new worker costs before it begins.
        call_s: seconds between one chunk and the next of a worker.
        chunk_s: seconds that each chunk adds to the steps before and after, which are not shared out.
    """

    workers: int
    start_s: float
    call_s: float
    chunk_s: float

    def of(self, workers: int) -> Capacity:
        """The same with that many workers."""
        return replace(self, workers=workers)

    def wall_s(self, work_s: float, chunks: int) -> float:
        """Seconds until ``work_s`` seconds of work, in equal chunks, are done."""
        rounds = ceil(chunks / self.workers)
        return self.start_s + rounds * (self.call_s + work_s / chunks) + chunks * self.chunk_s

    def chunks_for(self, work_s: float, least: int) -> int:
        """How many chunks are done first, of those that keep starts cheap; the fewest of several."""
        affordable = max(least, int(_MOST_STARTING * work_s / self.start_s))
        # More chunks than workers need no more starts.
        most = min(_MOST_CHUNKS, affordable if affordable < self.workers else max(least, _MOST_CHUNKS))
        return min(range(least, max(most, least) + 1), key=lambda n: (round(self.wall_s(work_s, n), 2), n))


LAMBDA = Capacity(workers=8, start_s=0.8, call_s=0.3, chunk_s=0.02)
PROCESSES = Capacity(workers=1, start_s=0.6, call_s=0.01, chunk_s=0.005)


def work_s(media: MediaInfo, duration_s: float, analysis_hz: float | None, model: str) -> float:
    """Seconds of one processor to find the poses in ``duration_s`` seconds of a clip."""
    analysed_hz = min(media.fps, analysis_hz or media.fps)
    megapixels = media.geometry.coded_width * media.geometry.coded_height / 1e6
    frame_s = media.fps * megapixels * _DECODE_S + analysed_hz * _POSE_S.get(model, _POSE_S["full"])
    return duration_s * frame_s


def chunk_length_s(
    media: MediaInfo, frames: int, analysis_hz: float | None, model: str, capacity: Capacity
) -> float:
    """The length in seconds of chunks with which ``frames`` frames of a clip are done first."""
    duration_s = media.duration_s * frames / media.frames
    if not duration_s > 0:
        return MAX_CHUNK_S
    least = ceil(duration_s / MAX_CHUNK_S)
    return duration_s / capacity.chunks_for(work_s(media, duration_s, analysis_hz, model), least)
