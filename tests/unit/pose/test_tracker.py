"""Finding and following people whose place is known."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.clip.geometry import Geometry
from formtrace.pose.person_search import MAX_PEOPLE, PersonFinder, full_frame, tiles
from formtrace.pose.tracker import PoseTracker, redetection_interval
from tests.unit.pose.fakes import GEOMETRY, Path, Stage, frame, hidden, standing, walking

INTERVAL = 16

Seen = list[tuple[int, int, float]]


def tracked(stage: Stage, frames: range, interval: int = INTERVAL) -> Seen:
    """(frame, track, x of the hips), in order."""
    tracker = PoseTracker(PersonFinder(stage, stage), stage, GEOMETRY, interval)
    observed = tracker.track(frame(i) for i in frames)
    return sorted((index, track, person.next_roi.x_px) for index, track, person in observed)


def people_by_frame(seen: Seen) -> dict[int, list[float]]:
    by_frame = defaultdict(list)
    for index, _, x in seen:
        by_frame[index].append(x)
    return by_frame


@pytest.mark.parametrize(
    ("fps", "frames"), [(2, 8), (8, 16), (24, 48), (29.97, 60), (50, 60), (60, 60), (240, 60)]
)
def test_restarts_are_two_seconds_apart_and_at_most_sixty_frames(fps: float, frames: int) -> None:
    assert redetection_interval(fps) == frames


def test_one_person_is_seen_in_every_frame_and_has_one_track_a_segment() -> None:
    seen = tracked(Stage(walking(150, 3)), range(60))
    assert [index for index, _, _ in seen] == list(range(60))
    np.testing.assert_allclose([x for _, _, x in seen], 150 + 3 * np.arange(60))
    assert len({track for _, track, _ in seen}) == len({index // INTERVAL for index, _, _ in seen})
    for index, track, _ in seen:
        assert {i // INTERVAL for i, t, _ in seen if t == track} == {index // INTERVAL}


def test_a_person_followed_needs_no_detector() -> None:
    stage = Stage(standing(300))
    tracked(stage, range(64))
    assert set(stage.detections) == {0, 16, 32, 48}


@given(cuts=st.sets(st.integers(1, 5)), gone=st.integers(0, 80), length=st.integers(0, 30))
def test_segments_give_the_same_as_the_whole(cuts: set[int], gone: int, length: int) -> None:
    def stage() -> Stage:
        return Stage(hidden(walking(100, 2), gone, gone + length), walking(600, -3), standing(320, 100))

    whole = tracked(stage(), range(6 * INTERVAL))
    edges = [0, *sorted(cut * INTERVAL for cut in cuts), 6 * INTERVAL]
    pieces = [tracked(stage(), range(first, end)) for first, end in itertools.pairwise(edges)]
    assert [row for piece in pieces for row in piece] == whole


def test_somebody_who_comes_back_is_found_before_the_next_restart() -> None:
    seen = tracked(Stage(hidden(standing(300), 3, 6)), range(INTERVAL))
    assert {0, 1, 2} <= {index for index, _, _ in seen}
    assert set(range(9, INTERVAL)) <= {index for index, _, _ in seen}
    assert not {3, 4, 5, 6} & {index for index, _, _ in seen}


def test_one_of_two_who_comes_back_is_found_too() -> None:
    seen = tracked(Stage(standing(150), hidden(standing(500), 3, 6)), range(INTERVAL))
    by_frame = people_by_frame(seen)
    assert by_frame[2] == [150, 500]
    assert by_frame[5] == [150]
    assert all(sorted(by_frame[i]) == [150, 500] for i in range(9, INTERVAL))


def test_somebody_found_late_is_followed_back() -> None:
    """A picture in motion blur shows the detector nobody, and the landmark network somebody."""
    stage = Stage(walking(200, 2), sharp=lambda index: index >= 5)
    seen = people_by_frame(tracked(stage, range(INTERVAL)))
    assert sorted(seen) == list(range(INTERVAL))
    assert all(xs == [200 + 2 * i] for i, xs in seen.items())


def test_two_tracks_that_meet_become_one() -> None:
    meeting: list[Path] = [lambda i: (220 + 10 * min(i, 10), 240), lambda i: (420 - 10 * min(i, 10), 240)]
    seen = people_by_frame(tracked(Stage(*meeting), range(INTERVAL)))
    assert len(seen[0]) == 2
    assert len(seen[INTERVAL - 1]) == 1


def test_people_far_apart_stay_two() -> None:
    seen = tracked(Stage(standing(150), standing(500)), range(40))
    assert all(xs == [150, 500] for xs in people_by_frame(seen).values())
    for track in {track for _, track, _ in seen}:
        assert len({x for _, t, x in seen if t == track}) == 1


def test_a_crowd_is_limited() -> None:
    crowd = [standing(40 + 110 * i, y) for i in range(6) for y in (20.0, 460.0)]
    seen = people_by_frame(tracked(Stage(*crowd), range(1)))
    assert len(seen[0]) == MAX_PEOPLE


def test_nobody_is_nobody() -> None:
    stage = Stage(lambda index: None)
    assert tracked(stage, range(20)) == []
    assert stage.detections, "and was looked for"


@pytest.mark.parametrize("side_px", [480.0, 240.0, 700.0])
def test_tiles_cover_the_picture(side_px: float) -> None:
    squares = tiles(GEOMETRY, side_px)
    half = side_px / 2
    for x in np.linspace(0, 640, 41):
        for y in np.linspace(0, 480, 31):
            assert any(abs(x - s.x_px) <= half and abs(y - s.y_px) <= half for s in squares)
    assert all(s.size_px == side_px for s in squares)


def test_the_whole_picture_fits_into_its_square() -> None:
    square = full_frame(GEOMETRY)
    assert (square.x_px, square.y_px, square.size_px, square.rotation_rad) == (320, 240, 640, 0)


@given(
    gone=st.integers(0, 20),
    length=st.integers(0, 12),
    sharp_from=st.integers(0, 20),
    speeds=st.tuples(st.floats(-12, 12), st.floats(-12, 12)),
)
def test_nobody_is_seen_twice_in_a_frame(
    gone: int, length: int, sharp_from: int, speeds: tuple[float, float]
) -> None:
    walkers = [hidden(walking(220, speeds[0]), gone, gone + length), walking(430, speeds[1])]
    seen = tracked(Stage(*walkers, sharp=lambda index: index >= sharp_from), range(2 * INTERVAL))
    for xs in people_by_frame(seen).values():
        assert len(set(xs)) == len(xs)
    places = [(index, track) for index, track, _ in seen]
    assert len(set(places)) == len(places)


def test_a_very_long_picture_is_not_searched_in_thousands_of_squares() -> None:
    assert len(tiles(Geometry(4096, 16), 8.0)) <= 100
