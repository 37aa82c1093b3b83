"""The files beside the result document: equal analyses give equal bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis
from formtrace.motion.angles_table import write_angles
from formtrace.motion.body import Motion
from formtrace.motion.subject_motion import in_image_plane
from formtrace.npz import write_npz
from formtrace.reference.ghost import Ghost
from formtrace.results.frames import Course, FrameTable, write_frames
from formtrace.results.sink import Sink
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton, skeleton_of


def write_files(analysis: Analysis, table: FrameTable, sink: Sink) -> dict[str, str]:
    """Write keypoints, angles, frames and the movement signal; their names by role."""
    motion = analysis.motion
    files = {"keypoints": "keypoints.npz", "angles": "angles.csv", "frames": "frames.json"}
    with sink.create(files["keypoints"]) as file:
        write_keypoints(file, motion, analysis.interpolated)
    with sink.create(files["angles"]) as file:
        write_angles(file, motion.t_s, analysis.angles)
    with sink.create(files["frames"]) as file:
        write_frames(file, table)
    if table.course is not None:
        files["signal"] = "signal.npz"
        with sink.create(files["signal"]) as file:
            write_signal(file, table.t_s, table.course)
    if table.ghost is not None:
        files["ghost"] = "ghost.npz"
        with sink.create(files["ghost"]) as file:
            write_ghost(file, table.t_s, table.ghost, table.skeleton)
    return files


def write_keypoints(file: BinaryIO, motion: Motion, interpolated: NDArray[np.bool_]) -> None:
    """``t_s`` (N,), ``xy_norm`` (N, K, 2), ``score`` (N, K), ``world_m`` (N, K, 3), ``names`` (K,).

    ``interpolated`` (N,) tells the frames that were not analysed themselves.

    ``world_m`` is NaN where the pose model gives no depth.
    """
    write_npz(file, _keypoints(motion, interpolated))


def _keypoints(motion: Motion, interpolated: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[Any]]]:
    yield "t_s", motion.t_s
    yield "xy_norm", motion.xy_norm.astype(np.float32)
    yield "score", np.nan_to_num(motion.visibility.astype(np.float32), copy=False)
    world_m = motion.world_m.astype(np.float32)
    yield "world_m", world_m if motion.has_depth else np.full_like(world_m, np.nan)
    yield "names", np.array(motion.skeleton.names)
    yield "interpolated", interpolated


def write_signal(file: BinaryIO, t_s: Series, course: Course) -> None:
    """The movement signal, the progress within the repetition (0..1, NaN outside), the count, the set."""
    columns = t_s, course.signal, course.progress, course.count, course.set
    write_npz(file, zip(("t_s", "value", "progress", "count", "set"), columns, strict=True))


def read_keypoints(file: Path | BinaryIO, aspect: float) -> Motion:
    """The motion that :func:`write_keypoints` wrote, as one shot; ``aspect`` is the display's."""
    with np.load(file) as stored:
        t_s, xy_norm, visibility, world_m = (
            stored[name].astype(np.float64) for name in ("t_s", "xy_norm", "score", "world_m")
        )
        skeleton = skeleton_of(stored["names"].tolist())
    has_depth = bool(np.isfinite(world_m).any())
    if not has_depth:
        world_m = in_image_plane(xy_norm * [aspect, 1.0], skeleton)
    shot = np.zeros(len(t_s), dtype=np.intp)
    return Motion(t_s, xy_norm, visibility, world_m, shot, aspect, skeleton, has_depth)


def write_ghost(file: BinaryIO, t_s: Series, ghost: Ghost, skeleton: Skeleton) -> None:
    """``t_s`` (N,), ``xy_norm`` (N, K, 2) and ``off`` (N, K), see :mod:`formtrace.reference.ghost`."""
    xy_norm, joint_error = ghost.of_landmarks(skeleton)
    compact = xy_norm.astype(np.float32), joint_error.astype(np.float32)
    write_npz(file, zip(("t_s", "xy_norm", "off"), (t_s, *compact), strict=True))
