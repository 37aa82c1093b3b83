"""Job records and leases in DynamoDB."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from formtrace.access.shares import Share
from formtrace.adapters.aws.error_mapping import conditional_write, map_errors
from formtrace.adapters.aws.paging import all_items, items_of
from formtrace.options import AnalysisOptions
from formtrace.reference.draft import ReferenceDraft
from formtrace.workflow.jobs import (
    Failure,
    Job,
    JobCursor,
    JobLabels,
    JobOutcome,
    JobStatus,
    MultipartUpload,
    ObjectRef,
    timestamp,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import boto3

_DAY_S = 86_400
_LEASES_KEPT_S = 7 * _DAY_S
_JOBS, _LEASES = "The job table", "The idempotency table"


class DynamoJobStore:
    """A :class:`~formtrace.workflow.ports.JobStore`: one item per job, every change a conditional update."""

    def __init__(self, session: boto3.session.Session, table: str, keep_days: int) -> None:
        self._session, self._name = session, table
        self._keep_s = keep_days * _DAY_S

    @cached_property
    def _table(self) -> Any:  # not every function uses every table
        return self._session.resource("dynamodb").Table(self._name)

    def create(self, job: Job) -> None:
        """Record a new job; one that is recorded already is left alone."""
        item = {
            "job_id": job.job_id,
            "status": job.status.value,
            "source": job.source.model_dump(exclude_none=True),
            "options": _options_json(job.options),
            "created_at": timestamp(job.created_at),
            "updated_at": timestamp(job.updated_at),
            "expires_at": int(time.time()) + self._keep_s,
        }
        known = job.model_dump(include={"kind", "owner", "callback_url", "remote_url", "recount_of"})
        item |= {name: value for name, value in known.items() if value is not None}
        if job.multipart is not None:
            item["multipart"] = job.multipart.model_dump_json()
        if job.draft is not None:
            item["draft"] = job.draft.model_dump_json()  # floats, which DynamoDB does not take from Python
        conditional_write(
            _JOBS, lambda: self._table.put_item(Item=item, ConditionExpression="attribute_not_exists(job_id)")
        )

    def get(self, job_id: str) -> Job | None:
        """The record, if there is one."""
        with map_errors(_JOBS):
            item = self._table.get_item(Key={"job_id": job_id}, ConsistentRead=True).get("Item")
        return job_from_item(item) if item else None

    def all(self) -> Iterator[Job]:
        """Every job that is kept, in no order; reads the whole table, for a person at a terminal."""
        with map_errors(_JOBS):
            yield from map(job_from_item, all_items(self._table))

    def list_by_owner(
        self, owner: str, limit: int, after: JobCursor | None = None
    ) -> tuple[list[Job], JobCursor | None]:
        """A page of the jobs of an owner, newest first, and where the next page begins."""
        with map_errors(_JOBS):
            items, last = items_of(self._table, owner, limit, None if after is None else after._asdict())
        mark = JobCursor(last["created_at"], last["job_id"]) if last else None
        return [job_from_item(item) for item in items], mark

    def delete(self, job_id: str) -> None:
        """Forget a job."""
        with map_errors(_JOBS):
            self._table.delete_item(Key={"job_id": job_id})

    def set_source(self, job_id: str, source: ObjectRef) -> None:
        """Record which content exactly the job is about."""
        self._update(job_id, {"source": source.model_dump(exclude_none=True)})

    def set_options(self, job_id: str, options: AnalysisOptions) -> None:
        """Record what the job asks for."""
        self._update(job_id, {"options": _options_json(options)})

    def set_labels(self, job_id: str, labels: JobLabels) -> bool:
        """Record what the owner calls the job; false when there is none."""
        return self._update(job_id, {"labels": labels.model_dump_json()})

    def advance(
        self,
        job_id: str,
        status: JobStatus,
        chunks: int | None = None,
        outcome: JobOutcome | None = None,
    ) -> None:
        """Move a job forward; never back, and never out of a final state."""
        known: dict[str, Any] = {} if chunks is None else {"chunks": chunks}
        if outcome is not None:
            known["outcome"] = outcome.model_dump_json()
        self._update(job_id, {"status": status.value, **known}, only_from=status.earlier)

    def mark_fetched(self, job_id: str, fetched_bytes: int, total_bytes: int | None) -> bool:
        """Note how much of a remote file is there; say whether the job still waits for it."""
        known = {"fetched_bytes": fetched_bytes, "total_bytes": total_bytes}
        assign = {name: value for name, value in known.items() if value is not None}
        return self._update(job_id, assign, only_from=(JobStatus.FETCHING,))

    def mark_posed(self, job_id: str, chunk: int) -> None:
        """Note that a chunk's keypoints are there; noting it twice counts once."""
        self._update(job_id, add={"posed": {chunk}})

    def mark_rendered(self, job_id: str, chunk: int) -> None:
        """Note that a chunk's overlay is there; noting it twice counts once."""
        self._update(job_id, add={"rendered": {chunk}})

    def add_recount(self, job_id: str, recount_id: str) -> None:
        """Note that another job counts the keypoints of this one again."""
        self._update(job_id, add={"recounts": {recount_id}})

    def add_share(self, job_id: str, share: Share) -> bool:
        """Record a link to the result; false when there is no such job."""
        return self._update(job_id, add={"shares": {share.model_dump_json()}})

    def remove_share(self, job_id: str, share: Share) -> None:
        """Revoke a link; none is as good."""
        self._update(job_id, remove={"shares": {share.model_dump_json()}})

    def fail(self, job_id: str, failure: Failure, attempt: int | None = None) -> bool:
        """End a job with a code and a sentence, unless it has ended; say whether this ended it."""
        end = {"status": JobStatus.FAILED.value, "failure": failure.model_dump()}
        return self._update(job_id, end, only_from=JobStatus.FAILED.earlier, only_attempt=attempt)

    def reopen(self, job: Job, status: JobStatus) -> Job | None:
        """Begin another attempt of a failed job, from ``status``."""
        begun = {"status": status.value, "attempts": job.attempts + 1}
        reopened = self._update(
            job.job_id,
            begun,
            forget=("failure", "chunks", "posed", "rendered", "fetched_bytes", "total_bytes"),
            only_from=(JobStatus.FAILED,),
            only_attempt=job.attempts,
        )
        return self.get(job.job_id) if reopened else None

    def _update(
        self,
        job_id: str,
        assign: Mapping[str, Any] = MappingProxyType({}),
        add: Mapping[str, set[Any]] = MappingProxyType({}),
        remove: Mapping[str, set[Any]] = MappingProxyType({}),
        forget: tuple[str, ...] = (),
        only_from: tuple[JobStatus, ...] = tuple(JobStatus),
        only_attempt: int | None = None,
    ) -> bool:
        """Assign attributes, add to sets, remove from them, forget attributes, in a record of some state.

        Returns whether there was such a record.
        """
        assign = {**assign, "updated_at": timestamp(datetime.now(UTC))}
        states: dict[str, Any] = {f":from{number}": one.value for number, one in enumerate(only_from)}
        change = "SET " + ", ".join(f"#{name} = :{name}" for name in assign)
        for verb, sets in (("ADD", add), ("DELETE", remove)):
            if sets:
                change += f" {verb} " + ", ".join(f"#{name} :{name}" for name in sets)
        if forget:
            change += " REMOVE " + ", ".join(f"#{name}" for name in forget)
        condition = f"#status IN ({', '.join(states)})"
        if only_attempt is not None:
            states[":attempt"] = only_attempt
            first = " OR attribute_not_exists(attempts)" if only_attempt == 1 else ""
            condition += f" AND (attempts = :attempt{first})"
        values = {**assign, **add, **remove}
        return conditional_write(
            _JOBS,
            lambda: self._table.update_item(
                Key={"job_id": job_id},
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeNames={f"#{name}": name for name in {*values, *forget, "status"}},
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()} | states,
            ),
        )


