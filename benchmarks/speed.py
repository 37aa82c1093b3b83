"""``python -m benchmarks.speed``: frames a second on one core, beside the ``mediapipe`` package.

Both get the same frames and the same landmark network (our ONNX import, their TFLite file), in processes of
their own that are bound to one core and take turns. *Pose*: frames decoded before the clock starts. *With
decoding*: from the file, ours as the product reads it, theirs through OpenCV. Given are medians of the runs,
by the clock on the wall; "CPU" is the ratio by CPU time, which bears a machine that is not quiet.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.data import BUILD, PROJECT, data_folder
from benchmarks.mediapipe_env import COMPLEXITY, run_worker
from benchmarks.tables import table
from formtrace.clip.limits import Limits
from formtrace.exercises.requested import DEFAULT_HZ, FAST_HZ
from formtrace.media.decode import decode_file
from formtrace.media.probe import Probe, probe
from formtrace.motion.subject import candidates
from formtrace.pose.tracks import Tracks

_CLIPS = (
    "videos/lunge_588.mp4",
    "derived/h264_base.mp4",
    "videos/squat_273.mp4",
    "videos/bicep_curl_266.mp4",
    "videos/squat_373.mp4",
    "videos/lunge_367.mp4",
)
_PARTS = ("decode", "detector crop", "detector network", "landmark crop", "landmark network", "rest")
_FAR = 0.2  # torsos
_HIGH_FPS = 45

Run = dict[str, float]  # what a worker measured
Compared = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured: the first ``frames`` frames, ``rounds`` times, with this model on this core."""

    frames: int
    rounds: int
    variant: str
    core: int


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--clips", nargs="+", default=_CLIPS)
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", choices=list(COMPLEXITY), default="full")
    options = parser.parse_args(arguments)
    setting = Setting(options.frames, options.rounds, options.model, max(os.sched_getaffinity(0)))
    BUILD.mkdir(parents=True, exist_ok=True)
    folder, rows, parts, agreement, saved = data_folder(), [], [], [], []
    for name in options.clips:
        print(name, file=sys.stderr)
        source = probe(folder / name, Limits())
        size = f"{source.media.width}x{source.media.height}"
        rows.append((name, size, *_pose_speed(source, setting), *_video_speed(source, setting)))
        parts.append((name, size, *_breakdown(source, setting)))
        agreement.append((name, *_agreement(source)))
        saved += [(name, size, *row) for row in _saved(source, setting)]
    print(f"Model {setting.variant}, one core, first {setting.frames} frames, {setting.rounds} rounds.\n")
    pose = ("pose, fps: ours", "mediapipe", "ratio", "CPU")
    whole = ("with decoding: ours", "mediapipe", "ratio", "CPU", "peak MB: ours", "mediapipe")
    print(table(("clip", "size", *pose, *whole), rows), end="\n\n")
    runs = ("detector runs", "landmark runs")
    print("Ours, CPU milliseconds a frame, and network runs a frame:\n")
    print(table(("clip", "size", *_PARTS, *runs), parts), end="\n\n")
    print("From the file, frames of the clip a second; ours analyses some, mediapipe all:\n")
    print(table(("clip", "size", "what", "fps: ours", "mediapipe", "ratio", "CPU"), saved), end="\n\n")
    print("Distance between our landmarks and mediapipe's, in torsos:\n")
    print(table(("clip", "median", "90%", f"frames over {_FAR}", "frames compared"), agreement))
    return 0


def _pose_speed(source: Probe, setting: Setting) -> Compared:
    """Pose alone."""
    pictures = BUILD / "frames.npy"
    np.save(pictures, np.stack([frame.rgb() for frame in islice(decode_file(source), setting.frames)]))
    ours, theirs = [], []
    for _ in range(setting.rounds):
        ours.append(_our_worker("frames", source.path, setting, _our_landmarks()))
        complexity = COMPLEXITY[setting.variant]
        answer = run_worker("frames", pictures, _their_landmarks(), complexity, setting.core)
        theirs.append(json.loads(answer))
    pictures.unlink()
    return _compared(ours, theirs)


