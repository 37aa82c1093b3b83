"""A mapping whose missing keys suggest those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from formtrace.errors import advice_on

Value = TypeVar("Value")


class Named(Mapping[str, Value]):
    """Values by name.

    >>> Named("angle", {"left_knee": 90.0, "right_knee": 95.0})["left_kne"]
    Traceback (most recent call last):
    KeyError: "There is no angle 'left_kne'; did you mean 'left_knee'?"
    """

    def __init__(self, what: str, values: Mapping[str, Value]) -> None:
        self._what = what
        self._values = values

    def __getitem__(self, name: str) -> Value:
        try:
            return self._values[name]
        except KeyError:
            advice = advice_on(str(name), self._values)
            raise KeyError(f"There is no {self._what} '{name}'; {advice}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<{len(self)} by {self._what}: {', '.join(self)}>"
