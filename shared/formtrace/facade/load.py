"""Load a result from its files, whichever interface wrote them."""

from __future__ import annotations

from pathlib import Path

from formtrace.facade.result import Result
from formtrace.results.data import ResultData


def load(folder: str | Path, *, source: str | Path | None = None) -> Result:
    """The result in a folder: of ``formtrace analyze --out``, of a job's files, of :func:`analyze`.

    ``source`` is the video or photo that it is about, for :meth:`Result.annotate`.

    >>> import formtrace as ft
    >>> ft.load("out/").exercise
    'jumping_jack'

    Raises:
        ResultNotFoundError: there is no complete result in the folder.
    """
    return Result(ResultData.load(Path(folder)), None if source is None else Path(source))
