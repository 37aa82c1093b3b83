"""Our side of the speed benchmark: one measurement in a fresh process, on one core, printed as JSON.

frames    CLIP FRAMES VARIANT CORE TRACKS.npz   decoded before, timed: pose alone
video     CLIP FRAMES VARIANT CORE              with decoding; peak memory
sampled   CLIP FRAMES VARIANT CORE HZ           the same, analysing HZ frames a second at most
export    CLIP FRAMES VARIANT CORE FOLDER       all that a job with an overlay does, but for the start
breakdown CLIP FRAMES VARIANT CORE              milliseconds a frame by part
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import onnxruntime

from benchmarks.clock import Clock, peak_mb
from formtrace.clip.frame import Frame
from formtrace.clip.limits import Limits
from formtrace.clip.sampling import analysed_frames
from formtrace.in_process import Workers, analyse_video
from formtrace.media.decode import decode_chunk, decode_file
from formtrace.media.probe import Probe, probe
from formtrace.media.split import split
from formtrace.options import AnalysisOptions
from formtrace.pose.crop import Border, Cropper
from formtrace.pose.pipeline import PoseEstimator, load_estimator
from formtrace.pose.tracker import redetection_interval
from formtrace.pose.tracks import Tracks

_WARM_UP_FRAMES = 2


def frames(clip: Path, count: int, variant: str, target: str) -> dict[str, float]:
    source, estimator = probe(clip, Limits()), _estimator(variant)
    decoded = list(islice(decode_file(source, draft=True), count))
    _track(estimator, iter(decoded[:_WARM_UP_FRAMES]), source)
    clock = Clock()
    tracks = _track(estimator, iter(decoded), source)
    measured = clock.read()
    tracks.save(Path(target))
    return {"frames": len(decoded), **measured}


def video(clip: Path, count: int, variant: str) -> dict[str, float]:
    estimator = _estimator(variant)
    clock = Clock()
    source = probe(clip, Limits())
    _track(estimator, islice(decode_file(source, draft=True), count), source)
    return {"frames": min(count, source.media.frames), **clock.read(), "peak_mb": peak_mb()}


def sampled(clip: Path, count: int, variant: str, hz: str) -> dict[str, float]:
    estimator = _estimator(variant)
    clock = Clock()
    source = probe(clip, Limits())
    end, interval = min(count, source.media.frames), redetection_interval(source.media.fps)
    with TemporaryDirectory() as name:
        manifest = split(
            source,
            Path(name),
            redetection_interval=interval,
            chunk_s=source.media.duration_s,
            end_frame=end,
            analysis_hz=float(hz),
        )
        wanted, frames = analysed_frames(manifest), 0
        for chunk in manifest.chunks:
            own = wanted[chunk.first_frame : chunk.end_frame]
            decoded = decode_chunk(Path(name) / chunk.file, manifest, chunk, wanted=own, draft=True)
            estimator.track(decoded, source.media.geometry, interval)
            frames += chunk.frame_count
    return {"frames": frames, **clock.read()}


class _InThisProcess(Workers):
    """The chunks one after the other, without the start of a process."""

    @contextmanager
    def running(self) -> Iterator[Executor]:
        with ThreadPoolExecutor(1) as executor:
            yield executor


def export(clip: Path, count: int, variant: str, folder: str) -> dict[str, float]:
    media = probe(clip, Limits()).media
    end_s = (min(count, media.frames) - 0.5) / media.fps
    options = AnalysisOptions(exercise="squat", export=True, end_s=end_s, model=variant)
    analyse_video(clip, Path(folder), options.model_copy(update={"end_s": 0.1}), _InThisProcess(1), _silent)
    clock = Clock()
    analyse_video(clip, Path(folder), options, _InThisProcess(1), _silent)
    return {"frames": min(count, media.frames), **clock.read()}


def _silent(stage: str, done: int, total: int) -> None:
    """No progress bar."""


def breakdown(clip: Path, count: int, variant: str) -> dict[str, float]:
    source, estimator = probe(clip, Limits()), _estimator(variant)
    watch = _Stopwatch()
    with watch.running("decode"):
        decoded = list(islice(decode_file(source, draft=True), count))
    _track(estimator, iter(decoded[:_WARM_UP_FRAMES]), source)
    with watch.parts_of_pose(), watch.running("pose"):
        _track(estimator, iter(decoded), source)
    ms = {part: 1e3 * seconds / len(decoded) for part, seconds in watch.seconds.items()}
    parts = [part for part in ms if part not in ("decode", "pose")]
    ms["rest"] = ms["pose"] - sum(ms[part] for part in parts)
    runs = {f"{part}: runs": watch.runs[part] / len(decoded) for part in parts if "network" in part}
    return ms | runs


class _Stopwatch:
    """CPU seconds and runs by name."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.runs: Counter[str] = Counter()

    def running(self, name: str) -> ExitStack:
        start, stack = time.process_time(), ExitStack()
        stack.callback(lambda: self._add(name, time.process_time() - start))
        return stack

    def parts_of_pose(self) -> ExitStack:
        """Measure the crops and the networks while this lasts."""
        stack, run, crop = ExitStack(), onnxruntime.InferenceSession.run, Cropper.crop

        def timed_crop(cropper: Cropper, *arguments: Any) -> Any:
            with self.running("detector crop" if cropper.border is Border.BLACK else "landmark crop"):
                return crop(cropper, *arguments)

        def timed_run(session: Any, names: list[str], *arguments: Any) -> Any:
            with self.running("detector network" if "boxes" in names else "landmark network"):
                return run(session, names, *arguments)

        stack.enter_context(patch.object(onnxruntime.InferenceSession, "run", timed_run))
        stack.enter_context(patch.object(Cropper, "crop", timed_crop))
        return stack

    def _add(self, name: str, seconds: float) -> None:
        self.seconds[name] += seconds
        self.runs[name] += 1


def _estimator(variant: str) -> PoseEstimator:
    return load_estimator(variant)


def _track(estimator: PoseEstimator, decoded: Iterator[Frame], source: Probe) -> Tracks:
    return estimator.track(decoded, source.media.geometry, redetection_interval(source.media.fps))


if __name__ == "__main__":
    task, clip, count, variant, core, *rest = sys.argv[1:]
    os.sched_setaffinity(0, {int(core)})
    tasks: dict[str, Callable[..., dict[str, float]]] = {
        "frames": frames,
        "video": video,
        "sampled": sampled,
        "export": export,
        "breakdown": breakdown,
    }
    print(json.dumps(tasks[task](Path(clip), int(count), variant, *rest)))
