"""Runs the ``mediapipe`` package's own pose solution, in its own environment (Python 3.9 to 3.12).

    photos IN.npz OUT.npy COMPLEXITY      each picture by itself
    frames IN.npy OUT.npy COMPLEXITY CORE a clip's decoded frames, timed, on one core
    video CLIP FRAMES COMPLEXITY CORE     the same with decoding, through OpenCV as people do
    export CLIP FRAMES COMPLEXITY CORE OUT.mp4   the same, drawn and written as people do

Prints one JSON object with what it measured.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import cv2
import mediapipe as mp  # type: ignore[import-not-found]
import numpy as np

from benchmarks.clock import Clock, peak_mb

LANDMARKS = 33

Report = dict[str, float]


def photos(source: str, target: str, complexity: str) -> Report:
    pictures = np.load(source)
    with _pose(complexity, static=True) as pose:
        found = [_landmarks(pose.process(pictures[name]), pictures[name].shape) for name in pictures.files]
    np.save(target, np.stack(found))
    return {"pictures": len(found)}


def frames(source: str, target: str, complexity: str, core: str) -> Report:
    os.sched_setaffinity(0, {int(core)})
    decoded = np.load(source)
    with _pose(complexity, static=False) as pose:
        pose.process(decoded[0])
        pose.reset()
        clock = Clock()
        results = [pose.process(frame) for frame in decoded]
        measured = clock.read()
    np.save(target, np.stack([_landmarks(result, decoded.shape[1:]) for result in results]))
    return {"frames": len(decoded), **measured}


def video(clip: str, count: str, complexity: str, core: str) -> Report:
    os.sched_setaffinity(0, {int(core)})
    cv2.setNumThreads(1)
    capture, seen = cv2.VideoCapture(clip), 0
    with _pose(complexity, static=False) as pose:
        pose.process(np.zeros((64, 64, 3), np.uint8))
        pose.reset()
        clock = Clock()
        while seen < int(count):
            more, bgr = capture.read()
            if not more:
                break
            pose.process(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
            seen += 1
        measured = clock.read()
    return {"frames": seen, **measured, "peak_mb": peak_mb()}


def export(clip: str, count: str, complexity: str, core: str, target: str) -> Report:
    os.sched_setaffinity(0, {int(core)})
    cv2.setNumThreads(1)
    capture, seen = cv2.VideoCapture(clip), 0
    size = tuple(int(capture.get(side)) for side in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    rate = capture.get(cv2.CAP_PROP_FPS)
    draw = mp.solutions.drawing_utils
    with _pose(complexity, static=False) as pose:
        pose.process(np.zeros((64, 64, 3), np.uint8))
        pose.reset()
        clock = Clock()
        writer = cv2.VideoWriter(target, cv2.VideoWriter_fourcc(*"mp4v"), rate, size)
        while seen < int(count):
            more, bgr = capture.read()
            if not more:
                break
            found = pose.process(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
            draw.draw_landmarks(bgr, found.pose_landmarks, mp.solutions.pose.POSE_CONNECTIONS)
            writer.write(bgr)
            seen += 1
        writer.release()
        measured = clock.read()
    return {"frames": seen, **measured}


def _pose(complexity: str, static: bool) -> Any:
    return mp.solutions.pose.Pose(static_image_mode=static, model_complexity=int(complexity))


def _landmarks(result: Any, shape: tuple[int, ...]) -> np.ndarray:
    """(33, 2) pixels, NaN where no person was found."""
    if result.pose_landmarks is None:
        return np.full((LANDMARKS, 2), np.nan)
    height, width = shape[:2]
    return np.array([(point.x * width, point.y * height) for point in result.pose_landmarks.landmark])


if __name__ == "__main__":
    tasks: dict[str, Callable[..., Report]] = {
        "photos": photos,
        "frames": frames,
        "video": video,
        "export": export,
    }
    print(json.dumps(tasks[sys.argv[1]](*sys.argv[2:])))
