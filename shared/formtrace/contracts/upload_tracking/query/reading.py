"""Reading a query: which parameters were given, for which kind of file, and with what values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from formtrace.access.plans import Source
from formtrace.contracts.upload_tracking.query.parameters import Parameter, find_parameter
from formtrace.contracts.upload_tracking.query.values import read_value
from formtrace.errors import InvalidOptionsError

Query = Iterable[tuple[str, object]] | Mapping[str, Any]

_SHOWN_CHARACTERS = 64
_SHOWN_NAMES = 100


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter that has a value: the parameter's own entry, its name as it was written, and the value."""

    parameter: Parameter
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A query, read.

    Attributes:
        source: what kind of file it is about.
        values: values by the parameters' targets.
        ignored: names without effect, as they were written.
    """

    source: Source
    values: Mapping[str, Any]
    ignored: tuple[str, ...]

    def options(self) -> dict[str, Any]:
        """The values whose targets are options of a job, by the options' names."""
        return self._below("options.")

    def page(self) -> dict[str, Any]:
        """The values whose targets are settings of the page, by the settings' names."""
        return self._below("page.")

    def _below(self, prefix: str) -> dict[str, Any]:
        return {
            target.removeprefix(prefix): value
            for target, value in self.values.items()
            if target.startswith(prefix)
        }


def read_query(query: Query) -> Reading:
    """Read a query.

    The first value of a parameter holds; a value without text is as if it were not there. Parameters that
    this kind of file has no use for are not even looked at.

    Raises:
        InvalidOptionsError: a value cannot be read (``details["parameter"]`` names it), or parameters
            contradict each other.
    """
    given, ignored = _sorted_out(query)
    source = _source(given)
    used = {
        name: one for name, one in given.items() if one.parameter.has_effect and source in one.parameter.use
    }
    ignored += [one.name for name, one in given.items() if name not in used]
    exercises = [one.name for name, one in given.items() if name in ("exercise", "userExercise")]
    if "reference" in used and exercises:
        raise InvalidOptionsError(
            "You cannot combine reference & exercise. Please check the documentation, and leave one out.",
            details={"parameters": [*exercises, used["reference"].name]},
        )
    values: dict[str, Any] = {}
    for one in used.values():
        try:
            values[one.parameter.target or one.parameter.name] = read_value(one.parameter, one.text)
        except ValueError as error:
            if not one.parameter.lenient:
                raise _unreadable(one, str(error)) from error
            ignored.append(one.name)
    return Reading(source, values, tuple(dict.fromkeys(ignored))[:_SHOWN_NAMES])


def _sorted_out(query: Query) -> tuple[dict[str, Given], list[str]]:
    """The parameters that have a value, by their own names, and the names that are not known."""
    pairs = query.items() if isinstance(query, Mapping) else query
    given: dict[str, Given] = {}
    unknown: list[str] = []
    for name, value in pairs:
        parameter = find_parameter(name)
        if parameter is None:
            unknown.append(_shown(name))
        elif (text := _text_of(name, value)) and parameter.name not in given:
            given[parameter.name] = Given(parameter, _shown(name), text)
    return given, unknown


def _text_of(name: str, value: object) -> str:
    """A value as a query string would have it, so that a JSON object is read in the same way."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return value.strip()
        case int() | float():
            return repr(value)
        case [float() | int(), float() | int()]:
            return f"{value[0]!r},{value[1]!r}"
    raise InvalidOptionsError(
        f"Correct the parameter '{_shown(name)}': write text, a number, true or false.",
        details={"parameter": _shown(name)},
    )


def _source(given: Mapping[str, Given]) -> Source:
    one = given.get("source")
    if one is None:
        return "video"
    try:
        return "image" if read_value(one.parameter, one.text) == "image" else "video"
    except ValueError as error:
        raise _unreadable(one, str(error)) from error


def _unreadable(one: Given, what_to_do: str) -> InvalidOptionsError:
    return InvalidOptionsError(
        f"Correct the parameter '{one.name}': {what_to_do}.",
        details={"parameter": one.name, "value": _shown(one.text)},
    )


def _shown(text: str) -> str:
    """A stranger's text as an answer may repeat it: short, and nothing that is no Unicode."""
    return text[:_SHOWN_CHARACTERS].encode("utf-8", "replace").decode()
