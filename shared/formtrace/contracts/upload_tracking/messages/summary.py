"""The end of a video's stream: the summary of the set."""

from __future__ import annotations

from collections.abc import Sequence

from formtrace.contracts.upload_tracking.messages.common import Grade
from formtrace.contracts.upload_tracking.messages.timeline import reference_score
from formtrace.contracts.upload_tracking.messages.types import (
    ExerciseSummary,
    HistoryItem,
    Reason,
    SetSummary,
    Unlike,
)
from formtrace.results.document import Difference, Held, Rep, ResultDocument, SetReport, Subscore

_MS = 1000
_FULL = 100.0
_REASONS = 3  # to a repetition: the summary of a long set must stay one message


def exercise_summary(document: ResultDocument, duration_s: float) -> ExerciseSummary:
    """The whole set, as all editions of the contract know it; advice only if it was asked for."""
    (mean, grade), compared = _mean(document), document.reference
    advised = document.options.get("recommendations")
    summary: ExerciseSummary = {
        "type": "exercise_summary",
        "exercise": document.exercise,
        "unit": document.unit or "reps",
        "counter": document.count,
        "current_count": document.count,
        "avg_rep_score": mean,
        "avg_rep_score_ratio": None if mean is None else round(mean / _FULL, 3),
        "avg_similarity": None if compared is None else compared.avg_similarity,
        "total_frames_compared": 0 if compared is None else compared.total_frames_compared,
        "grade": grade,
        "history": _history(document),
        "sets": [_of_set(each) for each in document.in_sets],
        "recommendations": _texts(document) if advised else [],
        "progression": 100,
        "durationMs": round(duration_s * _MS),
    }
    if compared is not None:
        summary["reference"] = compared.id
        if compared.scores is not None:
            summary["reference_score"] = reference_score(compared.scores)
    for rep in document.reps:
        for name in ("disclaimer", "method"):
            if rep.analysis is not None and name in rep.analysis:
                summary[name] = str(rep.analysis[name])
    return summary


def _mean(document: ResultDocument | SetReport) -> tuple[float | None, Grade | None]:
    """Mean score 0..100 and its grade: of form, or of the similarity to the reference movement."""
    if document.form is not None:
        return round(document.form.avg_score, 1), document.form.grade
    if document.reference is not None and document.reference.scores is not None:
        scores = document.reference.scores
        return round(_FULL * scores.overallScore, 1), scores.grade
    return None, None


def _texts(document: ResultDocument) -> list[str]:
    return list(dict.fromkeys(each.text for each in document.recommendations))


def _history(document: ResultDocument) -> list[HistoryItem]:
    slower = document.speed.factor
    return [*(_of_rep(rep, slower) for rep in document.reps), *map(_of_hold, document.holds)]


def _of_set(found: SetReport) -> SetSummary:
    mean, grade = _mean(found)
    return {
        "set": found.index,
        "exercise": found.exercise,
        "unit": found.unit or "reps",
        "counter": found.count,
        "avg_rep_score": mean,
        "grade": grade,
        "start_s": found.start_s,
        "end_s": found.end_s,
        "rest_s": found.rest_s,
    }


def _of_rep(rep: Rep, slower: float) -> HistoryItem:
    item: HistoryItem = {
        "index": rep.index,
        "formScore": rep.score,
        "durationMs": round((rep.end_s - rep.start_s) / slower * _MS),
        "grade": rep.grade,
        "start_s": rep.start_s,
        "peak_s": rep.peak_s,
        "end_s": rep.end_s,
        "side": rep.side,
        "reasons": _reasons(rep.subscores),
        "set": rep.set,
    }
    if rep.analysis is not None:
        item["analysis"] = rep.analysis
    if rep.reference_score is not None:
        item["referenceScore"] = rep.reference_score.overallScore
        item["reference_score"] = reference_score(rep.reference_score)
        item["differences"] = [_unlike(each) for each in rep.differences]
    return item


def _unlike(difference: Difference) -> Unlike:
    return {
        "code": difference.code,
        "text": difference.text,
        "t": difference.t_s,
        "phase": difference.phase,
        "value": difference.value,
        "unit": difference.unit,
        "joint": difference.joint,
        "side": difference.side,
    }


def _of_hold(held: Held) -> HistoryItem:
    return {
        "index": held.index,
        "formScore": held.score,
        "durationMs": round(held.duration_s * _MS),
        "grade": held.grade,
        "start_s": held.start_s,
        "end_s": held.end_s,
        "reasons": _reasons(held.subscores),
        "set": held.set,
    }


def _reasons(subscores: Sequence[Subscore]) -> list[Reason]:
    """What cost most points, the most costly first."""
    costly = [each for each in subscores if each.score < _FULL]
    costly.sort(key=lambda each: (each.score - _FULL) * each.weight)
    return [
        {"code": each.check, "text": each.text, "score": each.score, "weight": each.weight}
        for each in costly[:_REASONS]
    ]
