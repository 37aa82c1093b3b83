"""One analysis as a report needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np

from formtrace.errors import ResultNotFoundError
from formtrace.results.document import ResultDocument
from formtrace.results.sink import DOCUMENT
from formtrace.signals.series import Series

Read = Callable[[str], bytes]
"""Gives a file of the result by its name; raises ``OSError`` or ``LookupError`` where it is gone."""

_MOST_STILLS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A result, when it was made, and what its report shows beside the document.

    Attributes:
        made_at: aware time.
        name: what the person calls it.
        t_s, signal: (N,) the movement, 0 at rest and 1 at full range, NaN where unknown; empty without one.
        stills: JPEG pictures of repetitions or holds, by the numbers of their set and their own.
    """

    document: ResultDocument
    made_at: datetime
    name: str = ""
    t_s: Series = field(default_factory=lambda: np.zeros(0))
    signal: Series = field(default_factory=lambda: np.zeros(0))
    stills: Mapping[tuple[int, int], bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, document: ResultDocument, made_at: datetime, read: Read, name: str = "") -> Session:
        """A session from its document and the files beside it; those that are gone are left out."""
        return cls(document, made_at, name, *_signal(document, read), stills_of(document, read))

    @classmethod
    def load(cls, folder: Path) -> Session:
        """The session of a folder with a result; it was made when the document was written.

        Raises:
            ResultNotFoundError: there is no result in the folder.
        """
        path = folder / DOCUMENT
        try:
            document = ResultDocument.model_validate_json(path.read_text("utf-8"))
            made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, ValueError) as error:
            raise ResultNotFoundError(
                f"There is no result in '{folder}'; give the folder that holds {DOCUMENT}."
            ) from error
        return cls.of(document, made_at, lambda name: (folder / name).read_bytes(), folder.resolve().name)


def _signal(document: ResultDocument, read: Read) -> tuple[Series, Series]:
    """Times and values of the movement."""
    try:
        with np.load(BytesIO(read(document.files["signal"]))) as stored:
            return stored["t_s"].astype(np.float64), stored["value"].astype(np.float64)
    except (OSError, LookupError, ValueError):
        return np.zeros(0), np.zeros(0)


def stills_of(document: ResultDocument, read: Read) -> dict[tuple[int, int], bytes]:
    """Pictures of the weakest repetition and of others, spread over the set."""
    pictured = [each for each in document.efforts if each.still is not None]
    step = max(1, -(-len(pictured) // _MOST_STILLS))
    chosen = pictured[::step]
    scored = [each for each in pictured if each.score is not None]
    if scored:
        weakest = min(scored, key=lambda each: each.score or 0)
        if weakest not in chosen:
            chosen = [*chosen[: _MOST_STILLS - 1], weakest]
    found = {}
    for each in sorted(chosen, key=lambda one: one.start_s):
        try:
            found[each.set, each.index] = read(each.still.file if each.still else "")
        except (OSError, LookupError):
            continue
    return found
