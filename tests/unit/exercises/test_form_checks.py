"""What a form check may say: contradictions are refused with the reason."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from formtrace.exercises.form_checks import Check

KNEE = {"kind": "angle", "points": ["hip", "knee", "ankle"]}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"best": 1.0, "zero": 1.0}, "best and zero must differ"),
        ({"statistic": "duration", "measure": KNEE}, "a duration has no measure"),
        ({"statistic": "duration", "phase": "deep"}, "the phase 'deep' has no duration"),
        ({"statistic": "duration", "phase": "rest"}, "the phase 'rest' has no duration"),
        ({"statistic": "sway"}, "Input should be 'mean'"),
        ({"phase": "turn"}, "Input should be 'whole'"),
    ],
)
def test_a_contradiction_is_refused(fields: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Check.model_validate({"code": "x", "aspect": "tempo", "best": 1.0, "zero": 0.0, **fields})


@pytest.mark.parametrize("phase", ["whole", "outbound", "peak", "return", "eccentric", "concentric"])
def test_these_phases_have_a_duration(phase: str) -> None:
    check = {"code": "x", "aspect": "tempo", "statistic": "duration", "phase": phase, "best": 1, "zero": 0}
    assert Check.model_validate(check).phase == phase
