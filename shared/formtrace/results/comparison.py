"""A comparison with a reference movement as the result document says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from formtrace.exercises.form_checks import Phase
from formtrace.motion.body import Motion
from formtrace.motion.view import camera_view
from formtrace.reference import differences
from formtrace.reference.reference_match import ComparedRepetition, ReferenceMatch
from formtrace.reference.similarity import Comparison, similarity_grade
from formtrace.results import document
from formtrace.results.document import Difference, ReferenceReport, ReferenceScore, Rep, Tempo
from formtrace.texts import Language, TextTable, texts

Key = TypeVar("Key", bound=str)

_PARTS = {
    "overallScore": "overall",
    "poseScore": "pose",
    "timingScore": "timing",
    "movementScore": "movement",
    "nccScore": "shape",
    "dtwScore": "precision",
    "distScore": "stability",
}
_PHASES: Mapping[Phase, document.PhaseName] = {
    "start": "start",
    "outbound": "way_there",
    "peak": "turn",
    "return": "way_back",
    "end": "end",
}
"""The document's names of the phases."""


def describe_comparison(compared: ReferenceMatch, motion: Motion, locale: Language) -> ReferenceReport:
    """All repetitions together."""
    reference, view = compared.reference, camera_view(motion)
    deviations = [rep.deviation for rep in compared.repetitions]
    phases = _means([each.phases for each in deviations], 3)
    return ReferenceReport(
        id=reference.id,
        name=reference.name,
        scores=_score(rep.match.comparison for rep in compared.repetitions),
        best_score=round(compared.best_score, 4),
        mirrored=compared.mirrored,
        views=(reference.template.view, view),
        view_warning=texts(locale).reference["other_view"] if compared.other_view else None,
        joints=_means([each.joints_deg for each in deviations], 1),
        phases={_PHASES[name]: value for name, value in phases.items()},
        total_frames_compared=sum(rep.end - rep.start + 1 for rep in compared.repetitions),
    )


def compared_reps(compared: ReferenceMatch, motion: Motion, locale: Language) -> tuple[Rep, ...]:
    """Each repetition."""
    table = texts(locale)
    return tuple(
        _rep(number, rep, compared, motion, table) for number, rep in enumerate(compared.repetitions, 1)
    )


def _means(tables: Sequence[Mapping[Key, float]], decimals: int) -> dict[Key, float]:
    """The mean of each value over the repetitions that have it."""
    names = list(dict.fromkeys(name for table in tables for name in table))
    return {
        name: round(float(np.mean([table[name] for table in tables if name in table])), decimals)
        for name in names
    }


def _rep(
    number: int, rep: ComparedRepetition, compared: ReferenceMatch, motion: Motion, table: TextTable
) -> Rep:
    slower = motion.capture_speed
    edges_s = [float(motion.t_s[at]) for at in (rep.start, rep.peak, rep.end)]
    start_s, peak_s, end_s = (round(at_s * slower, 4) for at_s in edges_s)
    return Rep(
        index=number,
        start_s=start_s,
        peak_s=peak_s,
        end_s=end_s,
        counted_s=end_s,
        side="both",
        rom_deg=None,
        tempo=Tempo(
            eccentric_s=round(edges_s[1] - edges_s[0], 3),
            pause_s=0.0,
            concentric_s=round(edges_s[2] - edges_s[1], 3),
        ),
        reference_score=_score([rep.match.comparison]),
        differences=tuple(_difference(each, table, slower) for each in rep.deviation.greatest),
        alignment=_alignment(rep.match.comparison, compared, slower),
    )


def _difference(found: differences.Difference, table: TextTable, slower: float) -> Difference:
    phase = found.phase if found.joint is not None else None
    return Difference(
        code=found.code,
        text=table.unlike(found.code, found.value, found.unit, found.side, phase),
        t_s=round(found.t_s * slower, 4),
        phase=_PHASES[found.phase],
        value=round(found.value, 1),
        unit=found.unit,
        joint=found.joint,
        side=found.side,
    )


def _score(comparisons: Iterable[Comparison]) -> ReferenceScore | None:
    """The mean of each score."""
    all_of_them = list(comparisons)
    if not all_of_them:
        return None
    means = {
        name: round(float(np.mean([getattr(each, part) for each in all_of_them])), 4)
        for name, part in _PARTS.items()
    }
    return ReferenceScore(**means, grade=similarity_grade(means["overallScore"]))


def _alignment(
    comparison: Comparison, compared: ReferenceMatch, slower: float
) -> tuple[tuple[float, float], ...]:
    step_s = 1.0 / compared.template.rate_hz
    pairs = zip(comparison.samples, comparison.times_s, strict=True)
    return tuple((round(float(sample) * step_s, 3), round(float(t_s) * slower, 3)) for sample, t_s in pairs)
