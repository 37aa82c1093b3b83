from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.access.tokens import digest_of, issue, normal_origin, token_id_of
from formtrace.errors import InvalidOptionsError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OLD_KEY = "3f6c1a52-9d0e-4b7a-8f35-0a1b2c3d4e5f"


def test_a_new_token_is_random_and_its_record_does_not_hold_it() -> None:
    first, second = issue("a", NOW), issue("b", NOW)
    assert first.value != second.value
    assert first.value.startswith("ft_")
    assert len(first.value) >= 3 + 43  # 256 bits in base64
    stored = first.record.model_dump_json()
    assert first.value not in stored
    assert first.record.digest == hashlib.sha256(first.value.encode()).hexdigest()
    assert first.record.plan == "unlimited"


def test_an_app_keeps_its_old_key() -> None:
    issued = issue("app", NOW, value=OLD_KEY, plan="developer")
    assert issued.value == OLD_KEY
    assert issued.record.matches(OLD_KEY)
    assert not issued.record.matches(OLD_KEY.upper())


def test_the_id_is_the_same_for_the_same_value_and_says_nothing_of_the_digest() -> None:
    token_id = token_id_of(OLD_KEY)
    assert token_id == issue("x", NOW, value=OLD_KEY).record.id
    assert token_id.removeprefix("tok_") not in digest_of(OLD_KEY)


@pytest.mark.parametrize("value", ["", "short", "has a space in it, sadly", "ü" * 20, "x" * 257])
def test_values_that_could_not_be_tokens_are_refused(value: str) -> None:
    with pytest.raises(InvalidOptionsError, match="16 to 256"):
        issue("x", NOW, value=value)


def test_a_webhook_secret_has_the_form_of_standard_webhooks() -> None:
    secret = issue("x", NOW).record.webhook_secret
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_secrets_do_not_show_in_logs() -> None:
    record = issue("x", NOW).record
    assert record.webhook_secret not in repr(record)
    assert record.digest not in repr(record)


def test_states() -> None:
    token = issue("x", NOW, expires_at=NOW + timedelta(days=1)).record
    assert token.state(NOW) == "active"
    assert token.state(NOW + timedelta(days=1)) == "expired"
    assert token.model_copy(update={"revoked_at": NOW}).state(NOW) == "revoked"
    with pytest.raises(InvalidOptionsError, match="expired already"):
        issue("x", NOW, expires_at=NOW)
    with pytest.raises(InvalidOptionsError, match="choose one of: developer, free, unlimited"):
        issue("x", NOW, plan="gold")


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://app.example.com", "https://app.example.com"),
        ("https://App.Example.com:443/", "https://app.example.com"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://a:80", "http://a"),
        ("https://*.example.com", "https://*.example.com"),
        ("null", "null"),
    ],
)
def test_origins_are_written_as_browsers_do(written: str, origin: str) -> None:
    assert normal_origin(written) == origin


@pytest.mark.parametrize(
    "written",
    [
        "app.example.com",
        "https://a.example/page",
        "ftp://a.example",
        "https://user@a.example",
        "https://",
        "*",
        "https://a.example:port",
        "https://a b",
        "https://a;script-src *",
        "https://[::1",
        "https://a.*.com",
    ],
)
def test_what_is_no_origin_is_refused(written: str) -> None:
    with pytest.raises(InvalidOptionsError, match="is not an origin"):
        normal_origin(written)


@given(st.text(max_size=60))
def test_any_text_is_an_origin_or_refused_and_never_breaks_a_header(text: str) -> None:
    try:
        origin = normal_origin(text)
    except InvalidOptionsError:
        return
    assert not set(origin) & set(" ;,'\"\r\n\t")
    assert normal_origin(origin) == origin
