"""``python -m benchmarks.scale``: wall time by workers, a prediction for large jobs, and four real hours.

*Workers*: the pose of a clip by 1, 2 and more processes, beside what the model of
:mod:`formtrace.clip.chunk_length` expects with the seconds that were measured. *Prediction*: the same model
with Lambda's numbers. *Four hours*: the real ``split`` and ``aggregate`` on a clip that is joined to itself
until it lasts so long; its keypoints are those of the clip, repeated. Each step runs in a process of its own.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from math import ceil
from multiprocessing import get_context
from pathlib import Path

import av
import numpy as np

from benchmarks.clock import Clock, peak_mb
from benchmarks.cost import GB_PER_PROCESSOR, GB_SECOND, PER_CHUNK, PER_JOB, TRANSITION
from benchmarks.data import PROJECT, data_folder
from benchmarks.tables import table
from formtrace.clip.chunk_length import LAMBDA, MAX_CHUNK_S, PROCESSES, work_s
from formtrace.clip.limits import Limits
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.in_process import DEFAULT_MODEL, CutClip
from formtrace.media.decode import decode_file
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.options import AnalysisOptions
from formtrace.pose.pipeline import load_estimator
from formtrace.pose.tracker import redetection_interval
from formtrace.pose.tracks import Tracks
from formtrace.workflow.aggregate import aggregate
from formtrace.workflow.jobs import Job, ObjectRef
from formtrace.workflow.ports import MissingObjectError
from formtrace.workflow.split import split_video
from formtrace.workflow.storage import load_manifest
from tests.support.memory import UPLOADS, Memory, MemoryObjects

HOURS = 4
CLIP, LONG_CLIP = "videos/lunge_588.mp4", "derived/h264_base.mp4"
LENGTHS_S = {"10 s": 10, "1 min": 60, "10 min": 600, "1 h": 3600, "4 h": 14_400}
WORKERS = (10, 100, 1000)
LIMITS = Limits(max_duration_s=HOURS * 3600 + 60, max_frames=1_000_000)
JOB = "00000000-0000-5000-8000-000000000000"
MAP_EVENTS, TASK_EVENTS, OTHER_EVENTS = 5, 5, 6  # of a map, of a task, and of start, choices and end


class FolderObjects(MemoryObjects):
    """Buckets as a folder, so that the memory of a step is its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def read(self, ref: ObjectRef, max_bytes: int | None = None) -> bytes:
        with self._path(self._known(ref)).open("rb") as file:
            return file.read(-1 if max_bytes is None else max_bytes)

    def write(self, ref: ObjectRef, content: bytes) -> None:
        self._path(ref).write_bytes(content)

    def download(self, ref: ObjectRef, path: Path) -> None:
        shutil.copyfile(self._path(self._known(ref)), path)

    def upload(self, path: Path, ref: ObjectRef) -> None:
        shutil.copyfile(path, self._path(ref))

    def _known(self, ref: ObjectRef) -> ObjectRef:
        if not self._path(ref).is_file():
            raise MissingObjectError(f"{ref.key} is not there.")
        return ref

    def _path(self, ref: ObjectRef) -> Path:
        path = self._folder / ref.bucket / ref.key
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--step", choices=list(STEPS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--workers", nargs="+", type=int, default=(1, 2, 3))
    parser.add_argument("--seconds", type=float, default=40.0)
    given = parser.parse_args(arguments)
    if given.step:
        print(json.dumps(STEPS[given.step](given.folder)))
        return 0
    print(_by_workers(data_folder() / CLIP, given.workers, given.seconds), end="\n\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        steps = {step: _in_a_process(step, folder) for step in STEPS}
    print(_four_hours(steps), end="\n\n")
    print(_prediction(steps))
    return 0


def _by_workers(clip: Path, counts: Sequence[int], seconds: float) -> str:
    """Wall time of pose by number of processes, measured and as the model has it."""
    source, rows, first_s = probe(clip), [], 0.0
    frames = min(source.media.frames, round(seconds * source.media.fps))
    interval = redetection_interval(source.media.fps)
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            chunk_s = seconds / count
            manifest = split(
                source, Path(name), redetection_interval=interval, chunk_s=chunk_s, end_frame=frames
            )
            with ProcessPoolExecutor(count, get_context("spawn")) as executor:
                began = time.perf_counter()
                CutClip(clip, Path(name), manifest, executor, lambda *_: None).estimate(DEFAULT_MODEL)
                wall_s = time.perf_counter() - began
        first_s = first_s or wall_s
        capacity = PROCESSES.of(count)
        expected_s = capacity.wall_s(first_s - PROCESSES.wall_s(0.0, 1), len(manifest.chunks))
        rows.append((count, len(manifest.chunks), wall_s, expected_s, f"{first_s / wall_s:.2f}x"))
    title = f"Pose of {frames} frames of {clip.name} ({source.media.width}x{source.media.height}):\n"
    return f"{title}\n{table(('processes', 'chunks', 'wall s', 'model s', 'of one'), rows)}"


def _prediction(steps: dict[str, dict[str, float]]) -> str:
    """Seconds and dollars of jobs on Lambda without an overlay, by the model that chooses the chunks."""
    serial_s = sum(steps[step]["wall_s"] for step in ("split", "aggregate")) / (HOURS * 3600)
    rows = []
    for title, length_s in LENGTHS_S.items():
        media = _usual(length_s)
        work = work_s(media, length_s, 30.0, DEFAULT_MODEL)
        for workers in WORKERS:
            capacity = LAMBDA.of(workers)
            chunks = capacity.chunks_for(work, ceil(length_s / MAX_CHUNK_S))
            serial = 2 * capacity.start_s + serial_s * length_s
            billed_s = work + serial + min(chunks, workers) * capacity.start_s + chunks * capacity.chunk_s
            dollars = billed_s * GB_PER_PROCESSOR * GB_SECOND + (PER_CHUNK * chunks + PER_JOB) * TRANSITION
            rows.append(
                (
                    title,
                    workers,
                    chunks,
                    length_s / chunks,
                    capacity.wall_s(work, chunks) + serial,
                    f"{dollars:.4f}",
                )
            )
    return table(("1280x720, 30 fps", "workers", "chunks", "of s", "wall s", "dollars"), rows)


def _usual(length_s: float) -> MediaInfo:
    """A clip of 720 lines that lasts so long."""
    like = probe(data_folder() / "videos/squat_273.mp4").media
    values = {"fps": 30.0, "duration_s": length_s, "frames": round(30 * length_s)}
    return like.model_copy(update=values)


def _four_hours(steps: dict[str, dict[str, float]]) -> str:
    rows = [
        (step, measured["wall_s"], measured["cpu_s"], round(measured["peak_mb"]))
        for step, measured in steps.items()
        if step != "join"
    ]
    sizes = steps["aggregate"]
    events = 2 * MAP_EVENTS + 2 * TASK_EVENTS + OTHER_EVENTS
    lines = [
        f"{HOURS} hours, {sizes['frames']:.0f} frames in {sizes['chunks']:.0f} chunks:\n",
        table(("step", "wall s", "CPU s", "peak MB"), rows),
        f"\nBytes: execution's input {sizes['input_bytes']:.0f}, list of chunks {sizes['list_bytes']:.0f} and"
        f" manifest {sizes['manifest_bytes']:.0f}, both in S3.",
        f"History: {events} events of the execution (limit 25,000), {TASK_EVENTS + 2} of each chunk's own,"
        f" {sizes['chunks']:.0f} children of a map (limit 10,000).",
    ]
    return "\n".join(lines)


def _in_a_process(step: str, folder: Path) -> dict[str, float]:
    print(step, file=sys.stderr)
    command = [sys.executable, "-m", "benchmarks.scale", "--step", step, "--folder", str(folder)]
    done = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def join(folder: Path) -> dict[str, float]:
    """Write the long clip to the uploads bucket, packets copied, and the keypoints of one round beside it."""
    clip, target = data_folder() / LONG_CLIP, folder / UPLOADS / "long.mp4"
    target.parent.mkdir()
    source = probe(clip)
    rounds = ceil(HOURS * 3600 / source.media.duration_s)
    with av.open(str(clip)) as template, av.open(str(target), "w") as joined:
        video = template.streams.video[0]
        stream = joined.add_stream_from_template(video)
        packets = [p for p in template.demux(video) if p.size]
        length = (packets[-1].duration or 1) + max(p.pts for p in packets) - min(p.pts for p in packets)
        copies = [(bytes(p), p.pts, p.dts, p.is_keyframe, p.time_base) for p in packets]
        for number in range(rounds):
            for data, pts, dts, is_key, time_base in copies:
                packet = av.Packet(data)
                packet.pts, packet.dts = pts + number * length, dts + number * length
                packet.time_base, packet.stream, packet.is_keyframe = time_base, stream, is_key
                joined.mux(packet)
    interval = redetection_interval(source.media.fps)
    frames = islice(decode_file(source, draft=True), source.media.frames // interval * interval)
    load_estimator(DEFAULT_MODEL).track(frames, source.media.geometry, interval).save(folder / "round.npz")
    return {"rounds": rounds}


def cut(folder: Path) -> dict[str, float]:
    """``split`` on the long clip."""
    memory = _memory(folder)
    source = ObjectRef(bucket=UPLOADS, key="long.mp4")
    job = _job(source)
    memory.jobs.create(job)
    with tempfile.TemporaryDirectory() as scratch:
        clock = Clock()
        split_video(memory.services, job, source, OPTIONS, Path(scratch))
        return {**clock.read(), "peak_mb": peak_mb()}


def merge(folder: Path) -> dict[str, float]:
    """``aggregate`` on as many keypoints as the long clip has frames."""
    memory = _memory(folder)
    manifest = load_manifest(memory.services, JOB)
    _write_poses(folder, memory, manifest)
    memory.jobs.create(_job(ObjectRef(bucket=UPLOADS, key="long.mp4")))
    files = memory.services.files(JOB)
    sizes = {
        "frames": len(manifest.pts),
        "chunks": len(manifest.chunks),
        "list_bytes": len(memory.objects.read(files.chunk_list)),
        "manifest_bytes": len(memory.objects.read(files.manifest)),
        "input_bytes": len(json.dumps({"job_id": JOB, "chunks_key": files.chunk_list.key, "export": False})),
    }
    with tempfile.TemporaryDirectory() as scratch:
        clock = Clock()
        aggregate(memory.services, JOB, Path(scratch))
        return {**clock.read(), "peak_mb": peak_mb(), **sizes}


def _write_poses(folder: Path, memory: Memory, manifest: Manifest) -> None:
    """The keypoints of one round for each chunk, moved to its frames."""
    one = Tracks.load(folder / "round.npz")
    length = int(one.frame[-1]) + 1
    path = folder / "poses.npz"
    for chunk in manifest.chunks:
        rounds = range(chunk.first_frame // length, chunk.end_frame // length + 1)
        moved = Tracks.concatenate(
            [
                dataclasses.replace(
                    one,
                    frame=(one.frame + number * length).astype(np.int32),
                    track=(one.track + number * 1_000_000).astype(np.int32),
                )
                for number in rounds
            ]
        )
        inside = (moved.frame >= chunk.first_frame) & (moved.frame < chunk.end_frame)
        moved.select(inside).save(path)
        memory.objects.upload(path, memory.services.files(JOB).poses(chunk.index))


OPTIONS = AnalysisOptions(exercise="squat")
STEPS = {"join": join, "split": cut, "aggregate": merge}


def _memory(folder: Path) -> Memory:
    return Memory(objects=FolderObjects(folder), limits=LIMITS)


def _job(source: ObjectRef) -> Job:
    now = datetime.now(UTC)
    return Job(job_id=JOB, status="received", source=source, options=OPTIONS, created_at=now, updated_at=now)


if __name__ == "__main__":
    raise SystemExit(main())
