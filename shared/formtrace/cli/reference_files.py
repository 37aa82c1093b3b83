"""Reference movements by name: a file, or an id in a stack."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from formtrace.cli import stack as stacks
from formtrace.errors import InvalidReferenceError
from formtrace.reference.record import Reference

_SUFFIX = ".json"


def read_reference(wanted: str, stack: str | None) -> Reference:
    """The movement in a JSON file, or with an id in a stack (the local one for ``None``).

    Raises:
        InvalidReferenceError: the file holds none.
        ReferenceNotFoundError: the stack has none of that id.
    """
    path = Path(wanted)
    if path.suffix != _SUFFIX and not path.is_file():
        return stacks.connect(stack).references.load(wanted)
    return parse_reference(path)


def parse_reference(path: Path) -> Reference:
    """The movement in a JSON file.

    Raises:
        InvalidReferenceError: it holds none.
    """
    try:
        return Reference.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InvalidReferenceError(
            f"{path} is no file of a reference movement; make one with `formtrace reference create`."
        ) from error
