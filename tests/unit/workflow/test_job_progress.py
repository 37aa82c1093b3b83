"""Per cent of a job: the bounds of each state, and that it never falls."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.workflow.job_progress import Stage, percent, stages
from formtrace.workflow.jobs import Job, JobStatus, ObjectRef

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def job(status: JobStatus, chunks: int | None = None, posed: int = 0, rendered: int = 0) -> Job:
    return Job(
        job_id="a-job",
        status=status,
        source=ObjectRef(bucket="uploads", key="clip.mp4"),
        created_at=NOW,
        updated_at=NOW,
        chunks=chunks,
        posed=frozenset(range(posed)),
        rendered=frozenset(range(rendered)),
    )


def fetching(fetched_bytes: int, total_bytes: int | None) -> Job:
    return job(JobStatus.FETCHING).model_copy(
        update={"fetched_bytes": fetched_bytes, "total_bytes": total_bytes}
    )


@pytest.mark.parametrize(
    ("a_job", "export", "expected"),
    [
        (job(JobStatus.AWAITING_UPLOAD), False, 0),
        (job(JobStatus.FETCHING), False, 0),
        (fetching(0, 1000), False, 0),
        (fetching(500, 1000), False, 2),
        (fetching(1000, 1000), False, 5),
        (fetching(1000, None), False, 0),
        (job(JobStatus.RECEIVED), False, 5),
        (job(JobStatus.SPLITTING), False, 5),
        (job(JobStatus.ANALYSING), False, 10),
        (job(JobStatus.ANALYSING, 8, 0), False, 10),
        (job(JobStatus.ANALYSING, 8, 4), False, 52),
        (job(JobStatus.ANALYSING, 8, 8), False, 95),
        (job(JobStatus.ANALYSING, 8, 8), True, 60),
        (job(JobStatus.RENDERING, 8, 8, 0), True, 60),
        (job(JobStatus.RENDERING, 8, 8, 4), True, 77),
        (job(JobStatus.RENDERING, 8, 8, 8), True, 95),
        (job(JobStatus.COMPLETED, 8, 8), False, 100),
        (job(JobStatus.FAILED), False, 0),
        (job(JobStatus.FAILED, 8, 4), False, 52),
    ],
)
def test_percent(a_job: Job, export: bool, expected: int) -> None:
    assert percent(a_job, export=export) == expected


@given(st.integers(1, 40), st.booleans())
def test_it_never_falls(chunks: int, export: bool) -> None:
    way = [job(JobStatus.AWAITING_UPLOAD), job(JobStatus.RECEIVED), job(JobStatus.SPLITTING)]
    way += [job(JobStatus.ANALYSING)] + [job(JobStatus.ANALYSING, chunks, n) for n in range(chunks + 1)]
    if export:
        way += [job(JobStatus.RENDERING, chunks, chunks, n) for n in range(chunks + 1)]
    way += [job(JobStatus.COMPLETED, chunks, chunks, chunks)]
    seen = [percent(each, export=export) for each in way]
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 100)


def test_stages_are_those_that_are_counted() -> None:
    assert stages(fetching(3, None), export=False) == []
    assert stages(fetching(3, 8), export=False) == [Stage("fetch", 3, 8)]
    assert stages(job(JobStatus.SPLITTING), export=True) == []
    assert stages(job(JobStatus.ANALYSING, 8, 3), export=False) == [Stage("pose", 3, 8)]
    assert stages(job(JobStatus.RENDERING, 8, 8, 2), export=True) == [
        Stage("pose", 8, 8),
        Stage("render", 2, 8),
    ]
