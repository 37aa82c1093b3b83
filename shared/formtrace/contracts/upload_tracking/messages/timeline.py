"""Messages from the result document that belong to a moment: posture, counts, form scores, advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeVar

from formtrace.contracts.upload_tracking.messages.common import Common
from formtrace.contracts.upload_tracking.messages.types import (
    Advice,
    Counter,
    FormScore,
    FormScoreMessage,
    Posture,
    Recommendations,
    ReferenceScore,
)
from formtrace.results.document import Held, Recommendation, Rep, ResultDocument
from formtrace.results.document import ReferenceScore as ReferenceSimilarity

_MS = 1000
_ALMOST_S = 1e-9


AnyMessage = TypeVar("AnyMessage", bound=Common)


def at(t_s: float, message: AnyMessage) -> AnyMessage:
    """The message with the moment that it belongs to."""
    message["t"] = round(t_s, 4)
    message["timestampMs"] = round(t_s * _MS)
    return message


@dataclass(slots=True)
class RunningForm:
    """Form scores as a live listener would hear them: of the latest repetition, and the mean so far."""

    _scores: list[float] = field(default_factory=list)

    def after(self, item: Rep | Held) -> FormScore | None:
        """The state after ``item``; ``None`` where it has no score."""
        if item.score is None or item.grade is None:
            return None
        self._scores.append(item.score)
        mean = sum(self._scores) / len(self._scores)
        return {"score": round(item.score, 1), "avg_score": round(mean, 1), "grade": item.grade}


def completions(reps: Iterable[Rep]) -> list[tuple[float, Rep]]:
    """The counted repetitions in the order in which, and with the times at which, they count."""
    done = [(rep.end_s if rep.counted_s is None else rep.counted_s, rep) for rep in reps]
    return sorted(done, key=lambda pair: pair[0])


def count_messages(document: ResultDocument) -> Iterator[Counter | FormScoreMessage]:
    """A count, and where there is one the form score, for every repetition or whole second held.

    ``current_count`` goes on from set to set, as ``count`` in the document. Seconds held are not
    counted where repetitions are: their set is in the summary.
    """
    form, before = RunningForm(), 0
    for found in document.in_sets:
        if found.unit == "seconds":
            holds = [held for held in document.holds if held.set == found.index]
            messages = _seconds_held(holds, found.count, form, document.speed.factor)
        else:
            reps = [rep for rep in document.reps if rep.set == found.index]
            messages = _repetitions(completions(reps), form)
        of_document = found.unit == document.unit
        for message in messages:
            if message["type"] == "counter" and not of_document:
                continue
            if message["type"] == "counter":
                message["set_count"] = message["current_count"]
                message["current_count"] = before + message["set_count"]
                if found.exercise is not None:
                    message["exercise"] = found.exercise
            message["set"] = found.index
            yield message
        before += found.count if of_document else 0


def _repetitions(
    done: Sequence[tuple[float, Rep]], form: RunningForm
) -> Iterator[Counter | FormScoreMessage]:
    for count, (t_s, rep) in enumerate(done, 1):
        message: Counter = {
            "type": "counter",
            "current_count": count,
            "rep": rep.index,
            "side": rep.side,
        }
        if rep.analysis is not None:
            message["analysis"] = rep.analysis
        if rep.reference_score is not None:
            message["reference_score"] = reference_score(rep.reference_score)
        score = form.after(rep)
        if score is not None:
            message["form_score"] = score
        yield at(t_s, message)
        if score is not None:
            yield at(t_s, _form_score(score, rep.index))


def _seconds_held(
    holds: Sequence[Held], count: int, form: RunningForm, slower: float
) -> Iterator[Counter | FormScoreMessage]:
    """Whole seconds over all stretches together: what is left of one counts on in the next."""
    before_s, reached = 0.0, 0
    for held in holds:
        score = form.after(held)
        until_s = before_s + held.duration_s
        last = count if held is holds[-1] else int(until_s + _ALMOST_S)
        while reached < last:
            reached += 1
            message: Counter = {"type": "counter", "current_count": reached, "rep": held.index}
            if score is not None:
                message["form_score"] = score
            yield at(min(held.start_s + (reached - before_s) * slower, held.end_s), message)
        if score is not None:
            yield at(held.end_s, _form_score(score, held.index))
        before_s = until_s


def reference_score(score: ReferenceSimilarity) -> ReferenceScore:
    """How like the reference movement, as the contract has it."""
    return {
        "overallScore": score.overallScore,
        "poseScore": score.poseScore,
        "timingScore": score.timingScore,
        "movementScore": score.movementScore,
        "nccScore": score.nccScore,
        "dtwScore": score.dtwScore,
        "distScore": score.distScore,
        "grade": score.grade,
    }


def _form_score(score: FormScore, rep: int) -> FormScoreMessage:
    return {
        "type": "form_score",
        "score": score["score"],
        "avg_score": score["avg_score"],
        "grade": score["grade"],
        "rep": rep,
    }


def posture_messages(document: ResultDocument) -> Iterator[Posture]:
    """A message for every change of how the person stands for the exercise."""
    for change in document.posture:
        message: Posture = {
            "type": "posture",
            "message": change.message,
            "placementMessage": change.message,
            "direction": change.direction,
            "postureDirection": change.direction,
            "ready": change.ready,
            "requirements": list(change.requirements),
            "missingKeypoints": [name for part in change.missing for name in _keypoints_of(part)],
        }
        yield at(change.t_s, message)


def _keypoints_of(part: str) -> tuple[str, ...]:
    return (part,) if part == "nose" else (f"left_{part}", f"right_{part}")


def recommendation_messages(document: ResultDocument) -> Iterator[Recommendations]:
    """A message for every moment that there is advice for."""
    for t_s, group in groupby(sorted(document.recommendations, key=_when), key=_when):
        advice = [_advice(each) for each in group]
        texts = list(dict.fromkeys(each["text"] for each in advice))
        message: Recommendations = {
            "type": "recommendations",
            "data": texts,
            "message": " ".join(texts),
            "recommendations": advice,
        }
        reps = {(each["set"], each["rep"]) for each in advice}
        if len(reps) == 1 and (rep := reps.pop()[1]) is not None:
            message["rep"] = rep
        yield at(t_s, message)


def _when(recommendation: Recommendation) -> float:
    return recommendation.t_s


def _advice(each: Recommendation) -> Advice:
    return {
        "code": each.code,
        "severity": each.severity,
        "text": each.text,
        "t": round(each.t_s, 4),
        "rep": each.rep,
        "joint": each.joint,
        "side": each.side,
        "set": each.set,
    }
