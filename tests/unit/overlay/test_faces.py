"""Faces are covered: where, how large, for how long, and what is left of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.overlay.faces import Heads
from formtrace.pose.tracks import Tracks
from formtrace.skeletons import load_skeleton

WIDTH, HEIGHT, FPS = 640, 360, 30
BODY = {
    "nose": (0, 0),
    "left_ear": (0.07, 0),
    "right_ear": (-0.07, 0),
    "left_shoulder": (0.19, 0.25),
    "right_shoulder": (-0.19, 0.25),
    "left_hip": (0.1, 0.75),
    "right_hip": (-0.1, 0.75),
}
"""Metres from the middle of the face, right and down."""
PX_PER_M = 100


def person(x_px: float, y_px: float, turned: bool = False) -> NDArray[np.float64]:
    """Landmarks, (33, 2), of a standing person whose face is there; from the side if turned."""
    skeleton = load_skeleton()
    points = np.zeros((len(skeleton), 2))
    for at, landmark in enumerate(skeleton.landmarks):
        x, y = BODY.get(landmark.name, (0.0, 0.0 if landmark.part.startswith("face") else 0.8))
        points[at] = (x_px + PX_PER_M * (0 if turned else x), y_px + PX_PER_M * y)
    return points / (WIDTH, HEIGHT)


def manifest(frames: int) -> Manifest:
    media = MediaInfo(
        width=WIDTH,
        height=HEIGHT,
        fps=FPS,
        frames=frames,
        duration_s=frames / FPS,
        rotation=0,
        codec="h264",
        vfr=False,
        has_audio=False,
        container="mov",
        geometry=Geometry(WIDTH, HEIGHT),
        colour_matrix="bt709",
        full_range=False,
    )
    return Manifest(
        source="video",
        media=media,
        time_base=(1, FPS),
        pts=tuple(range(frames)),
        redetection_interval=60,
        first_frame=0,
        end_frame=frames,
        chunks=(),
    )


def tracks(*seen: tuple[int, int, NDArray[np.float64]]) -> Tracks:
    """Observations: frame, track, landmarks."""
    count = len(seen)
    return Tracks(
        model=("test", ""),
        frame=np.array([one[0] for one in seen], np.int32),
        track=np.array([one[1] for one in seen], np.int32),
        presence=np.ones(count, np.float32),
        box_xyxy_norm=np.zeros((count, 4), np.float32),
        xy_norm=np.array([one[2] for one in seen], np.float32).reshape(count, 33, 2),
        z_norm=np.zeros((count, 33), np.float32),
        visibility=np.ones((count, 33), np.float32),
        world_m=np.zeros((count, 33, 3), np.float32),
    )


def covered(heads: Heads, frame: int, x_px: float, y_px: float) -> bool:
    """Whether a face of 11 cm around this point is under a cover."""
    rows = heads.frame == frame
    apart = np.linalg.norm(heads.centre[rows] * WIDTH - (x_px, y_px), axis=1)
    return bool((apart + 0.11 * PX_PER_M <= heads.radius[rows] * WIDTH).any())


@pytest.mark.parametrize("turned", [False, True])
def test_a_whole_head_is_covered_from_the_front_and_from_the_side(turned: bool) -> None:
    heads = Heads.of_tracks(tracks((0, 1, person(300, 80, turned))), manifest(1), 0, 1)
    assert covered(heads, 0, 300, 80)
    (radius,) = heads.radius * WIDTH / PX_PER_M
    assert 0.15 <= radius <= 0.25  # metres: a head is 23 cm high


def test_everybody_is_covered_not_only_the_subject() -> None:
    seen = tracks((0, 1, person(100, 80)), (0, 2, person(500, 120)))
    heads = Heads.of_tracks(seen, manifest(1), 0, 1)
    assert covered(heads, 0, 100, 80)
    assert covered(heads, 0, 500, 120)


@pytest.mark.parametrize("lost", [5, 15, 40])
def test_a_face_stays_covered_while_the_detection_drops(lost: int) -> None:
    """Frames are lost from 20 on, while the person walks at 1.5 m/s; afterwards the track is another one."""
    pace = 1.5 * PX_PER_M / FPS
    seen = [
        (frame, 1 if frame < 20 else 2, person(100 + pace * frame, 80))
        for frame in range(80)
        if not 20 <= frame < 20 + lost
    ]
    heads = Heads.of_tracks(tracks(*seen), manifest(80), 0, 80)
    assert all(covered(heads, frame, 100 + pace * frame, 80) for frame in range(80))


def test_who_comes_in_is_covered_before_the_detector_looks_again() -> None:
    pace = 1.5 * PX_PER_M / FPS
    seen = [(frame, 1, person(600 - pace * frame, 80)) for frame in range(60, 80)]
    heads = Heads.of_tracks(tracks(*seen), manifest(100), 0, 100)
    assert all(covered(heads, frame, 600 - pace * frame, 80) for frame in range(0, 100))


def test_people_far_apart_are_not_joined() -> None:
    seen = tracks((0, 1, person(80, 80)), (30, 2, person(560, 80)))
    heads = Heads.of_tracks(seen, manifest(31), 0, 31)
    assert not covered(heads, 15, 320, 80)
    assert covered(heads, 15, 80, 80)


def test_covers_are_the_same_however_the_clip_is_cut() -> None:
    rng = np.random.default_rng(1)
    seen = [
        (frame, frame // 60, person(200 + 100 * np.sin(frame / 20), 90))
        for frame in range(0, 300, 2)
        if rng.random() > 0.3
    ]
    whole = Heads.of_tracks(tracks(*seen), manifest(300), 0, 300)
    for first in (0, 100, 200):
        part = Heads.of_tracks(tracks(*seen), manifest(300), first, first + 100)
        rows = (whole.frame >= first) & (whole.frame < first + 100)
        assert np.array_equal(part.frame, whole.frame[rows])
        assert np.allclose(part.centre, whole.centre[rows])
        assert np.allclose(part.radius, whole.radius[rows])


def test_little_is_left_of_a_face_and_all_of_the_rest() -> None:
    rng = np.random.default_rng(2)
    luma = rng.integers(0, 255, (HEIGHT, WIDTH), dtype=np.uint8)
    chroma = rng.integers(0, 255, (HEIGHT // 2, WIDTH // 2), dtype=np.uint8)
    before = luma.copy(), chroma.copy()
    heads = Heads.of_tracks(tracks((0, 1, person(300, 80))), manifest(1), 0, 1)
    heads.blur([luma, chroma], 0, (0, 0, WIDTH))
    for plane, old, step in ((luma, before[0], 1), (chroma, before[1], 2)):
        x, y, half = 300 // step, 80 // step, 10 // step
        face = plane[y - half : y + half, x - half : x + half].astype(float)
        assert face.std() < 0.2 * old.astype(float).std()
        assert np.abs(np.diff(face, axis=1)).max() <= 8  # noise of neighbours differs by far more
        assert np.array_equal(plane[y + 40 :], old[y + 40 :])
        assert np.array_equal(plane[:, : x - 40], old[:, : x - 40])


def test_nobody_and_heads_at_the_edge_are_no_trouble() -> None:
    plane = np.full((HEIGHT, WIDTH), 7, np.uint8)
    Heads.of_tracks(tracks(), manifest(3), 0, 3).blur([plane], 1, (0, 0, WIDTH))
    seen = tracks((0, 1, person(-5, -5)), (0, 2, person(700, 80)), (0, 3, person(639, 359)))
    Heads.of_tracks(seen, manifest(3), 0, 3).blur([plane], 0, (0, 0, WIDTH))
    assert (plane == 7).all()
