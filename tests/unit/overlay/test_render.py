"""A chunk, from decoded frames to an encoded part that looks as it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.media.join import publish
from formtrace.overlay.render import render_chunk
from formtrace.overlay.style import load_style
from formtrace.overlay.track import OverlayTrack

Make = Callable[..., OverlayTrack]
FRAMES = 24
PTS = [500 + 100 * i + 37 * (i % 3) for i in range(FRAMES)]
TIME_BASE = Fraction(1, 3000)
GREY, WHITE = 90, 220


def manifest_of(geometry: Geometry, first: int = 0, end: int = FRAMES) -> Manifest:
    media = MediaInfo(
        width=geometry.display_width,
        height=geometry.display_height,
        fps=30.0,
        frames=FRAMES,
        duration_s=FRAMES / 30,
        rotation=geometry.rotation_deg,
        codec="h264",
        vfr=True,
        has_audio=False,
        container="mov",
        geometry=geometry,
        colour_matrix="bt709",
        full_range=False,
    )
    return Manifest(
        source="video",
        media=media,
        time_base=(TIME_BASE.numerator, TIME_BASE.denominator),
        pts=tuple(PTS),
        redetection_interval=8,
        first_frame=first,
        end_frame=end,
        chunks=(),
    )


def frames_of(manifest: Manifest, first: int = 0, end: int = FRAMES) -> Iterator[Frame]:
    """Grey frames with a white square at the top left of the upright picture."""
    geometry = manifest.media.geometry
    rows, columns = geometry.coded_height, geometry.coded_width
    y, x = np.mgrid[0:rows, 0:columns] + 0.5
    to_coded = geometry.display_to_coded
    turn = np.linalg.inv(to_coded[:, :2])
    shown = np.einsum("ij,jhw->ihw", turn, np.stack([x, y]) - to_coded[:, 2, None, None])
    luma = np.where((shown < 16).all(axis=0), WHITE, GREY).astype(np.uint8)
    grey = np.full((-(-rows // 2), -(-columns // 2)), 128, np.uint8)
    for index in range(first, end):
        yield Frame(
            index, PTS[index], float((PTS[index] - PTS[0]) * TIME_BASE), luma, grey, grey, "bt709", False
        )


def track_of(make: Make) -> OverlayTrack:
    t_s = np.array([(time - PTS[0]) / 3000 for time in PTS])
    return make(rows=FRAMES, t_s=t_s)


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(960, 720), (961, 721)])
def test_upright_on_turned_and_odd_sources(
    tmp_path: Path, bare_track: Make, rotation: int, size: tuple[int, int]
) -> None:
    coded = size if rotation in (0, 180) else size[::-1]
    manifest = manifest_of(Geometry(*coded, rotation_deg=rotation), end=3)
    out = tmp_path / "part.mp4"
    track = bare_track(3, t_s=np.array(PTS[:3]) / 3000 - PTS[0] / 3000)
    assert render_chunk(frames_of(manifest, end=3), manifest, track, out) == 3
    with av.open(str(out)) as container:
        first = next(container.decode(video=0))
        assert first.rotation == 0
    shown = pictures(out)[0].astype(int)
    assert shown.shape == (size[1] + size[1] % 2, size[0] + size[0] % 2, 3)
    assert shown[8, 8].min() > 200
    assert all(shown[y, x].max() < 130 for y, x in ((8, -8), (-8, 8), (-8, -8)))
    colours = load_style().colours
    left, right = (shown[int(0.675 * 720), int(x * 960)] for x in (0.59, 0.41))
    assert np.abs(left - colours.rgb("left")).max() < 45
    assert np.abs(right - colours.rgb("right")).max() < 45
    assert left[0] - left[2] > 120
    assert right[2] - right[0] > 120


def test_parts_rendered_apart_are_the_whole(tmp_path: Path, make_track: Make) -> None:
    manifest = manifest_of(Geometry(320, 240))
    track, parts = track_of(make_track), []
    for number, (first, end) in enumerate(((0, 8), (8, 16), (16, FRAMES))):
        parts.append(tmp_path / f"{number}.mp4")
        assert render_chunk(frames_of(manifest, first, end), manifest, track, parts[-1]) == end - first
    whole = tmp_path / "whole.mp4"
    render_chunk(frames_of(manifest), manifest, track, whole)
    joined = tmp_path / "joined.mp4"
    assert publish(parts, None, manifest, joined).frames == FRAMES
    for apart, together in zip(pictures(joined), pictures(whole), strict=True):
        # Two encodings of the same pictures: different by coding noise only.
        assert np.abs(apart.astype(int) - together).mean() < 1.5


def test_frames_outside_the_range_are_left_out(tmp_path: Path, make_track: Make) -> None:
    manifest = manifest_of(Geometry(320, 240), first=5, end=13)
    track = track_of(make_track)
    out = tmp_path / "part.mp4"
    assert render_chunk(frames_of(manifest, 0, 8), manifest, track, out) == 3
    assert render_chunk(frames_of(manifest, 8, 16), manifest, track, out) == 5
    none = tmp_path / "none.mp4"
    assert render_chunk(frames_of(manifest, 16, 20), manifest, track, none) == 0
    assert not none.exists()


def test_frames_without_a_row_stay_as_they_are(tmp_path: Path, bare_track: Make) -> None:
    manifest = manifest_of(Geometry(320, 240), end=4)
    out = tmp_path / "part.mp4"
    track = bare_track(2, t_s=np.array(PTS[:2]) / 3000 - PTS[0] / 3000)
    render_chunk(frames_of(manifest, end=4), manifest, track, out)
    spread = [int(np.ptp(picture[60:, :, 0].astype(int))) for picture in pictures(out)]
    assert min(spread[:2]) > 100
    assert max(spread[2:]) < 12


def test_rendering_gives_the_same_pictures_every_time(tmp_path: Path, make_track: Make) -> None:
    """The pictures, not the bytes: x264 was seen, once in thousands, to code them in a byte more."""
    manifest = manifest_of(Geometry(320, 240))
    track = track_of(make_track)
    first, second = tmp_path / "a.mp4", tmp_path / "b.mp4"
    for path in (first, second):
        render_chunk(frames_of(manifest), manifest, track, path, threads=2)
    for one, other in zip(pictures(first), pictures(second), strict=True):
        assert np.array_equal(one, other)