def _video_speed(source: Probe, setting: Setting) -> tuple[str, str, str, str, int, int]:
    """From the file, with the highest memory of a process."""
    ours, theirs = [], []
    for _ in range(setting.rounds):
        ours.append(_our_worker("video", source.path, setting))
        complexity = COMPLEXITY[setting.variant]
        answer = run_worker("video", source.path, setting.frames, complexity, setting.core)
        theirs.append(json.loads(answer))
    peaks = [round(max(run["peak_mb"] for run in runs)) for runs in (ours, theirs)]
    return *_compared(ours, theirs), peaks[0], peaks[1]


def _saved(source: Probe, setting: Setting) -> Iterator[tuple[str, str, str, str, str]]:
    """Where not every frame is analysed, and with an overlay beside the script that people write."""
    complexity, fps = COMPLEXITY[setting.variant], source.media.fps
    rates = {"fast": FAST_HZ} if fps < _HIGH_FPS else {"30 a second": DEFAULT_HZ, "fast": FAST_HZ}
    for name, hz in rates.items():
        ours, theirs = [], []
        for _ in range(setting.rounds):
            ours.append(_our_worker("sampled", source.path, setting, hz))
            answer = run_worker("video", source.path, setting.frames, complexity, setting.core)
            theirs.append(json.loads(answer))
        yield (f"{fps:.0f} fps, {name}", *_compared(ours, theirs))
    ours, theirs = [], []
    for _ in range(setting.rounds):
        ours.append(_our_worker("export", source.path, setting, BUILD / "export"))
        target = BUILD / "export.mp4"
        answer = run_worker("export", source.path, setting.frames, complexity, setting.core, target)
        theirs.append(json.loads(answer))
    yield ("overlay video", *_compared(ours, theirs))


def _breakdown(source: Probe, setting: Setting) -> list[float]:
    ms = _our_worker("breakdown", source.path, setting)
    networks = ("detector network", "landmark network")
    return [ms[part] for part in _PARTS] + [ms[f"{network}: runs"] for network in networks]


def _compared(ours: list[Run], theirs: list[Run]) -> Compared:
    """Medians of frames a second, ours and theirs; their ratio, and the ratio by CPU time."""
    (own, own_cpu), (other, other_cpu) = (
        [statistics.median(run["frames"] / run[clock] for run in runs) for clock in ("wall_s", "cpu_s")]
        for runs in (ours, theirs)
    )
    return f"{own:.1f}", f"{other:.1f}", f"{own / other:.2f}x", f"{own_cpu / other_cpu:.2f}x"


def _our_worker(task: str, clip: Path, setting: Setting, *rest: Path | float) -> Run:
    arguments = (task, clip, setting.frames, setting.variant, setting.core, *rest)
    command = [sys.executable, "-m", "benchmarks.speed_worker", *map(str, arguments)]
    done = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True)
    measured: Run = json.loads(done.stdout)
    return measured


def _our_landmarks() -> Path:
    return BUILD / "landmarks_formtrace.npz"


def _their_landmarks() -> Path:
    return BUILD / "landmarks_mediapipe.npy"


def _agreement(source: Probe) -> tuple[float, float, int, int]:
    """How far the chosen person's landmarks of the last timed runs lie apart, in torsos of the frame."""
    theirs = np.load(_their_landmarks())
    tracks, media = Tracks.load(_our_landmarks()), source.media
    subject = candidates(tracks, source.t_s[: len(theirs)], 0, len(theirs), media.width / media.height)[0]
    both = (subject.rows >= 0) & np.isfinite(theirs[:, 0, 0])
    ours = tracks.xy_norm[subject.rows[both]] * [media.width, media.height]
    torso = np.linalg.norm((ours[:, 11:13] - ours[:, 23:25]).mean(axis=1), axis=1)
    apart = np.linalg.norm(ours - theirs[both], axis=2) / torso[:, None]
    far = int((np.median(apart, axis=1) > _FAR).sum())
    return float(np.median(apart)), float(np.quantile(apart, 0.9)), far, int(both.sum())


if __name__ == "__main__":
    raise SystemExit(main())
