"""The pictures of the exercises show what counts: each figure's movement, filmed, is its exercise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.exercises.catalogue import catalogue
from formtrace.skeletons import load_skeleton
from tests.support.figure import SIDES, Directions, landmarks, pointing
from tests.support.filming import Actor, Camera, analysed, frame_times

Array = NDArray[np.float64]

POSES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "web/src/figure/poses.json").read_text("utf-8")
)
_YAW_DEG = {"side": 75.0, "front": 8.0, "oblique": 40.0}
_STANDING = {"arm": [0, 8, 10, 8], "leg": [2, 3, -3, 3]}
_ANCHORS = {"feet": "ankle", "hands": "wrist", "hips": "hip"}
_REPS, _REP_S, _LEAD_S, _FPS = 2, 2.0, 0.6, 20


def test_every_exercise_has_a_picture() -> None:
    assert set(POSES) == set(catalogue())


@pytest.mark.parametrize(
    "name", sorted(name for name, exercise in catalogue().items() if exercise.counting.kind != "jump")
)
def test_the_movement_of_the_picture_counts(name: str) -> None:
    figure = POSES[name]
    camera = Camera(yaw_deg=_YAW_DEG[figure.get("view", "side")], scale=0.27, centre=(0.5, 0.7))
    seconds = 3.0 if figure.get("hold") else 2 * _LEAD_S + _REPS * _REP_S
    actor = Actor(lambda t_s: _points(figure, np.ones_like(t_s) if figure.get("hold") else _depth(t_s)))
    (found,) = analysed(name, [actor], frame_times(seconds, _FPS), camera).sets
    if catalogue()[name].counting.kind == "hold":
        assert figure.get("hold")
        (held,) = found.outcome.holds
        assert found.outcome.seconds(held) > 0.8 * seconds
    else:
        assert len(found.outcome.repetitions) == _REPS


def _depth(t_s: Array) -> Array:
    """From rest to the end of the movement and back, each time."""
    done = np.clip((t_s - _LEAD_S) / _REP_S, 0, _REPS)
    return (1 - np.cos(2 * np.pi * done)) / 2


def _points(figure: dict[str, Any], share: Array) -> Array:
    """(N, 33, 3) the figure as the page draws it (``web/src/figure/body.ts``), ``share`` of the way."""
    rest, peak = _angles(figure.get("rest", {})), _angles(figure["peak"])

    def at(part: str) -> Array:
        first, last = np.asarray(rest[part], float), np.asarray(peak[part], float)
        return first[..., None] + (last - first)[..., None] * share

    trunk, lean = np.radians(at("trunk")), np.radians(at("lean"))
    up = np.stack([np.sin(lean), np.cos(trunk) * np.cos(lean), np.sin(trunk) * np.cos(lean)], axis=1)
    limbs = {(side, limb): at(f"{side}_{limb}") for side in SIDES for limb in _STANDING}
    half = {
        (side, limb, part): pointing(*angles[2 * part : 2 * part + 2], side)
        for (side, limb), angles in limbs.items()
        for part in (0, 1)
    }
    points = landmarks(
        Directions(
            trunk=up,
            upper_arm={side: half[side, "arm", 0] for side in SIDES},
            forearm={side: half[side, "arm", 1] for side in SIDES},
            thigh={side: half[side, "leg", 0] for side in SIDES},
            shank={side: half[side, "leg", 1] for side in SIDES},
            foot={side: pointing(at(f"{side}_foot"), 0, side) for side in SIDES},
        )
    )
    points[:, _of("shoulder", "elbow", "wrist", "pinky", "index", "thumb"), 1] += at("shrug")[:, None]
    anchor = figure.get("anchor", "feet")
    shift = -points[:, _of(_ANCHORS[anchor])].mean(axis=1)
    if anchor != "hands":
        shift[:, 1] = figure.get("air", 0) * share - points[:, :, 1].min(axis=1)
    return points + shift[:, None]


def _angles(pose: dict[str, Any]) -> dict[str, Any]:
    angles = {part: pose.get(part, 0) for part in ("trunk", "lean", "shrug")}
    for side in SIDES:
        for limb, standing in _STANDING.items():
            angles[f"{side}_{limb}"] = pose.get(f"{side}_{limb}", pose.get(f"{limb}s", standing))
        angles[f"{side}_foot"] = pose.get("feet", angles[f"{side}_leg"][2] + 90)
    return angles


def _of(*parts: str) -> list[int]:
    names = load_skeleton().names
    return [names.index(f"{side}_{part}") for side in SIDES for part in parts]
