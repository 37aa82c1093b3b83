"""What changed from one analysis to the next, by exercise."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from formtrace.http.job_lists import newest_jobs
from formtrace.results.summary import ResultSummary

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.http.api import Api
    from formtrace.workflow.jobs import Job


class TrendPoint(BaseModel):
    """One analysis of an exercise."""

    model_config = ConfigDict(frozen=True)

    job_id: str
    created_at: datetime
    name: str
    outcome: ResultSummary


class Trend(BaseModel):
    """The analyses of an exercise, the oldest first."""

    model_config = ConfigDict(frozen=True)

    exercise: str
    points: list[TrendPoint]


class TrendList(BaseModel):
    """The exercises of a token, those with the most analyses first."""

    model_config = ConfigDict(frozen=True)

    trends: list[Trend]


def show_trends(api: Api, access: Access, exercise: str | None) -> TrendList:
    """The trends of the token's last thousand jobs.

    Of a video that was counted several times as the same exercise, the last count is taken.
    """
    newest: dict[tuple[str, str], TrendPoint] = {}
    for job in newest_jobs(api, access):
        point = _point(job)
        if point is None or exercise not in (None, point.outcome.exercise):
            continue
        newest.setdefault((point.outcome.exercise or "", job.analysed_job_id), point)
    trends: dict[str, list[TrendPoint]] = {}
    for (counted, _), point in newest.items():
        trends.setdefault(counted, []).insert(0, point)
    found = [Trend(exercise=counted, points=points) for counted, points in trends.items()]
    return TrendList(trends=sorted(found, key=lambda one: -len(one.points)))


def _point(job: Job) -> TrendPoint | None:
    """A job whose outcome is known and counts an exercise."""
    outcome = job.outcome
    if not job.status.is_final or job.failure is not None or outcome is None or outcome.exercise is None:
        return None
    return TrendPoint(
        job_id=job.job_id,
        created_at=job.created_at,
        name=job.labels.name,
        outcome=ResultSummary(**outcome.model_dump()),
    )
