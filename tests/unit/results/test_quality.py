"""Warnings that only some recordings can get."""

from __future__ import annotations

from formtrace.results.quality import quality_of
from tests.support.filming import Actor, analysed, frame_times
from tests.support.movements import stand


def test_a_photo_has_no_frame_rate_to_warn_of() -> None:
    analysis = analysed(None, [Actor(stand)], frame_times(2, 30))
    assert quality_of(analysis.motion, analysis.subject, 0.0, "en").warnings == ()
