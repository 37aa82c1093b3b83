from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from formtrace.adapters.aws.job_table import DynamoJobStore
from formtrace.adapters.aws.reference_table import DynamoReferenceStore
from formtrace.reference.draft import ReferenceDraft, Trim
from formtrace.reference.source import ReferenceSource
from formtrace.workflow.reference_records import StoredReference
from tests.support.template import resources
from tests.unit.adapters.aws.test_job_table import JOB, make_table

NOW = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
FULL = StoredReference(
    id="1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    owner="tok_1",
    name="Élan",
    created_at=NOW,
    duration_s=1.4667,
    repetitions=3,
    view="oblique",
    mirror_allowed=False,
    signals=("left_knee", "right_knee"),
    source=ReferenceSource(job_id="j1", start_s=0.1, end_s=1.5667, fps=29.97, width=1080, height=1920),
    thumbnail="thumbnail.png",
)
PLAIN = FULL.model_copy(
    update={"id": "2b4e28ba-2fa1-41d2-883f-0016d3cca427", "owner": None, "view": None, "thumbnail": None}
)


@pytest.fixture
def references(session: Any) -> DynamoReferenceStore:
    """A table as the template describes it."""
    properties = resources("AWS::DynamoDB::Table")["ReferencesTable"]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    session.client("dynamodb").create_table(
        TableName="references", **{name: properties[name] for name in wanted}
    )
    return DynamoReferenceStore(session, "references")


def test_records_come_back_as_they_were(references: DynamoReferenceStore) -> None:
    assert references.create(FULL)
    assert references.create(PLAIN)
    assert references.get(FULL.id) == FULL
    assert references.get(PLAIN.id) == PLAIN
    assert references.get("nothing") is None
    assert {stored.id for stored in references.all()} == {FULL.id, PLAIN.id}


def test_creating_twice_keeps_the_name_that_it_got_since(references: DynamoReferenceStore) -> None:
    references.create(FULL)
    assert references.rename(FULL.id, "name")
    assert not references.create(FULL)
    assert references.get(FULL.id) == FULL.model_copy(update={"name": "name"})


def test_what_is_deleted_cannot_be_renamed_back_to_life(references: DynamoReferenceStore) -> None:
    references.create(FULL)
    references.delete(FULL.id)
    references.delete(FULL.id)
    assert not references.rename(FULL.id, "name")
    assert references.get(FULL.id) is None


def test_pages_of_an_owner_newest_first(references: DynamoReferenceStore) -> None:
    mine = [
        FULL.model_copy(update={"id": f"id-{n}", "created_at": NOW + timedelta(milliseconds=n)})
        for n in range(5)
    ]
    for stored in (*mine, PLAIN, FULL.model_copy(update={"id": "other", "owner": "tok_2"})):
        references.create(stored)
    listed, mark, lengths = [], None, []
    while not lengths or mark is not None:
        page, mark = references.list_by_owner("tok_1", 2, mark)
        listed += page
        lengths.append(len(page))
    assert listed == mine[::-1]
    assert lengths == [2, 2, 1]


def test_a_job_keeps_what_it_is_to_become(session: Any) -> None:
    jobs = DynamoJobStore(session, make_table(session, "jobs", "job_id"), keep_days=7)
    draft = ReferenceDraft(name="Élan", repetitions=(Trim(start_s=0.1, end_s=1.7),), mirror_allowed=False)
    jobs.create(JOB.model_copy(update={"draft": draft}))
    found = jobs.get(JOB.job_id)
    assert found is not None
    assert found.draft == draft
