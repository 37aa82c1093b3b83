"""A result in one line, for lists and trends."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from formtrace.results.document import ResultDocument


class ResultSummary(BaseModel):
    """What was counted and how well it was done.

    Attributes:
        exercise: its id; ``None`` where nothing was counted.
        unit: of ``count``; ``None`` where nothing was counted.
        score: mean form score, 0..100.
        duration_s: of the clip.
        rom_deg: mean range of the leading joint angle over the repetitions.
        eccentric_s, pause_s, concentric_s: mean tempo of the repetitions.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    exercise: str | None = None
    unit: Literal["reps", "seconds"] | None = None
    count: float = 0
    score: float | None = None
    grade: str | None = None
    duration_s: float = 0
    rom_deg: float | None = None
    eccentric_s: float | None = None
    pause_s: float | None = None
    concentric_s: float | None = None

    @property
    def rep_s(self) -> float | None:
        """Mean seconds of a repetition, from its start to its end."""
        parts = (self.eccentric_s, self.pause_s, self.concentric_s)
        known = [part for part in parts if part is not None]
        return sum(known) if known else None


def summarise(document: ResultDocument) -> ResultSummary:
    """A result in one line."""
    reps, form = document.reps, document.form
    return ResultSummary(
        exercise=document.exercise,
        unit=document.unit,
        count=document.count,
        score=None if form is None else form.avg_score,
        grade=None if form is None else form.grade,
        duration_s=document.media.duration_s,
        rom_deg=_mean((rep.rom_deg for rep in reps), digits=1),
        eccentric_s=_mean((rep.tempo.eccentric_s for rep in reps), digits=3),
        pause_s=_mean((rep.tempo.pause_s for rep in reps), digits=3),
        concentric_s=_mean((rep.tempo.concentric_s for rep in reps), digits=3),
    )


def _mean(values: Iterable[float | None], *, digits: int) -> float | None:
    known = [value for value in values if value is not None]
    return round(fmean(known), digits) if known else None
