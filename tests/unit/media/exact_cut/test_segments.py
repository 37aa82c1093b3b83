from __future__ import annotations

from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import geometry_at
from formtrace.media.exact_cut.segments import PictureShape, segments_of

WIDE, TALL = Geometry(64, 48), Geometry(48, 64)


def shape(geometry: Geometry, orientation: tuple[int, bool] | None = None) -> PictureShape:
    return PictureShape(geometry.coded_width, geometry.coded_height, orientation)


def test_a_stream_of_one_shape_has_no_segments() -> None:
    assert segments_of([shape(WIDE)] * 5, WIDE) == (WIDE, ())
    assert segments_of([], WIDE) == (WIDE, ())


def test_each_change_begins_a_segment_and_the_largest_picture_is_the_canvas() -> None:
    large = Geometry(128, 96)
    canvas, segments = segments_of([shape(WIDE)] * 3 + [shape(large)] * 2 + [shape(WIDE)], WIDE)
    assert canvas == large
    assert [segment.first_frame for segment in segments] == [0, 3, 5]
    assert [geometry_at(frame, segments, canvas) for frame in range(6)] == [WIDE] * 3 + [large] * 2 + [WIDE]


def test_of_a_phone_turned_midway_the_wide_picture_is_the_canvas() -> None:
    for order in ((WIDE, TALL), (TALL, WIDE)):
        assert segments_of([shape(each) for each in order for _ in range(3)], order[0])[0] == WIDE


def test_a_turn_within_the_stream_holds_until_the_next() -> None:
    shapes = [shape(WIDE, (0, False)), shape(WIDE), shape(WIDE, (90, True)), shape(WIDE)]
    canvas, segments = segments_of(shapes, WIDE)
    assert canvas == WIDE
    assert [geometry_at(frame, segments, canvas) for frame in range(4)] == [
        WIDE,
        WIDE,
        Geometry(64, 48, 90, mirrored=True),
        Geometry(64, 48, 90, mirrored=True),
    ]


def test_the_containers_turn_holds_for_all() -> None:
    turned = Geometry(64, 48, 90)
    canvas, segments = segments_of([shape(WIDE, (180, False)), shape(Geometry(32, 24), (0, False))], turned)
    assert canvas == turned
    assert segments[1].geometry == Geometry(32, 24, 90)