class DynamoLeases:
    """:class:`~formtrace.workflow.ports.Leases` in a table keyed by ``id``."""

    def __init__(self, session: boto3.session.Session, table: str) -> None:
        self._session, self._name = session, table

    @cached_property
    def _table(self) -> Any:  # not every function uses every table
        return self._session.resource("dynamodb").Table(self._name)

    def acquire(self, name: str, owner: str, lease_s: float) -> bool:
        """Acquire a lease."""
        now = int(time.time())
        item = {
            "id": name,
            "claimed_by": owner,
            "leased_until": now + int(lease_s),
            "settled": False,
            "expires_at": now + _LEASES_KEPT_S,
        }
        free = "attribute_not_exists(id) OR (settled = :no AND (claimed_by = :owner OR leased_until < :now))"
        return conditional_write(
            _LEASES,
            lambda: self._table.put_item(
                Item=item,
                ConditionExpression=free,
                ExpressionAttributeValues={":no": False, ":owner": owner, ":now": now},
            ),
        )

    def complete(self, name: str) -> None:
        """The work is done, for good."""
        with map_errors(_LEASES):
            self._table.update_item(
                Key={"id": name},
                UpdateExpression="SET settled = :yes",
                ExpressionAttributeValues={":yes": True},
            )

    def release(self, name: str) -> None:
        """The work may be done once more."""
        with map_errors(_LEASES):
            self._table.delete_item(Key={"id": name})


def _options_json(options: AnalysisOptions) -> str:
    """Those that are not the default, as JSON."""
    return json.dumps(options.given())


def job_from_item(item: dict[str, Any]) -> Job:
    """The job that an item of the table records."""
    return Job(
        job_id=item["job_id"],
        status=JobStatus(item["status"]),
        source=ObjectRef(**item["source"]),
        kind=item.get("kind"),
        owner=item.get("owner"),
        options=AnalysisOptions.from_mapping(json.loads(item.get("options", "{}"))),
        draft=ReferenceDraft.model_validate_json(item["draft"]) if "draft" in item else None,
        callback_url=item.get("callback_url"),
        remote_url=item.get("remote_url"),
        fetched_bytes=int(item.get("fetched_bytes", 0)),
        total_bytes=int(item["total_bytes"]) if "total_bytes" in item else None,
        created_at=datetime.fromisoformat(item["created_at"]),
        updated_at=datetime.fromisoformat(item["updated_at"]),
        chunks=int(item["chunks"]) if "chunks" in item else None,
        posed=frozenset(int(chunk) for chunk in item.get("posed", ())),
        rendered=frozenset(int(chunk) for chunk in item.get("rendered", ())),
        failure=Failure(**item["failure"]) if "failure" in item else None,
        recount_of=item.get("recount_of"),
        recounts=frozenset(item.get("recounts", ())),
        labels=JobLabels.model_validate_json(item["labels"]) if "labels" in item else JobLabels(),
        outcome=JobOutcome.model_validate_json(item["outcome"]) if "outcome" in item else None,
        multipart=MultipartUpload.model_validate_json(item["multipart"]) if "multipart" in item else None,
        attempts=int(item.get("attempts", 1)),
        shares=tuple(map(Share.model_validate_json, sorted(item.get("shares", ())))),
    )
