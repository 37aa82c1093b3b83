"""A person made of numbers, standing in the middle of the picture with the arms out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.overlay.track import OverlayTrack
from formtrace.skeletons import load_skeleton

_POSE = {
    "nose": (0.50, 0.20),
    "left_shoulder": (0.60, 0.35),
    "left_elbow": (0.72, 0.40),
    "left_wrist": (0.80, 0.50),
    "left_hip": (0.56, 0.60),
    "left_knee": (0.62, 0.75),
    "left_ankle": (0.60, 0.92),
}


def standing_pose() -> NDArray[np.float64]:
    """(33, 2); landmarks that are not listed lie where their limb ends."""
    skeleton = load_skeleton()
    xy = np.tile(np.array(_POSE["nose"]), (33, 1))
    for index, name in enumerate(skeleton.names):
        joint = name.replace("right_", "left_")
        joint = "left_wrist" if any(part in name for part in ("pinky", "index", "thumb")) else joint
        joint = "left_ankle" if any(part in name for part in ("heel", "foot")) else joint
        if joint in _POSE:
            x, y = _POSE[joint]
            xy[index] = (1 - x, y) if skeleton.landmarks[index].side == "right" else (x, y)
    return xy


@pytest.fixture
def make_track() -> Callable[..., OverlayTrack]:
    """Tracks of the standing person; keyword arguments replace fields."""

    def make(rows: int = 60, fps: float = 30.0, **fields: object) -> OverlayTrack:
        t_s = np.arange(rows) / fps
        values: dict[str, object] = {
            "t_s": t_s,
            "xy_norm": np.tile(standing_pose(), (rows, 1, 1)),
            "visibility": np.ones((rows, 33)),
            "count": np.floor(t_s),
            "count_label": "reps",
            "progress": t_s % 1.0,
            "signal": np.sin(2 * np.pi * t_s),
            "title": "Jumping jack",
        }
        return OverlayTrack(**(values | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def bare_track(make_track: Callable[..., OverlayTrack]) -> Callable[..., OverlayTrack]:
    """Tracks without counter, title and plot: nothing but the person is drawn."""

    def make(rows: int = 1, **fields: object) -> OverlayTrack:
        nothing = np.full(rows, np.nan)
        bare = {"count": nothing, "count_label": "", "progress": nothing, "signal": nothing, "title": ""}
        return make_track(rows, **(bare | fields))

    return make
