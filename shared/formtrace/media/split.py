"""Cutting a video into chunk files by copying packets: nothing is encoded, nothing decoded."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from formtrace.clip.manifest import Chunk, Manifest
from formtrace.media.container import opened, packets
from formtrace.media.exact_cut.chunk_file import SUFFIX, ChunkWriter
from formtrace.media.exact_cut.plan import plan_chunks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from formtrace.media.exact_cut.plan import ChunkPlan
    from formtrace.media.probe import Probe


def split(
    probe: Probe,
    out_dir: Path,
    *,
    redetection_interval: int,
    chunk_s: float,
    first_frame: int = 0,
    end_frame: int | None = None,
    analysis_hz: float | None = None,
    on_chunk: Callable[[str], None] | None = None,
) -> Manifest:
    """Write the chunks of a probed video to ``out_dir`` and return the manifest.

    Args:
        probe: the video.
        out_dir: an existing folder; files are named ``0000.packets`` and so on.
        redetection_interval: chunks begin at multiples of this many frames.
        chunk_s: wanted length of a chunk in seconds.
        first_frame: first frame to be analysed.
        end_frame: one past the last frame to be analysed; the whole clip if ``None``.
        analysis_hz: how many frames a second are to be analysed at most; all if ``None``.
        on_chunk: told the name of each file once it is complete.
    """
    plans = plan_chunks(probe, redetection_interval, chunk_s, first_frame, end_frame)
    _copy(probe, plans, out_dir, on_chunk or (lambda _: None))
    return Manifest(
        source="video",
        media=probe.media,
        time_base=(probe.time_base.numerator, probe.time_base.denominator),
        pts=tuple(probe.pts.tolist()),
        redetection_interval=redetection_interval,
        first_frame=first_frame,
        end_frame=len(probe.pts) if end_frame is None else end_frame,
        segments=probe.segments,
        analysis_hz=analysis_hz,
        chunks=tuple(
            Chunk(
                index=plan.index,
                file=_file_name(plan),
                first_frame=plan.first_frame,
                frame_count=plan.end_frame - plan.first_frame,
                preroll_frames=plan.preroll_frames,
            )
            for plan in plans
        ),
    )


def _file_name(plan: ChunkPlan) -> str:
    return f"{plan.index:04d}{SUFFIX}"


def _copy(probe: Probe, plans: list[ChunkPlan], out_dir: Path, on_chunk: Callable[[str], None]) -> None:
    """Read the source once and give each packet to the chunks that need it."""
    frame_of_packet = np.full(probe.packet_count, -1, dtype=np.int64)
    frame_of_packet[probe.packet_of_frame] = np.arange(len(probe.pts))
    last = max(plan.end_packet for plan in plans)
    waiting = sorted(plans, key=lambda plan: plan.first_packet, reverse=True)
    writing: list[_Writing] = []
    with ExitStack() as unfinished, opened(probe.path, probe.limits) as (container, stream, _):
        for number, packet in enumerate(islice(packets(container, stream), last)):
            while waiting and waiting[-1].first_packet <= number:
                plan = waiting.pop()
                file = unfinished.enter_context(ExitStack())
                writer = file.enter_context(ChunkWriter(out_dir / _file_name(plan), probe.decoder))
                writing.append(_Writing(plan, writer, file))
            for one in writing:
                one.writer.add(packet, int(frame_of_packet[number]))
            complete = [one for one in writing if number + 1 in (one.plan.end_packet, last)]
            writing = [one for one in writing if one not in complete]
            for one in complete:
                one.file.close()
                on_chunk(_file_name(one.plan))


class _Writing(NamedTuple):
    """A chunk that packets are written to, and what closes its file."""

    plan: ChunkPlan
    writer: ChunkWriter
    file: ExitStack
