"""The file that pose workers write and the aggregator merges."""

from __future__ import annotations

import dataclasses
import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.errors import TransientError
from formtrace.pose.roi import RotatedRoi
from formtrace.pose.tracks import Tracks
from tests.support.filming import MODEL, Actor, film, frame_times
from tests.support.movements import stand
from tests.unit.pose.fakes import person_at

ARRAYS = [field.name for field in dataclasses.fields(Tracks) if field.name not in ("model", "skeleton")]


def some_tracks() -> Tracks:
    return film([Actor(stand), Actor(stand, lambda t_s: np.full((len(t_s), 3), 1.0))], frame_times(3, 30))[0]


def assert_equal(one: Tracks, other: Tracks) -> None:
    assert (one.model, one.skeleton) == (other.model, other.skeleton)
    for name in ARRAYS:
        assert getattr(one, name).dtype == getattr(other, name).dtype
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def chosen(tracks: Tracks, rows: np.ndarray) -> Tracks:
    return tracks.select(rows)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    for tracks in (some_tracks(), Tracks.empty(MODEL)):
        tracks.save(tmp_path / "tracks.npz")
        assert_equal(Tracks.load(tmp_path / "tracks.npz"), tracks)


def test_equal_tracks_are_equal_bytes_whenever_they_are_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_tracks().save(tmp_path / "now.npz")
    later = time.time() + 86_400 * 400
    monkeypatch.setattr(time, "time", lambda: later)
    some_tracks().save(tmp_path / "later.npz")
    assert (tmp_path / "now.npz").read_bytes() == (tmp_path / "later.npz").read_bytes()


@given(cuts=st.lists(st.integers(0, 90), max_size=6), order=st.randoms(use_true_random=False))
def test_the_order_of_the_chunks_does_not_matter(cuts: list[int], order: st.DrawFn) -> None:
    tracks = some_tracks()
    edges = [0, *sorted(cuts), 90]
    parts = [
        chosen(tracks, (tracks.frame >= first) & (tracks.frame < end))
        for first, end in itertools.pairwise(edges)
    ]
    order.shuffle(parts)
    assert_equal(Tracks.concatenate(parts), tracks)


def test_files_of_chunks_are_joined(tmp_path: Path) -> None:
    tracks = some_tracks()
    middle = int(tracks.frame[len(tracks) // 2])
    paths = [tmp_path / "first.npz", tmp_path / "second.npz"]
    for path, rows in zip(paths, (tracks.frame < middle, tracks.frame >= middle), strict=True):
        chosen(tracks, rows).save(path)
    assert_equal(Tracks.load_all(paths), tracks)
    dataclasses.replace(tracks, model=("another", "1" * 64)).save(paths[1])
    with pytest.raises(ValueError, match="unpack"):
        Tracks.load_all(paths)
    paths[1].write_bytes(paths[1].read_bytes()[:-100])
    with pytest.raises(TransientError):
        Tracks.load_all(paths)


def test_chunks_of_different_models_do_not_mix() -> None:
    other = dataclasses.replace(some_tracks(), model=("another", "1" * 64))
    with pytest.raises(ValueError, match="unpack"):
        Tracks.concatenate([some_tracks(), other])


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_an_incomplete_file_is_worth_another_try(tmp_path: Path, share: float) -> None:
    path = tmp_path / "tracks.npz"
    some_tracks().save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(TransientError):
        Tracks.load(path)


def test_a_damaged_file_is_worth_another_try(tmp_path: Path) -> None:
    path = tmp_path / "tracks.npz"
    some_tracks().save(path)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    path.write_bytes(bytes(damaged))
    with pytest.raises(TransientError):
        Tracks.load(path)
    with pytest.raises(TransientError):
        Tracks.load(tmp_path / "missing.npz")


def test_a_file_of_an_earlier_release_has_blazepose_landmarks(tmp_path: Path) -> None:
    path = tmp_path / "tracks.npz"
    some_tracks().save(path)
    with np.load(path) as arrays:
        earlier = dict(arrays)
    earlier["model"] = earlier["model"][:2]
    np.savez_compressed(path, **earlier)
    assert Tracks.load(path).skeleton == "blazepose33"


def test_people_become_rows_in_order_of_frame_and_track() -> None:
    roi = RotatedRoi(320, 240, 200)
    seen = [(5, 1, person_at(320, 240, roi)), (4, 7, person_at(64, 48, roi, presence=0.6))]
    tracks = Tracks.from_observations(MODEL, "blazepose33", seen, (640, 480))
    np.testing.assert_array_equal(tracks.frame, [4, 5])
    np.testing.assert_array_equal(tracks.track, [7, 1])
    np.testing.assert_allclose(tracks.presence, [0.6, 0.95], rtol=1e-6)
    np.testing.assert_allclose(tracks.xy_norm[:, 16], [[0.1, 0.1], [0.5, 0.5]], rtol=1e-6)
    np.testing.assert_allclose(
        tracks.box_xyxy_norm[1], [270 / 640, 190 / 480, 370 / 640, 290 / 480], rtol=1e-6
    )
    assert len(Tracks.from_observations(MODEL, "coco17", [], (640, 480))) == 0
