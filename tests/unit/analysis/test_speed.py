"""Slow motion: the same figure, filmed at 240 frames a second and played eight times slower."""

from __future__ import annotations

import pytest

from formtrace.analysis import analyse
from formtrace.errors import InvalidOptionsError
from formtrace.options import AnalysisOptions
from formtrace.results.document import ResultDocument
from formtrace.results.report import report
from tests.support.filming import Camera, Flaws, exerciser, film, frame_times, manifest_of
from tests.support.movements import sets

SCHEDULE = sets(4)
NOISE = Flaws(noise_m=0.005)
FACTOR = 8


def played_as_filmed() -> ResultDocument:
    pts = frame_times(SCHEDULE.duration_s, 120)
    scene = film([exerciser("squat", SCHEDULE)], pts, Camera(yaw_deg=70), NOISE)
    return report(analyse(*scene, AnalysisOptions(exercise="squat")), "clip")


def played(tagged: float = 1.0, **options: object) -> ResultDocument:
    """Squats filmed at 120 frames a second, played at 15."""
    pts = frame_times(SCHEDULE.duration_s, 120)
    tracks, life = film([exerciser("squat", SCHEDULE)], pts, Camera(yaw_deg=70), NOISE)
    slow = manifest_of(pts * FACTOR, 640, 480, life.redetection_interval)
    media = slow.media.model_copy(
        update={"width": life.media.width, "height": life.media.height, "capture_speed": tagged}
    )
    asked = AnalysisOptions.from_mapping({"exercise": "squat", **options})
    return report(analyse(tracks, slow.model_copy(update={"media": media}), asked), "clip")


@pytest.mark.parametrize(
    ("options", "tagged", "source"),
    [({"speed": "8x"}, 1.0, "option"), ({}, 8.0, "container"), ({}, 1.0, "assumed")],
)
def test_slow_motion_counts_in_true_time(options: dict[str, str], tagged: float, source: str) -> None:
    document = played(tagged, **options)
    assert (document.count, document.speed.factor, document.speed.source) == (4, 8.0, source)
    for rep, true in zip(document.reps, played_as_filmed().reps, strict=True):
        assert rep.peak_s == pytest.approx(FACTOR * true.peak_s, abs=0.2), "a time of the video"
        assert rep.tempo.eccentric_s == pytest.approx(true.tempo.eccentric_s, abs=0.02), "a true duration"
        assert rep.score == pytest.approx(true.score, abs=1.0)
    warned = [warning.code for warning in document.quality.warnings]
    assert ("slow_motion_assumed" in warned) == (source == "assumed")


def test_an_option_is_believed_before_the_container() -> None:
    document = played(8.0, speed="1")
    assert (document.count, document.speed.source) == (4, "option")
    true_s = played_as_filmed().reps[0].tempo.eccentric_s
    assert document.reps[0].tempo.eccentric_s == pytest.approx(FACTOR * true_s, abs=0.2)
    (warning,) = [each for each in document.quality.warnings if each.code == "counted_all_the_same"]
    assert "too_slow" in warning.text


@pytest.mark.parametrize("speed", ["0", "fast", "1000"])
def test_a_speed_that_cannot_be_is_refused(speed: str) -> None:
    with pytest.raises(InvalidOptionsError, match="speed"):
        AnalysisOptions.from_mapping({"speed": speed})
