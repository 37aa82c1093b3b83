"""The exporters by name, and how one is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from formtrace.errors import InvalidOptionsError, SourceUnknownError, advice_on
from formtrace.results.data import ResultData
from formtrace.results.shown import Pictures

Write = Callable[..., None]

_OURS = (
    "tabular",
    "coco",
    "openpose",
    "opensim",
    "c3d_file",
    "captions",
    "deeplabcut",
    "movement_file",
    "sheet",
    "preview",
    "vertical",
)


@dataclass(frozen=True, slots=True)
class Exporter:
    """Writes a result in one format.

    Attributes:
        name: what ``--to`` and ``to=`` call it.
        suffix: of its files; empty for a folder of files.
        what: what is written, in a few words.
        write: takes the result and the path, then the clip's pictures if it wants them, and settings by name.
        pictures: whether it wants the clip's pictures (:class:`~formtrace.results.shown.Pictures`).
    """

    name: str
    suffix: str
    what: str
    write: Write
    pictures: bool = False


_registered: dict[str, Exporter] = {}


def exporter(name: str, suffix: str, what: str = "", *, pictures: bool = False) -> Callable[[Write], Write]:
    """Register a function as the exporter called ``name``, for files that end in ``suffix``.

    With ``pictures``, its third argument is where the clip's pictures come from.

    >>> import formtrace as ft
    >>> @ft.exporter("count", ".txt", "the count alone")
    ... def write_count(data, path):
    ...     path.write_text(f"{data.document.count}")
    >>> ft.load("out/").export("count.txt").read_text()
    '2'
    """

    def register(write: Write) -> Write:
        said = what or (write.__doc__ or "").split("\n")[0]
        _registered[name] = Exporter(name, suffix, said, write, pictures)
        return write

    return register


def exporters() -> Mapping[str, Exporter]:
    """All exporters by name."""
    for module in _OURS:
        import_module(f"formtrace.results.exports.{module}")
    return dict(sorted(_registered.items()))


def own_formats() -> list[str]:
    """Names of the exporters that the package brings along."""
    return [name for name, one in exporters().items() if one.write.__module__.startswith(f"{__package__}.")]


def export(
    data: ResultData,
    path: Path,
    to: str | None = None,
    pictures: Pictures | None = None,
    **settings: Any,
) -> Path:
    """Write a result to ``path`` in the format ``to``, or in that of the path's suffix.

    Raises:
        InvalidOptionsError: there is no such format or setting, or it cannot hold this result.
        SourceUnknownError: it needs the clip's ``pictures``.
        MissingExtraError: the library that writes it is not installed.
    """
    chosen = _by_name(to) if to is not None else _by_suffix(path)
    if chosen.suffix and not path.suffix:
        path = path.with_suffix(chosen.suffix)
    if chosen.pictures and pictures is None:
        raise SourceUnknownError(
            f"'{chosen.name}' shows the video: say which it is (--video squat.mp4, "
            'or ft.load("out/", source="squat.mp4")).'
        )
    _check(chosen, settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen.write(data, path, *([pictures] if chosen.pictures else []), **settings)
    return path


def _check(chosen: Exporter, settings: Mapping[str, Any]) -> None:
    """Refuse settings that the format does not have."""
    known = [*signature(chosen.write).parameters][3 if chosen.pictures else 2 :]
    for name in settings:
        if name not in known:
            advice = advice_on(name, known) if known else "it has none."
            raise InvalidOptionsError(f"The format {chosen.name} has no option '{name}'; {advice}")


def _by_name(name: str) -> Exporter:
    known = exporters()
    if name not in known:
        raise InvalidOptionsError(f"There is no format '{name}'; {advice_on(name, known)}")
    return known[name]


def _by_suffix(path: Path) -> Exporter:
    for known in exporters().values():
        if known.suffix and known.suffix == path.suffix.lower():
            return known
    names = ", ".join(exporters())
    raise InvalidOptionsError(f"The suffix of '{path.name}' names no format; say to=... one of {names}.")
