"""The token of the local stack: one for this checkout, kept in a file that only its owner reads."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from formtrace.access.ports import TokenStore
from formtrace.access.tokens import issue, token_id_of

FILE_NAME = "token"


def local_token(tokens: TokenStore, folder: Path, now: datetime) -> str:
    """The value of the local token, made and stored where it is missing.

    The stack forgets its tokens when it stops; the file keeps the value, so that addresses with it go on
    working. A token that was revoked is replaced.

    Args:
        tokens: those of the running stack.
        folder: where the value is kept, in the file ``token`` (mode 0600).
        now: aware time.
    """
    file = folder / FILE_NAME
    value = file.read_text(encoding="ascii").strip() if file.is_file() else None
    record = None if value is None else tokens.get(token_id_of(value))
    if value is not None and record is not None and record.state(now) == "active":
        return value
    issued = issue("local", now, value=value if record is None else None, all_jobs=True)
    tokens.create(issued.record)
    _write_privately(file, issued.value)
    return issued.value


def _write_privately(file: Path, value: str) -> None:
    """Replace a file by one that was never readable by others."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(value + "\n")
    fresh.replace(file)
