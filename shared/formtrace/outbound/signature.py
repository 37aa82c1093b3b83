"""Signed webhooks after the Standard Webhooks specification, version 1.0.0 (standardwebhooks.com).

The signed content is ``<id>.<seconds>.<body>``; the signature is its HMAC-SHA256 in base64 behind ``v1,``.
"""

from __future__ import annotations

import base64
import hmac

SECRET_PREFIX = "whsec_"


def sign(secret: str, message_id: str, timestamp_s: int, body: bytes) -> str:
    """The value of ``webhook-signature``.

    Args:
        secret: base64 behind ``whsec_``, as receivers are given it.
        message_id: the same for all attempts; without full stops.
        timestamp_s: time of this attempt, in seconds since 1970.
        body: exactly what is sent.
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    content = f"{message_id}.{timestamp_s}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, content, 'sha256')).decode()}"


def signed_headers(secret: str, message_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """The three headers that a receiver verifies."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": sign(secret, message_id, timestamp_s, body),
    }
