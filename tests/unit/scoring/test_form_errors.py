"""Form errors lower the score, the more the greater they are, whatever the view."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formtrace.analysis import Analysis
from formtrace.scoring.score import Score
from tests.support.filming import Camera, Flaws, analysed, exerciser, frame_times
from tests.support.form_errors import FORM_ERRORS, with_form_error
from tests.support.movements import REPEATED, sets

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOLERANCE = 0.5
"""Of a score: what rounding and the edges of the repetition may make of it."""


def scores(analysis: Analysis) -> tuple[Score, ...]:
    assert analysis.outcome.scores
    return analysis.outcome.scores


def total(analysis: Analysis) -> float:
    totals = [score.total for score in scores(analysis)]
    assert None not in totals
    return float(np.mean(totals))


def subscore(analysis: Analysis, code: str) -> float:
    found = [f.score for score in scores(analysis) for f in score.findings if f.check.code == code]
    assert found, f"{code} was not judged"
    return float(np.mean(found))


@pytest.mark.parametrize("error", FORM_ERRORS)
class TestAFormError:
    def perform(self, error: str, amount: float, seed: int = 0) -> Analysis:
        exercise, _, yaw, _ = FORM_ERRORS[error]
        schedule = sets(3, tempo=2)
        return analysed(
            exercise,
            [with_form_error(error, schedule, amount)],
            frame_times(schedule.duration_s, 30),
            Camera(yaw_deg=yaw),
            Flaws(noise_m=0.004, seed=seed),
        )

    def test_lowers_its_subscore_and_the_score_in_proportion(self, error: str) -> None:
        code = FORM_ERRORS[error][1]
        done = [self.perform(error, amount) for amount in LEVELS]
        for values in ([subscore(each, code) for each in done], [total(each) for each in done]):
            assert all(b <= a + TOLERANCE for a, b in pairwise(values)), values
        assert subscore(done[0], code) > 90
        assert subscore(done[-1], code) < 50
        assert total(done[-1]) < total(done[0]) - 8

    def test_is_named_by_the_advice(self, error: str) -> None:
        code = FORM_ERRORS[error][1]
        form_errors = [
            max(s.findings, key=lambda f: f.weight * (100 - f.score))
            for s in scores(self.perform(error, 1.0))
        ]
        assert {finding.check.code for finding in form_errors} == {code}


def test_faster_lowering_lowers_the_score() -> None:
    tempos = (1.0, 0.7, 0.5, 0.35)
    done = [
        analysed("squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 60), Camera())
        for schedule in (sets(3, tempo=tempo) for tempo in tempos)
    ]
    values = [subscore(each, "lowering_tempo") for each in done]
    assert values == sorted(values, reverse=True)
    assert values[0] == pytest.approx(100)
    assert values[-1] < 40
    assert total(done[-1]) < total(done[0]) - 8


def seen(exercise: str, camera: Camera, fps: float = 30.0, noise_m: float = 0.0) -> Analysis:
    """Three squats, not perfect: what is at 100 cannot tell whether it depends on anything."""
    schedule = sets(3, depth=0.85, tempo=0.8)
    pts = frame_times(schedule.duration_s, fps)
    return analysed(exercise, [exerciser(exercise, schedule)], pts, camera, Flaws(noise_m=noise_m))


SWAPPED = {"left": "right", "right": "left", "both": "both"}


@pytest.mark.parametrize("exercise", REPEATED)
class TestAnyExercise:
    @pytest.mark.parametrize("yaw", [0, 35, 90])
    def test_the_mirror_image_scores_the_same_with_sides_swapped(self, exercise: str, yaw: float) -> None:
        plain, mirrored = (
            scores(seen(exercise, Camera(yaw_deg=yaw, mirrored=flipped))) for flipped in (False, True)
        )
        for one, other in zip(plain, mirrored, strict=True):
            assert one.total == pytest.approx(other.total, abs=1)
            by_code = {finding.check.code: finding for finding in other.findings}
            assert set(by_code) == {finding.check.code for finding in one.findings}
            for finding in one.findings:
                twin = by_code[finding.check.code]
                assert finding.score == pytest.approx(twin.score, abs=2)

    @given(factor=st.floats(0.5, 2.0), x=st.floats(0.2, 0.8), y=st.floats(0.3, 0.7))
    @settings(max_examples=6)
    def test_size_and_place_do_not_matter(self, exercise: str, factor: float, x: float, y: float) -> None:
        usual = total(seen(exercise, Camera(yaw_deg=20)))
        moved = total(seen(exercise, Camera(yaw_deg=20, scale=0.33 * factor, centre=(x, y))))
        assert moved == pytest.approx(usual, abs=1)

    @pytest.mark.parametrize("yaw", [0, 90])
    def test_the_frame_rate_does_not_matter(self, exercise: str, yaw: float) -> None:
        at_30 = total(seen(exercise, Camera(yaw_deg=yaw), fps=30))
        for fps in (15, 60):
            assert total(seen(exercise, Camera(yaw_deg=yaw), fps=fps)) == pytest.approx(at_30, abs=2)

    def test_weights_add_up_and_explain_the_score(self, exercise: str) -> None:
        for score in scores(seen(exercise, Camera(yaw_deg=0))):
            assert sum(finding.weight for finding in score.findings) == pytest.approx(1)
            explained = sum(finding.weight * finding.score for finding in score.findings)
            assert score.total == pytest.approx(explained)


def test_sides_are_swapped_in_the_mirror() -> None:
    schedule = sets(3)
    found = []
    for mirrored in (False, True):
        camera = Camera(yaw_deg=0, mirrored=mirrored)
        uneven = analysed(
            "bicep_curl",
            [with_form_error("uneven", schedule, 0.6)],
            frame_times(schedule.duration_s, 30),
            camera,
        )
        findings = [f for s in scores(uneven) for f in s.findings if f.check.code == "left_right_difference"]
        found.append([finding.side for finding in findings])
    assert found[1] == [SWAPPED[side] for side in found[0]]
    assert set(found[0]) != {"both"}
