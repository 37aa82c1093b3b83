"""The files beside the result document: equal analyses give equal bytes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import BinaryIO

import numpy as np

from formtrace.analysis import Analysis
from formtrace.motion.angles import AngleSeries
from formtrace.motion.body import Motion
from formtrace.motion.subject_motion import in_image_plane
from formtrace.reference.ghost import Ghost
from formtrace.results.frames import Course, FrameTable, write_frames
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton, skeleton_of


def write_files(analysis: Analysis, folder: Path) -> dict[str, str]:
    """Write keypoints, angles, frames and the movement signal into ``folder``; their names by role."""
    motion, table = analysis.motion, FrameTable.of(analysis)
    files = {"keypoints": "keypoints.npz", "angles": "angles.csv", "frames": "frames.json"}
    write_keypoints(folder / files["keypoints"], motion)
    write_angles(folder / files["angles"], motion.t_s, analysis.angles)
    write_frames(folder / files["frames"], table)
    if table.course is not None:
        files["signal"] = "signal.npz"
        write_signal(folder / files["signal"], table.t_s, table.course)
    if table.ghost is not None:
        files["ghost"] = "ghost.npz"
        write_ghost(folder / files["ghost"], table.t_s, table.ghost, table.skeleton)
    return files


def write_keypoints(path: Path, motion: Motion) -> None:
    """``t_s`` (N,), ``xy_norm`` (N, K, 2), ``score`` (N, K), ``world_m`` (N, K, 3), ``names`` (K,).

    ``world_m`` is NaN where the pose model gives no depth.
    """
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            t_s=motion.t_s,
            xy_norm=motion.xy_norm.astype(np.float32),
            score=np.nan_to_num(motion.visibility).astype(np.float32),
            world_m=np.where(motion.has_depth, motion.world_m, np.nan).astype(np.float32),
            names=np.array(motion.skeleton.names),
        )


def write_angles(path: Path, t_s: Series, angles: list[AngleSeries]) -> None:
    """A table with a row a frame: each angle in the picture, in space (``_3d``), and its score."""
    columns = {"t_s": t_s}
    for angle in angles:
        columns[angle.name] = angle.image_deg
        columns[f"{angle.name}_3d"] = angle.space_3d_deg
        columns[f"{angle.name}_score"] = angle.confidence
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow(["" if np.isnan(value) else f"{value:.3f}" for value in row])


def write_signal(path: Path, t_s: Series, course: Course) -> None:
    """The movement signal, the progress within the repetition (0..1, NaN outside) and the running count."""
    with path.open("wb") as file:
        np.savez_compressed(file, t_s=t_s, value=course.signal, progress=course.progress, count=course.count)


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


def write_ghost(path: Path, t_s: Series, ghost: Ghost, skeleton: Skeleton) -> None:
    """``t_s`` (N,), ``xy_norm`` (N, K, 2) and ``off`` (N, K), see :mod:`formtrace.reference.ghost`."""
    xy_norm, joint_error = ghost.of_landmarks(skeleton)
    with path.open("wb") as file:
        np.savez_compressed(
            file, t_s=t_s, xy_norm=xy_norm.astype(np.float32), off=joint_error.astype(np.float32)
        )
