"""The people of a finished chunk, for clients that draw them while the analysis goes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from formtrace.skeletons import load_skeleton

if TYPE_CHECKING:
    from formtrace.clip.manifest import Chunk, Manifest
    from formtrace.pose.tracks import Tracks

MAX_PEOPLE = 3
MAX_FRAMES = 600
"""A preview is small enough for one answer of the API: few people, and not every frame of a long chunk."""


def preview_json(tracks: Tracks, manifest: Manifest, chunk: Chunk) -> bytes:
    """The landmarks as they were detected, neither smoothed nor of one chosen person.

    Each frame has those with the largest boxes: ``[x, y, visibility]`` of every landmark, as shares of the
    display's width and height.
    """
    step, t_s = -(-chunk.frame_count // MAX_FRAMES), manifest.t_s
    frames = []
    for frame in range(chunk.first_frame, chunk.end_frame, step):
        rows = np.flatnonzero(tracks.frame == frame)
        low, high = tracks.box_xyxy_norm[rows, :2], tracks.box_xyxy_norm[rows, 2:]
        largest = rows[np.argsort(-(high - low).prod(axis=1), kind="stable")[:MAX_PEOPLE]]
        points = np.concatenate([tracks.xy_norm[largest], tracks.visibility[largest, :, None]], axis=-1)
        people = np.round(points.astype(np.float64), 3).tolist()
        frames.append({"t_s": round(float(t_s[frame]), 4), "people": people})
    document = {
        "chunk": chunk.index,
        "skeleton": tracks.skeleton,
        "names": list(load_skeleton(tracks.skeleton).names),
        "frames": frames,
    }
    return json.dumps(document, separators=(",", ":")).encode()
