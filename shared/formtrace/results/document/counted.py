"""What was counted, and what was not."""

from __future__ import annotations

from typing import Any, Literal

from formtrace.results.document.base import Grade, Part, Side
from formtrace.results.document.comparison import Difference, ReferenceReport, ReferenceScore
from formtrace.results.document.form import Form, PostureChange, Recommendation, Subscore
from formtrace.results.document.jumps import Jumps
from formtrace.results.document.still import Still


class Tempo(Part):
    """Seconds of the lowering and the lifting phase, and of the pause at the peak between them."""

    eccentric_s: float
    pause_s: float
    concentric_s: float


class Rep(Part):
    """One counted repetition. ``rom_deg`` is the range of the exercise's leading joint angle.

    Attributes:
        index: from 1, in its set; in ``ResultDocument.reps``, in the clip.
        set: number of its set.
        counted_s: when it counts: at its peak or its end, as the exercise says; a jump at its landing.
            ``None`` in documents of older versions.
        score: form score 0..100, from the ``subscores``; ``None`` where too little of the body was seen.
        recommendations: codes of the recommendations that this repetition gave rise to.
        analysis: measurements of a physical test (``back_flexibility_test``), as the contract names them.
        reference_score: with a reference movement, instead of ``score`` and ``grade``.
        differences: the three that matter most, the greatest first.
        alignment: which moment of the reference, in seconds from its start, each moment of the clip is
            compared with: pairs of seconds (reference, clip).
        still: a picture of the turning point; of a long set only some have one.
        fault_still: of the weakest repetition, a picture of what cost it most.
    """

    index: int
    start_s: float
    peak_s: float
    end_s: float
    side: Side
    rom_deg: float | None
    tempo: Tempo
    counted_s: float | None = None
    score: float | None = None
    grade: Grade | None = None
    subscores: tuple[Subscore, ...] = ()
    recommendations: tuple[str, ...] = ()
    analysis: dict[str, Any] | None = None
    reference_score: ReferenceScore | None = None
    differences: tuple[Difference, ...] = ()
    alignment: tuple[tuple[float, float], ...] = ()
    set: int = 1
    still: Still | None = None
    fault_still: Still | None = None

    @property
    def stills(self) -> tuple[Still, ...]:
        """Its pictures."""
        return tuple(still for still in (self.still, self.fault_still) if still is not None)


class Held(Part):
    """One stretch of a hold, scored and numbered like a repetition. Its ``still`` is of its middle."""

    index: int
    start_s: float
    end_s: float
    duration_s: float
    score: float | None = None
    grade: Grade | None = None
    subscores: tuple[Subscore, ...] = ()
    recommendations: tuple[str, ...] = ()
    set: int = 1
    still: Still | None = None
    fault_still: Still | None = None

    @property
    def stills(self) -> tuple[Still, ...]:
        """Its pictures."""
        return tuple(still for still in (self.still, self.fault_still) if still is not None)


class Rejected(Part):
    """An attempt that was not counted, and the code of the reason.

    For ``partial_range``, how far it went, and how far it had to go to count, in shares of the full movement.
    """

    start_s: float
    peak_s: float
    end_s: float
    side: Side
    reason: str
    measured_range: float | None = None
    wanted_range: float | None = None


class SetReport(Part):
    """One set: what was found of one exercise, or of one reference movement.

    Attributes:
        index: from 1, in the order of time.
        start_s, end_s: from the start of its first repetition, hold or jump to the end of its last;
            ``None`` without any.
        rest_s: seconds until the next set starts; ``None`` after the last.
        confidence: how likely it is this exercise, 0..1, where it was recognised.
        count_by_difficulty: how many would count at each difficulty; empty for jumps and reference movements.
    """

    index: int = 1
    start_s: float | None = None
    end_s: float | None = None
    rest_s: float | None = None
    confidence: float | None = None
    exercise: str | None = None
    unit: Literal["reps", "seconds"] | None = None
    count: int = 0
    count_by_difficulty: dict[Literal["easy", "medium", "hard"], int] = {}
    held_s: float | None = None
    reps: tuple[Rep, ...] = ()
    holds: tuple[Held, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    form: Form | None = None
    reference: ReferenceReport | None = None
    recommendations: tuple[Recommendation, ...] = ()
    posture: tuple[PostureChange, ...] = ()
    jumps: Jumps | None = None
