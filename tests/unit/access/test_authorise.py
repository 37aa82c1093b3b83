from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.access.authorise import Access, authorise, consume_quota
from formtrace.access.plans import find_plan
from formtrace.access.tokens import issue
from formtrace.errors import (
    InvalidTokenError,
    MissingTokenError,
    OriginNotAllowedError,
    QuotaExceededError,
)
from tests.unit.access.fakes import Tokens

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def made(**options: Any) -> tuple[Tokens, str]:
    issued = issue("app", NOW, **options)
    return Tokens(issued.record), issued.value


def test_a_token_opens_what_its_plan_has() -> None:
    tokens, value = made()
    access = authorise(value, None, tokens, NOW)
    assert access.plan.features == {"keypoints", "angles", "recommendations", "progression", "export"}
    assert access.jobs_per_month is None
    assert authorise(f" {value}\n", "https://any.example", tokens, NOW) == access


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_token(value: str | None) -> None:
    with pytest.raises(MissingTokenError, match="token=YOUR_API_KEY") as caught:
        authorise(value, None, Tokens(), NOW)
    assert caught.value.code == "missing_token"


@given(st.text(st.characters(), min_size=1).filter(str.strip))
def test_unknown_tokens(value: str) -> None:
    tokens, _ = made()
    with pytest.raises(InvalidTokenError) as caught:
        authorise(value, None, tokens, NOW)
    assert caught.value.code == "invalid_token"


def test_a_record_found_by_its_id_must_still_be_that_of_the_value() -> None:
    tokens, value = made()
    (record,) = tokens.records.values()
    tokens.records[record.id] = record.model_copy(update={"digest": "0" * 64})
    with pytest.raises(InvalidTokenError, match="not known"):
        authorise(value, None, tokens, NOW)


def test_revoked_and_expired_tokens_say_so() -> None:
    tokens, value = made(expires_at=NOW + timedelta(hours=1))
    with pytest.raises(InvalidTokenError, match="expired"):
        authorise(value, None, tokens, NOW + timedelta(hours=1))
    tokens.revoke(next(iter(tokens.records)), NOW)
    with pytest.raises(InvalidTokenError, match="revoked"):
        authorise(value, None, tokens, NOW)


def test_a_token_whose_plan_was_taken_away_opens_nothing() -> None:
    tokens, value = made()
    (record,) = tokens.records.values()
    tokens.records[record.id] = record.model_copy(update={"plan": "gone"})
    with pytest.raises(InvalidTokenError, match="not offered any more"):
        authorise(value, None, tokens, NOW)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://app.example.com", True),
        ("https://APP.example.com:443", True),
        ("https://team.fit.example", True),
        ("https://a.b.fit.example", True),
        ("https://fit.example", False),
        ("https://evilfit.example", False),
        ("http://team.fit.example", False),
        ("http://app.example.com", False),
        ("https://app.example.com.evil.example", False),
        ("https://app.example.com:8443", False),
        ("null", False),
        ("rubbish", False),
        (None, True),
    ],
)
def test_origins_on_the_list(origin: str | None, allowed: bool) -> None:
    tokens, value = made(origins=("https://app.example.com", "https://*.fit.example"))
    if allowed:
        authorise(value, origin, tokens, NOW)
    else:
        with pytest.raises(OriginNotAllowedError) as caught:
            authorise(value, origin, tokens, NOW)
        assert caught.value.details == {"origin": origin}


def test_who_may_frame_the_page() -> None:
    unlimited = find_plan("unlimited")
    assert Access("t", unlimited).frame_ancestors == "*"
    listed = Access("t", unlimited, ("https://*.fit.example", "null"))
    assert listed.frame_ancestors == "'self' https://*.fit.example"


def test_who_sees_whose_jobs() -> None:
    plan = find_plan("unlimited")
    own, everybody = Access("tok_1", plan), Access("tok_1", plan, all_jobs=True)
    assert [own.may_see(owner) for owner in ("tok_1", "tok_2", None)] == [True, False, False]
    assert all(everybody.may_see(owner) for owner in ("tok_1", "tok_2", None))


def test_a_quota_is_for_a_month_of_utc() -> None:
    tokens, value = made(jobs_per_month=2)
    access = authorise(value, None, tokens, NOW)
    consume_quota(access, tokens, NOW)
    consume_quota(access, tokens, NOW)
    with pytest.raises(QuotaExceededError, match=r"quota of jobs for 2026-11 \(2\) is used up") as caught:
        consume_quota(access, tokens, NOW)
    assert caught.value.details == {"quota": 2, "month": "2026-11"}
    east = timezone(timedelta(hours=10))
    with pytest.raises(QuotaExceededError):
        consume_quota(access, tokens, datetime(2026, 12, 1, 9, tzinfo=east))
    consume_quota(access, tokens, datetime(2026, 12, 1, 11, tzinfo=east))


def test_without_a_quota_jobs_are_counted_all_the_same() -> None:
    tokens, value = made()
    consume_quota(authorise(value, None, tokens, NOW), tokens, NOW)
    (record,) = tokens.records.values()
    assert record.used == {"2026-11": 1}
