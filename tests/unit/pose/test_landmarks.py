"""The landmark network's outputs, made by hand, and the person they stand for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formtrace.clip.geometry import Geometry
from formtrace.pose import model as module
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.pose.model import OnnxPoseModel
from formtrace.pose.model_store import find_model
from formtrace.pose.roi import RotatedRoi
from tests.unit.pose.test_crop import frame_of

SPEC = find_model("full").spec
GEOMETRY = Geometry(640, 480)


class _HandMade:
    def __init__(self, points: np.ndarray, presence: float, world: np.ndarray) -> None:
        self.heatmap = np.full((1, 39, 64, 64), -20.0, np.float32)
        self._answer = {
            "landmarks": points.reshape(1, -1),
            "presence": np.array([[presence]], np.float32),
            "world": world.reshape(1, -1),
            "heatmap": self.heatmap,
        }

    def run(self, names: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        assert feed["image"].shape == (1, 3, 256, 256)
        return [self._answer[name] for name in names]


def estimate(
    monkeypatch: pytest.MonkeyPatch, points: np.ndarray, world: np.ndarray, roi: RotatedRoi
) -> PoseLandmarks:
    monkeypatch.setattr(module, "sha256_of", lambda path: "unused")
    monkeypatch.setattr(module, "open_session", lambda path, threads: _HandMade(points, 0.875, world))
    estimator = OnnxPoseModel(SPEC, Path("unused"))
    return estimator.estimate(frame_of(np.full((480, 640), 90.0)), GEOMETRY, roi)


def raw() -> tuple[np.ndarray, np.ndarray]:
    """Everything in the crop's middle, half visible; the auxiliary points ask for the same crop again."""
    points = np.zeros((39, 5), np.float32)
    points[:, :2] = 128
    points[33, :2], points[34, :2] = (128, 128), (128, 128 - 128 / SPEC.roi_scale)
    return points, np.zeros((39, 3), np.float32)


def test_crop_coordinates_become_picture_coordinates(monkeypatch: pytest.MonkeyPatch) -> None:
    points, world = raw()
    points[0, :3] = (256, 0, -64)
    person = estimate(monkeypatch, points, world, RotatedRoi(300, 200, 128))
    np.testing.assert_allclose(person.xy_px[0], [364, 136])
    np.testing.assert_allclose(person.xy_px[1], [300, 200])
    assert person.z_px[0] == pytest.approx(-32)  # depth has the scale of x: two crop pixels are one
    assert person.xy_px.shape == (33, 2)


def test_a_turned_crop_turns_the_landmarks_and_the_metres(monkeypatch: pytest.MonkeyPatch) -> None:
    points, world = raw()
    points[0, :2] = (128, 64)  # up in the crop
    world[0] = (0.0, -0.5, 0.25)
    person = estimate(monkeypatch, points, world, RotatedRoi(300, 200, 256, np.pi / 2))
    np.testing.assert_allclose(person.xy_px[0], [364, 200], atol=1e-9)  # to the right in the picture
    np.testing.assert_allclose(person.world_m[0], [0.5, 0.0, 0.25], atol=1e-9)


def test_visibility_is_a_probability_of_both_logits(monkeypatch: pytest.MonkeyPatch) -> None:
    points, world = raw()
    points[0, 3:], points[1, 3:], points[2, 3:] = (np.log(3), 40), (40, -40), (0, 0)
    person = estimate(monkeypatch, points, world, RotatedRoi(300, 200, 256))
    np.testing.assert_allclose(person.visibility[:3], [0.75, 0, 0.25], atol=1e-6)
    assert person.presence == 0.875
    assert person.confidence == pytest.approx(0.875 * person.visibility.mean())


def test_somebody_who_does_not_move_is_looked_at_where_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    roi = RotatedRoi(300, 200, 240, 0.6)
    person = estimate(monkeypatch, *raw(), roi)
    again = person.next_roi
    assert (again.x_px, again.y_px) == (pytest.approx(300), pytest.approx(200))
    assert again.size_px == pytest.approx(240)
    assert again.rotation_rad == pytest.approx(0.6)


def test_a_closer_look_follows_the_heatmap_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    points, world = raw()
    network = _HandMade(points, 0.875, world)
    network.heatmap[0, 0, 32, 34] = 20.0  # the nose, two cells of four pixels to the right
    monkeypatch.setattr(module, "sha256_of", lambda path: "unused")
    monkeypatch.setattr(module, "open_session", lambda path, threads: network)
    estimator = OnnxPoseModel(SPEC, Path("unused"), with_heatmaps=True)
    picture, roi = frame_of(np.full((480, 640), 90.0)), RotatedRoi(300, 200, 256)
    np.testing.assert_allclose(estimator.estimate(picture, GEOMETRY, roi).xy_px[0], [300, 200])
    refined = estimator.estimate_refined(picture, GEOMETRY, roi)
    np.testing.assert_allclose(refined.xy_px[0], [308, 200], atol=1e-3)
    np.testing.assert_allclose(refined.xy_px[1], [300, 200])
