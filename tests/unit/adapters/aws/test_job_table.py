from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from formtrace.access.shares import new_share
from formtrace.adapters.aws.job_table import DynamoJobStore, DynamoLeases
from formtrace.options import AnalysisOptions
from formtrace.workflow.jobs import Failure, Job, JobLabels, JobOutcome, JobStatus, ObjectRef
from tests.support.template import resources

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
JOB = Job(
    job_id="j1",
    status=JobStatus.RECEIVED,
    source=ObjectRef(bucket="uploads", key="ä b.mp4", etag="e"),
    created_at=NOW,
    updated_at=NOW,
)
TOO_LONG = Failure(code="media_limit", message="The video is too long; cut it.")


def make_table(session: Any, name: str, key: str) -> str:
    session.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
    )
    return name


@pytest.fixture
def jobs(session: Any) -> DynamoJobStore:
    """The table of ``template.yaml``, with one record."""
    (table,) = (one for one in resources("AWS::DynamoDB::Table").items() if one[0] == "JobsTable")
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    described = {name: table[1]["Properties"][name] for name in wanted}
    session.client("dynamodb").create_table(TableName="jobs", **described)
    store = DynamoJobStore(session, "jobs", keep_days=7)
    store.create(JOB)
    return store


@pytest.fixture
def leases(session: Any) -> DynamoLeases:
    return DynamoLeases(session, make_table(session, "leases", "id"))


def current(jobs: DynamoJobStore) -> Job:
    job = jobs.get("j1")
    assert job is not None
    return job


def test_a_record_comes_back_as_it_was(jobs: DynamoJobStore) -> None:
    assert current(jobs) == JOB
    assert jobs.get("nothing") is None
    assert list(jobs.all()) == [JOB]


def test_creating_twice_keeps_what_has_happened_since(jobs: DynamoJobStore) -> None:
    jobs.advance("j1", JobStatus.SPLITTING)
    jobs.create(JOB)
    assert current(jobs).status is JobStatus.SPLITTING


def test_a_job_moves_forward_and_never_back(jobs: DynamoJobStore) -> None:
    jobs.set_options("j1", AnalysisOptions(exercise="squat", start_s=1.5))
    jobs.advance("j1", JobStatus.ANALYSING, chunks=4)
    jobs.advance("j1", JobStatus.SPLITTING)
    job = current(jobs)
    assert (job.status, job.chunks) == (JobStatus.ANALYSING, 4)
    assert job.options.given() == {"exercise": "squat", "start_s": 1.5}
    assert job.updated_at > NOW


def test_fetching_is_noted_only_while_the_job_waits_for_it(session: Any) -> None:
    store = DynamoJobStore(session, make_table(session, "remote", "job_id"), keep_days=7)
    store.create(JOB.model_copy(update={"status": JobStatus.FETCHING, "remote_url": "https://example.com/v"}))
    assert store.mark_fetched("j1", 10, None)
    assert store.mark_fetched("j1", 20, 100)
    job = store.get("j1")
    assert job is not None
    assert (job.fetched_bytes, job.total_bytes) == (20, 100)
    store.advance("j1", JobStatus.RECEIVED)
    assert not store.mark_fetched("j1", 30, 100)
    assert not store.mark_fetched("nothing", 30, 100)
    assert store.get("nothing") is None


def test_a_failure_keeps_its_details(jobs: DynamoJobStore) -> None:
    failure = Failure(code="video_load_error", message="No.", details={"reason": "timeout"})
    jobs.fail("j1", failure)
    assert current(jobs).failure == failure


def test_a_chunk_that_is_done_twice_counts_once(jobs: DynamoJobStore) -> None:
    for chunk in (2, 0, 2):
        jobs.mark_posed("j1", chunk)
    jobs.mark_rendered("j1", 1)
    assert current(jobs).posed == {0, 2}
    assert current(jobs).rendered == {1}


def test_the_first_end_stays(jobs: DynamoJobStore) -> None:
    assert jobs.fail("j1", TOO_LONG)
    assert not jobs.fail("j1", Failure(code="internal", message="Something."))
    jobs.advance("j1", JobStatus.COMPLETED)
    assert (current(jobs).status, current(jobs).failure) == (JobStatus.FAILED, TOO_LONG)


def test_a_completed_job_does_not_fail_any_more(jobs: DynamoJobStore) -> None:
    jobs.advance("j1", JobStatus.COMPLETED)
    jobs.fail("j1", TOO_LONG)
    assert (current(jobs).status, current(jobs).failure) == (JobStatus.COMPLETED, None)


def test_changes_of_a_job_that_does_not_exist_make_none(jobs: DynamoJobStore) -> None:
    jobs.advance("j2", JobStatus.ANALYSING)
    jobs.mark_posed("j2", 0)
    jobs.fail("j2", TOO_LONG)
    assert jobs.get("j2") is None


def test_records_expire(jobs: DynamoJobStore, session: Any) -> None:
    item = session.resource("dynamodb").Table("jobs").get_item(Key={"job_id": "j1"})["Item"]
    assert abs(int(item["expires_at"]) - (datetime.now(UTC).timestamp() + 7 * 86_400)) < 60


