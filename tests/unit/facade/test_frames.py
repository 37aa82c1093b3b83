"""Pictures in memory become the clip that a file of them would be."""

from __future__ import annotations

import numpy as np
import pytest

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.errors import EmptyMediaError, InvalidOptionsError
from formtrace.facade.frames import FrameSource
from formtrace.pose.tracks import Tracks


class Watcher:
    """Stands in for the pose estimator and keeps the frames."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def track(self, frames: object, geometry: Geometry, interval: int) -> Tracks:
        self.frames = list(frames)
        return Tracks.empty(("watcher", ""))


def pictures(count: int) -> list[np.ndarray]:
    return [np.full((48, 64, 3), 10 * i, np.uint8) for i in range(count)]


def test_a_generator_with_a_constant_rate() -> None:
    watcher = Watcher()
    source = FrameSource.of((picture for picture in pictures(5)), None, 25)
    _, manifest = source.estimate(watcher)
    np.testing.assert_allclose(manifest.t_s, np.arange(5) / 25)
    assert [frame.index for frame in watcher.frames] == [0, 1, 2, 3, 4]
    np.testing.assert_allclose([frame.t_s for frame in watcher.frames], manifest.t_s)
    assert (manifest.media.width, manifest.media.height, manifest.media.fps) == (64, 48, 25)
    assert not source.again


def test_times_of_their_own_count_from_the_first() -> None:
    watcher = Watcher()
    source = FrameSource.of(pictures(3), [10.0, 10.5, 12.0], None)
    _, manifest = source.estimate(watcher)
    np.testing.assert_allclose(manifest.t_s, [0, 0.5, 2.0])
    np.testing.assert_allclose([frame.t_s for frame in watcher.frames], [0, 0.5, 2.0])
    assert manifest.media.fps == pytest.approx(1.0)
    assert source.again
    assert [int(frame.y[0, 0]) for frame in source.frames()] == [0, 10, 20]


@pytest.mark.parametrize(
    ("times_s", "fps", "message"),
    [
        (None, None, "times_s=.* or a constant rate"),
        ([0, 1], 30, "times_s=.* or a constant rate"),
        (None, 0, "Give fps as"),
        ([0, 1, 1], None, "each later than the last"),
        ([0, float("nan")], None, "each later than the last"),
    ],
)
def test_times_that_cannot_be(times_s: object, fps: float | None, message: str) -> None:
    with pytest.raises(InvalidOptionsError, match=message):
        FrameSource.of(pictures(3), times_s, fps)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([np.zeros((48, 64), np.uint8)], r"not \(48, 64\) uint8"),
        ([np.zeros((48, 64, 3), np.float32)], "not .* float32"),
        ([*pictures(1), np.zeros((50, 64, 3), np.uint8)], "frames of one size"),
        (pictures(4), "more frames than times_s"),
    ],
)
def test_pictures_that_cannot_be(wrong: list[np.ndarray], message: str) -> None:
    with pytest.raises(InvalidOptionsError, match=message):
        FrameSource.of(wrong, [0.0, 0.1, 0.2], None).estimate(Watcher())


def test_no_pictures() -> None:
    with pytest.raises(EmptyMediaError, match="There are no frames"):
        FrameSource.of([], None, 30).estimate(Watcher())
