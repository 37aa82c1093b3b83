from __future__ import annotations

import pytest

from formtrace.workflow.jobs import Job, JobStatus, ObjectRef, job_id_for

SOURCE = ObjectRef(bucket="uploads", key="squat/clip.mp4", etag="abc")


def test_the_same_put_is_the_same_job_and_its_name_suits_an_execution() -> None:
    first = job_id_for(SOURCE, "0055")
    assert first == job_id_for(SOURCE.model_copy(), "0055")
    assert len(first) == 36  # Step Functions allows 80


@pytest.mark.parametrize(
    ("change", "occasion"),
    [
        ({"bucket": "other"}, "0055"),
        ({"key": "squat/clip2.mp4"}, "0055"),
        ({"etag": "abd"}, "0055"),
        ({"version_id": "v1"}, "0055"),
        ({}, "0056"),
    ],
)
def test_any_other_put_is_another_job(change: dict[str, str], occasion: str) -> None:
    assert job_id_for(SOURCE.model_copy(update=change), occasion) != job_id_for(SOURCE, "0055")


def test_a_job_only_moves_forward() -> None:
    assert JobStatus.SPLITTING.earlier == (
        JobStatus.AWAITING_UPLOAD,
        JobStatus.FETCHING,
        JobStatus.RECEIVED,
    )
    for final in (JobStatus.COMPLETED, JobStatus.FAILED):
        assert all(final not in status.earlier for status in JobStatus)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("analysing", "analysing (2 of 5 chunks)"),
        ("rendering", "rendering (1 of 5 chunks)"),
        ("failed", "failed"),
    ],
)
def test_progress_in_words(status: str, words: str) -> None:
    job = Job(
        job_id="j",
        status=JobStatus(status),
        source=SOURCE,
        created_at="2026-01-01T00:00:00Z",
        updated_at="2026-01-01T00:00:00Z",
        chunks=5,
        posed=frozenset({0, 3}),
        rendered=frozenset({0}),
    )
    assert job.progress == words
