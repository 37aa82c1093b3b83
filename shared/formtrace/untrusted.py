"""The boundary where text from outside becomes values: request bodies, options files and S3 metadata.

What passes can be stored, logged and sent on: finite numbers of ordinary length, and Unicode text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

MAX_DIGITS = 30
"""More than any number that is used has; Python refuses integers above 4,300 by itself."""
MAX_DEPTH = 20
"""Of objects and lists within each other; what reads the values calls itself for each level."""


_TOO_DEEP = "it is nested too deeply"


class UnreadableTextError(ValueError):
    """The text cannot be read; the message ends a sentence that begins with what it is."""


def json_object(content: str | bytes) -> dict[str, Any]:
    """Read a JSON object, with or without a byte-order mark.

    Raises:
        UnreadableTextError: it is not UTF-8, not JSON, not an object, or holds values that cannot be used.
    """
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise UnreadableTextError("it is not UTF-8") from None
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_number, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except UnreadableTextError:
        raise
    except UnicodeEncodeError:
        raise UnreadableTextError("it holds half of a surrogate pair") from None
    except RecursionError:
        raise UnreadableTextError(_TOO_DEEP) from None
    except ValueError:
        raise UnreadableTextError("it is not JSON") from None
    if not isinstance(value, dict):
        raise UnreadableTextError("it is not a JSON object")
    if _is_too_deep(value):
        raise UnreadableTextError(_TOO_DEEP)
    return value


def text_values(values: Mapping[str, str]) -> dict[str, str]:
    """The values, all of which are Unicode.

    Raises:
        UnreadableTextError: one is not.
    """
    try:
        "".join((*values, *values.values())).encode()
    except UnicodeEncodeError:
        raise UnreadableTextError("it is not Unicode") from None
    return dict(values)


def _is_too_deep(value: dict[str, Any]) -> bool:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        inner = [one for outer in level for one in (outer.values() if isinstance(outer, dict) else outer)]
        level = [one for one in inner if isinstance(one, (dict, list))]
    return bool(level)


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise UnreadableTextError(f"it holds a number of more than {MAX_DIGITS} digits")
    return int(digits)


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _refuse(_: str) -> NoReturn:
    raise UnreadableTextError("it holds a number that is not finite")
