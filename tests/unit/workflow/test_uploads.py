from __future__ import annotations

import json

import pytest

from formtrace.errors import EmptyMediaError, InvalidOptionsError, UnknownExerciseError
from formtrace.workflow.ports import ObjectInfo
from formtrace.workflow.uploads import Upload, check_content, options_of
from tests.support.memory import Memory, MemoryObjects


def options(objects: MemoryObjects, key: str, **metadata: str) -> dict[str, object]:
    upload = Upload(objects.put(key, b"video", **metadata), "1")
    return options_of(upload, objects.describe(upload.source), objects, Memory(objects).library).given()


def test_metadata_come_first_then_the_sidecar_then_the_path() -> None:
    objects = MemoryObjects()
    assert options(objects, "squat/a.mp4") == {"exercise": "squat"}
    objects.put("squat/a.mp4.json", json.dumps({"exercise": "plank", "export": True}).encode())
    assert options(objects, "squat/a.mp4") == {"exercise": "plank", "export": True}
    assert options(objects, "squat/a.mp4", exercise="lunge") == {"exercise": "lunge", "export": True}
    assert options(objects, "squat/b.mp4", **{"chunk-s": "3"}) == {"exercise": "squat", "chunk_s": 3.0}


def test_metadata_of_other_programs_are_no_options() -> None:
    objects = MemoryObjects()
    assert options(objects, "squat/a.mp4", **{"uploaded-by": "phone"}) == {"exercise": "squat"}


def test_without_options_there_are_keypoints_and_angles_only() -> None:
    objects = MemoryObjects()
    assert options(objects, "a.mp4") == {}
    assert options(objects, "holiday/a.mp4") == {}


@pytest.mark.parametrize("key", ["push_up/x.mp4", "Push-Ups/x.mp4", "pushup/2026/x.mp4", "/push_up/x.mp4"])
def test_the_first_segment_may_be_spelt_as_people_do(key: str) -> None:
    assert options(MemoryObjects(), key) == {"exercise": "push_up"}


@pytest.mark.parametrize(
    "content",
    [
        b"[1]",
        b"{",
        b"\xff\xfe",
        b'{"a": "' + b"x" * 70_000 + b'"}',
        b'{"exercise": ' + b"[" * 60_000,
        b'{"exercise": "\\ud800"}',
        b'{"chunk_s": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_sidecar_that_cannot_be_read_is_the_users_to_correct(content: bytes) -> None:
    objects = MemoryObjects()
    objects.put("a.mp4.json", content)
    with pytest.raises(InvalidOptionsError, match=r"a\.mp4\.json"):
        options(objects, "a.mp4")


def test_wrong_options_are_refused_before_any_work() -> None:
    with pytest.raises(UnknownExerciseError):
        options(MemoryObjects(), "a.mp4", exercise="juggling")
    with pytest.raises(InvalidOptionsError, match="end_s"):
        options(MemoryObjects(), "a.mp4", **{"start-s": "5", "end-s": "4"})


@pytest.mark.parametrize(("key", "size"), [("squat/", 0), ("folder/", 12), ("a.mp4", 0)])
def test_folders_and_empty_objects_are_told_apart_from_videos(key: str, size: int) -> None:
    upload = Upload(MemoryObjects().put(key, b""), "1")
    with pytest.raises(EmptyMediaError):
        check_content(upload, ObjectInfo(size, {}))


def test_a_byte_order_mark_in_a_sidecar_is_not_in_the_way() -> None:
    objects = MemoryObjects()
    objects.put("a.mp4.json", b'\xef\xbb\xbf{"exercise": "plank"}')
    assert options(objects, "a.mp4") == {"exercise": "plank"}


def test_metadata_that_are_no_unicode_are_refused() -> None:
    with pytest.raises(InvalidOptionsError, match="Unicode"):
        options(MemoryObjects(), "a.mp4", exercise="\ud83c")
