"""Stills: which moments they show, and that skeleton and marks lie where the joints are."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

import cv2
import numpy as np
import pytest

from formtrace.analysis import Analysis
from formtrace.media.kept_frames import kept_frames
from formtrace.results.document import ResultDocument
from formtrace.results.framing import Box, common_boxes, zoomed
from formtrace.results.report import report
from formtrace.results.sink import MemorySink
from formtrace.results.stills import MOST_STILLS, add_stills
from tests.support.filming import Actor, Camera, analysed, exerciser, frame_times
from tests.support.form_errors import FORM_ERRORS, with_form_error
from tests.support.movements import sets, stand

GREY = 90
LEFT, RIGHT, RING = (0xFF, 0xA6, 0x2B), (0x35, 0xB8, 0xFF), (0xFF, 0x5C, 0x6C)


def grey_frames(wanted: Collection[int]) -> Mapping[int, bytes]:
    _, content = cv2.imencode(".jpg", np.full((405, 720, 3), GREY, np.uint8))
    return dict.fromkeys(wanted, content.tobytes())


def with_stills(analysis: Analysis) -> tuple[ResultDocument, dict[str, np.ndarray]]:
    sink = MemorySink()
    document = add_stills(report(analysis, "a-job"), analysis, grey_frames, sink)
    pictures = {
        name: cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
        for name, content in sink.files.items()
    }
    return document, pictures


def squats(count: int = 3, *, blur_faces: bool = False, **camera: object) -> Analysis:
    schedule = sets(count)
    return analysed(
        "squat",
        [exerciser("squat", schedule)],
        frame_times(schedule.duration_s, 30),
        Camera(**{"width": 1280, "height": 720, **camera}),
        blur_faces=blur_faces,
    )


def near(picture: np.ndarray, x: float, y: float, colour: tuple[int, int, int], radius_px: int) -> int:
    """How many pixels near a place are about that colour."""
    height, width = picture.shape[:2]
    column, row = round(x * width), round(y * height)
    part = picture[max(row - radius_px, 0) : row + radius_px, max(column - radius_px, 0) : column + radius_px]
    return int((np.abs(part.astype(int) - colour).max(axis=-1) < 60).sum())


def test_each_repetition_has_one_at_its_turning_point() -> None:
    analysis = squats()
    document, pictures = with_stills(analysis)
    assert [rep.still.file for rep in document.reps] == ["stills/001.jpg", "stills/002.jpg", "stills/003.jpg"]
    kept_s = analysis.manifest.t_s[kept_frames(analysis.manifest)]
    for rep in document.reps:
        assert abs(rep.still.t_s - rep.peak_s) == pytest.approx(np.abs(kept_s - rep.peak_s).min(), abs=2e-4)
        assert document.files[rep.still.role] == rep.still.file
        assert pictures[rep.still.file].shape[:2] == (rep.still.height, rep.still.width)


def test_the_skeleton_lies_on_the_person() -> None:
    analysis = squats()
    document, pictures = with_stills(analysis)
    motion, rep = analysis.motion, document.reps[1]
    rows = [int(np.abs(motion.t_s - each.still.t_s).argmin()) for each in document.reps]
    boxes = common_boxes(motion, rows)
    for side, colour in (("left", LEFT), ("right", RIGHT)):
        ends = [motion.skeleton.index(f"{side}_{part}") for part in ("hip", "knee")]
        middle = boxes[1].inside(motion.xy_norm[rows[1], ends]).mean(axis=0)
        assert near(pictures[rep.still.file], *middle, colour, 6) > 4, side


def test_faces_are_unrecognisable_where_that_is_asked_for() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (405, 720, 3), dtype=np.uint8)
    _, content = cv2.imencode(".jpg", noise)

    def detail(blur_faces: bool, landmark: str) -> float:
        """How much the pixels around a landmark differ, in the first still."""
        analysis = squats(blur_faces=blur_faces)
        options = analysis.options.model_copy(update={"skeleton": False})
        analysis, sink = dataclasses.replace(analysis, options=options), MemorySink()
        frames = lambda wanted: dict.fromkeys(wanted, content.tobytes())  # noqa: E731
        document = add_stills(report(analysis, "a-job"), analysis, frames, sink)
        rows = [int(np.abs(analysis.motion.t_s - rep.still.t_s).argmin()) for rep in document.reps]
        box = common_boxes(analysis.motion, rows)[0]
        picture = cv2.imdecode(np.frombuffer(sink.files[document.reps[0].still.file], np.uint8), 0)
        place = box.inside(analysis.motion.xy_norm[rows[0], analysis.motion.skeleton.index(landmark)])
        column, row = (round(at * side) for at, side in zip(place, picture.shape[::-1], strict=True))
        return float(picture[row - 5 : row + 5, column - 5 : column + 5].std())

    assert detail(True, "nose") < 0.3 * detail(False, "nose")
    assert detail(True, "left_ankle") == detail(False, "left_ankle")


def test_only_the_weakest_shows_its_form_error_with_the_joint_marked() -> None:
    exercise, check, yaw_deg, _ = FORM_ERRORS["leaning"]
    schedule = sets(3, tempo=2)
    actor = with_form_error("leaning", schedule, 1.0)
    document, pictures = with_stills(
        analysed(exercise, [actor], frame_times(schedule.duration_s, 30), Camera(yaw_deg=yaw_deg))
    )
    weakest = min(document.reps, key=lambda rep: rep.score)
    assert [rep.index for rep in document.reps if rep.fault_still] == [weakest.index]
    fault = weakest.fault_still
    assert (fault.check, fault.joint) == (check, "trunk")
    assert fault.file == f"stills/{weakest.index:03d}-fault.jpg"
    ((x, y),) = fault.marks
    assert (x, y) == pytest.approx((0.5, 0.5), abs=0.3), "it is near the middle"
    assert near(pictures[fault.file], x, y, RING, 26) > 150


def test_a_long_set_has_a_bounded_number_with_the_best_and_the_weakest() -> None:
    analysis = squats(40)
    document, pictures = with_stills(analysis)
    assert document.count == 40
    assert MOST_STILLS - 3 <= sum(rep.still is not None for rep in document.reps) <= MOST_STILLS
    assert len(pictures) <= MOST_STILLS + 1
    scores = [rep.score for rep in document.reps]
    for extreme in (min(scores), max(scores)):
        assert any(rep.still for rep in document.reps if rep.score == extreme)


def test_no_still_where_its_picture_is_gone() -> None:
    analysis, sink = squats(1), MemorySink()
    document = add_stills(report(analysis, "a-job"), analysis, lambda wanted: {}, sink)
    assert (document, sink.files) == (report(analysis, "a-job"), {})


def test_no_still_without_a_person_or_an_exercise() -> None:
    pts = frame_times(2.0, 30)
    for analysis in (analysed("squat", [], pts), analysed(None, [Actor(stand)], pts)):
        assert with_stills(analysis)[1] == {}


def test_boxes_are_alike_and_inside_the_frame() -> None:
    motion = squats().motion
    boxes = common_boxes(motion, [0, 40, 80])
    assert len(set(boxes)) == 1, "the person stays put"
    close = zoomed(boxes[0], np.array([0.98, 0.99]))
    for box in (*boxes, close):
        assert 0 <= box.left < box.right <= 1
        assert 0 <= box.top < box.bottom <= 1
    assert close.right == pytest.approx(1.0)
    np.testing.assert_allclose(Box(0.2, 0.4, 0.6, 0.8).inside(np.array([0.3, 0.7])), [0.25, 0.75])
