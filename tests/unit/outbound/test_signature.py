from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.outbound.signature import sign, signed_headers


def test_the_example_of_the_specification() -> None:
    """The vector that the Standard Webhooks libraries are tested with."""
    signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """RFC 2104 by hand."""
    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(k ^ 0x36 for k in key) + content).digest()
    return hashlib.sha256(bytes(k ^ 0x5C for k in key) + inner).digest()


@given(st.binary(min_size=24, max_size=64), st.integers(0, 2**33), st.binary(max_size=200))
def test_signatures_are_hmacs_of_id_time_and_body(key: bytes, seconds: int, body: bytes) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    headers = signed_headers(secret, "evt_1", seconds, body)
    expected = base64.b64encode(hmac_sha256(key, b"evt_1.%d." % seconds + body)).decode()
    assert headers == {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{expected}",
    }


def test_a_secret_that_is_none_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="base64"):
        sign("whsec_not base64!", "m", 1, b"")
