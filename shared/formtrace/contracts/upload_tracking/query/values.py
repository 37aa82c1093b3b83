"""Reading the value of a parameter by its kind.

Readers take the value as text and raise ``ValueError`` with the words that finish the sentence
"Correct the parameter 'minGrade': ...".
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from formtrace.access.tokens import normal_origin
from formtrace.errors import InvalidOptionsError

if TYPE_CHECKING:
    from formtrace.contracts.upload_tracking.query.parameters import Parameter

_FLAGS = dict.fromkeys(("true", "1", "yes", "on"), True) | dict.fromkeys(("false", "0", "no", "off"), False)


def read_value(parameter: Parameter, text: str) -> Any:
    """The value that ``text`` stands for.

    Raises:
        ValueError: it stands for none; the message says what would.
    """
    return _READERS[parameter.kind](parameter, text.strip())


def _flag(_: Parameter, text: str) -> bool:
    try:
        return _FLAGS[text.lower()]
    except KeyError:
        raise ValueError("write true or false") from None


def _choice(parameter: Parameter, text: str) -> str:
    plain = text.lower()
    if parameter.target == "options.locale":
        plain = plain.replace("_", "-").partition("-")[0]
    try:
        return parameter.choices[plain]
    except KeyError:
        raise ValueError(f"choose one of {', '.join(dict.fromkeys(parameter.choices.values()))}") from None


def _number(parameter: Parameter, text: str) -> float:
    low, high = parameter.min, parameter.max
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not ((low is None or number >= low) and (high is None or number <= high)):
        raise ValueError(f"write a number from {low or 0:g} to {high:g}")
    return number


def _pixels(parameter: Parameter, text: str) -> int:
    try:
        return round(_number(parameter, text.lower().removesuffix("px")))
    except ValueError:
        raise ValueError(f"write a number of pixels from 0 to {parameter.max:g}") from None


def _text(parameter: Parameter, text: str) -> str:
    if len(text) > parameter.max_length:
        raise ValueError(f"write at most {parameter.max_length} characters")
    if not text.isprintable():
        raise ValueError("leave out control characters")
    return text


def _id(_: Parameter, text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise ValueError("write an id like 1b4e28ba-2fa1-41d2-883f-0016d3cca427") from None


def _origin(_: Parameter, text: str) -> str:
    try:
        origin = "*" if text == "*" else normal_origin(text)
    except InvalidOptionsError:
        origin = ""
    if not origin or origin == "null" or "*." in origin:
        raise ValueError("write one origin like https://app.example.com, or *")
    return origin


def _point(_: Parameter, text: str) -> list[float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        x = y = math.nan
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError("write two numbers from 0 to 1 with a comma between them, like 0.5,0.4")
    return [x, y]


def _skeleton(parameter: Parameter, text: str) -> bool | str:
    """True, false, or the id of a preset."""
    return _FLAGS[text.lower()] if text.lower() in _FLAGS else _text(parameter, text)


_READERS: Mapping[str, Callable[[Parameter, str], Any]] = MappingProxyType(
    {
        "flag": _flag,
        "choice": _choice,
        "number": _number,
        "pixels": _pixels,
        "text": _text,
        "id": _id,
        "origin": _origin,
        "point": _point,
        "exercise": _text,
        "skeleton": _skeleton,
        "token": _text,
    }
)
