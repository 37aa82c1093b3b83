from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from formtrace.clip.manifest import Chunk, Manifest, seconds
from tests.unit.media.test_frames import media_info


def manifest(**changes: object) -> Manifest:
    chunks = [
        Chunk(index=0, file="0000.packets", first_frame=0, frame_count=2, preroll_frames=0),
        Chunk(index=1, file="0001.packets", first_frame=2, frame_count=1, preroll_frames=2),
    ]
    fields = {
        "source": "video",
        "media": media_info(64, 48),
        "time_base": (1, 3),
        "pts": [-1, 0, 5],
        "redetection_interval": 2,
        "first_frame": 0,
        "end_frame": 3,
        "chunks": chunks,
    }
    return Manifest.model_validate({**fields, **changes})


def test_time_starts_at_the_first_frame() -> None:
    assert manifest().t_s.tolist() == [0, 1 / 3, 2]


@given(
    pts=st.lists(st.integers(-(2**40), 2**40), min_size=1),
    base=st.sampled_from([(1, 90_000), (1001, 30_000)]),
)
def test_json_round_trip_is_exact(pts: list[int], base: tuple[int, int]) -> None:
    written = manifest(pts=pts, time_base=base, first_frame=0, end_frame=len(pts))
    assert Manifest.model_validate_json(written.model_dump_json()) == written


@given(st.integers(0, 2**31), st.integers(1, 10**6), st.integers(1, 10**6))
def test_seconds_round_once(pts: int, numerator: int, denominator: int) -> None:
    base = Fraction(numerator, denominator)
    exact = Fraction(pts) * base
    assert seconds(np.array([0, pts]), base)[1] == pytest.approx(float(exact), rel=3e-16)


@pytest.mark.parametrize(
    "wrong", [{"end_frame": 4}, {"first_frame": 3}, {"pts": []}, {"redetection_interval": 0}, {"unknown": 1}]
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        manifest(**wrong)


def test_chunks_must_follow_each_other() -> None:
    chunks = manifest().chunks
    with pytest.raises(ValidationError):
        manifest(chunks=[chunks[1], chunks[0]])


def test_a_manifest_with_the_interval_under_its_old_name_is_read() -> None:
    written = manifest().model_dump_json()
    before = written.replace('"redetection_interval"', '"restart_interval"')
    assert before != written
    assert Manifest.model_validate_json(before) == manifest()
