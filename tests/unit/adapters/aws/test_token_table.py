from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from formtrace.access.tokens import IssuedToken, issue
from formtrace.adapters.aws.token_table import DynamoTokenStore
from tests.unit.adapters.aws.test_job_table import make_table

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def tokens(session: Any) -> DynamoTokenStore:
    return DynamoTokenStore(session, make_table(session, "tokens", "id"))


def stored(tokens: DynamoTokenStore, **options: Any) -> IssuedToken:
    issued = issue("app", NOW, **options)
    assert tokens.create(issued.record)
    return issued


def test_records_come_back_as_they_were(tokens: DynamoTokenStore) -> None:
    plain = stored(tokens).record
    full = stored(
        tokens,
        plan="free",
        origins=("https://app.example.com",),
        expires_at=NOW + timedelta(days=1),
        jobs_per_month=5,
        all_jobs=True,
    ).record
    assert tokens.get(plain.id) == plain
    assert tokens.get(full.id) == full
    assert tokens.get("tok_unknown") is None
    assert {record.id for record in tokens.all()} == {plain.id, full.id}


def test_the_value_is_not_in_the_table(tokens: DynamoTokenStore, session: Any) -> None:
    issued = stored(tokens)
    assert issued.value not in str(session.client("dynamodb").scan(TableName="tokens"))


def test_a_value_is_stored_once(tokens: DynamoTokenStore) -> None:
    issued = stored(tokens)
    again = issue("other", NOW, value=issued.value)
    assert not tokens.create(again.record)
    assert tokens.get(issued.record.id) == issued.record


def test_revoking_is_for_good(tokens: DynamoTokenStore) -> None:
    record = stored(tokens).record
    assert tokens.revoke(record.id, NOW)
    assert tokens.revoke(record.id, NOW + timedelta(days=1))
    revoked = tokens.get(record.id)
    assert revoked is not None
    assert revoked.revoked_at == NOW
    assert not tokens.revoke("tok_unknown", NOW)
    assert tokens.get("tok_unknown") is None


def test_no_more_jobs_than_the_quota(tokens: DynamoTokenStore) -> None:
    record = stored(tokens).record
    assert [tokens.consume_quota(record.id, "2026-11", 5) for _ in range(8)] == [True] * 5 + [False] * 3
    assert tokens.consume_quota(record.id, "2026-12", 5)
    after = tokens.get(record.id)
    assert after is not None
    assert after.used == {"2026-11": 5, "2026-12": 1}


def test_no_bound_and_no_job_at_all(tokens: DynamoTokenStore) -> None:
    record = stored(tokens).record
    assert tokens.consume_quota(record.id, "2026-11", None)
    assert not tokens.consume_quota(record.id, "2026-11", 0)
    assert not tokens.consume_quota(record.id, "2026-11", 1)
    assert not tokens.consume_quota("tok_unknown", "2026-11", None)
    assert tokens.get("tok_unknown") is None