def test_a_lease_is_for_one_owner_who_may_come_back(leases: DynamoLeases) -> None:
    assert leases.acquire("work", "a", 60)
    assert not leases.acquire("work", "b", 60)
    assert leases.acquire("work", "a", 60)
    leases.complete("work")
    assert not leases.acquire("work", "a", 60)
    assert not leases.acquire("work", "b", 60)


def test_a_lease_whose_owner_died_is_free_again(leases: DynamoLeases) -> None:
    assert leases.acquire("work", "a", -5)
    assert leases.acquire("work", "b", 60)


def owned_job(number: int, owner: str = "me") -> Job:
    """Jobs of one second, some of them at its very beginning."""
    made = NOW.replace(microsecond=250_000 * (number % 4))
    changes = {
        "job_id": f"o{number}",
        "owner": owner,
        "created_at": made,
        "updated_at": made,
        "kind": "image",
    }
    return JOB.model_copy(update=changes)


def test_a_list_has_the_jobs_of_one_owner_newest_first(jobs: DynamoJobStore) -> None:
    for number in range(4):
        jobs.create(owned_job(number))
        jobs.create(owned_job(number + 4, owner="you"))
    first, mark = jobs.list_by_owner("me", 3)
    assert first == [owned_job(number) for number in (3, 2, 1)]
    rest, end = jobs.list_by_owner("me", 3, mark)
    assert (rest, end) == ([owned_job(0)], None)
    assert jobs.list_by_owner("nobody", 3) == ([], None)


def test_a_job_gets_the_content_that_arrived_and_can_be_forgotten(jobs: DynamoJobStore) -> None:
    arrived = JOB.source.model_copy(update={"etag": "other", "version_id": "v"})
    jobs.set_source("j1", arrived)
    assert current(jobs).source == arrived
    jobs.delete("j1")
    jobs.delete("j1")
    assert jobs.get("j1") is None
    jobs.set_source("j1", arrived)
    jobs.advance("j1", JobStatus.COMPLETED)
    assert jobs.get("j1") is None, "a late step does not bring it back"


def test_what_a_job_is_called_and_how_it_ended_are_kept(jobs: DynamoJobStore) -> None:
    labels = JobLabels(name="Knie ü", tags=("a", "b"), notes="n")
    assert jobs.set_labels("j1", labels)
    assert not jobs.set_labels("j2", labels)
    outcome = JobOutcome(unit="reps", count=3, score=91.25, grade="A", duration_s=12.5, thumbnail=True)
    jobs.advance("j1", JobStatus.COMPLETED, outcome=outcome)
    job = current(jobs)
    assert (job.labels, job.outcome, job.recount_of) == (labels, outcome, None)
    recount = JOB.model_copy(update={"job_id": "j3", "recount_of": "j1"})
    jobs.create(recount)
    found = jobs.get("j3")
    assert found is not None
    assert (found.recount_of, found.analysed_job_id) == ("j1", "j1")


def test_links_are_recorded_and_revoked_one_by_one(jobs: DynamoJobStore) -> None:
    first, second = (new_share("tok_1", datetime.now(UTC), days) for days in (1, 2))
    assert jobs.add_share("j1", first)
    assert jobs.add_share("j1", second)
    assert not jobs.add_share("j2", first)
    assert set(current(jobs).shares) == {first, second}
    jobs.remove_share("j1", first)
    jobs.remove_share("j1", first)
    assert current(jobs).shares == (second,)
    jobs.remove_share("j1", second)
    assert current(jobs).shares == ()


def test_a_failed_job_is_reopened_once(jobs: DynamoJobStore) -> None:
    first = current(jobs)
    assert jobs.reopen(first, JobStatus.RECEIVED) is None  # it has not failed
    jobs.advance("j1", JobStatus.ANALYSING, chunks=2)
    jobs.mark_posed("j1", 1)
    assert jobs.fail("j1", TOO_LONG, attempt=1)
    reopened = jobs.reopen(first, JobStatus.RECEIVED)
    assert reopened is not None
    assert (reopened.status, reopened.attempts, reopened.execution) == (JobStatus.RECEIVED, 2, "j1_2")
    assert (reopened.failure, reopened.chunks, reopened.posed) == (None, None, frozenset())
    assert jobs.reopen(first, JobStatus.RECEIVED) is None
    assert not jobs.fail("j1", TOO_LONG, attempt=1)
    assert jobs.fail("j1", TOO_LONG, attempt=2)
    assert jobs.reopen(first, JobStatus.RECEIVED) is None  # it was another attempt that failed
    assert jobs.reopen(reopened, JobStatus.FETCHING) is not None


def test_a_lease_that_is_released_can_be_acquired_again(leases: DynamoLeases) -> None:
    assert leases.acquire("work", "a", 60)
    leases.complete("work")
    assert not leases.acquire("work", "b", 60)
    leases.release("work")
    assert leases.acquire("work", "b", 60)
    leases.release("nothing")
