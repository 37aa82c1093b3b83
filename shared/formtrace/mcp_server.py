"""A Model Context Protocol server: assistants analyse videos and read results, on this machine.

Tools answer with the brief of a result (:mod:`formtrace.coaching.brief`), which holds no text that came with
a file. Files are read and written below one folder only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, Field

from formtrace.coaching import Brief, CoachNotes, brief_of, write_notes
from formtrace.coaching.brief import RepFact
from formtrace.errors import FormtraceError, InvalidOptionsError, MissingExtraError
from formtrace.exercises.catalogue import catalogue
from formtrace.facade.analyze import analyze
from formtrace.facade.load import load
from formtrace.facade.result import Result
from formtrace.results.summary import ResultSummary, summarise
from formtrace.version import __version__

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

INSTRUCTIONS = (
    "Formtrace measures recorded workout videos: repetitions, form scores with reasons, jumps, holds. "
    "Analyse a video once, then read its result from the folder that the answer names. Cite repetitions by "
    "number and time. State the limits that a result lists. Do not give medical advice."
)

Folder = Annotated[str, Field(description="Folder of a result, below the server's folder.")]


class ExerciseInfo(BaseModel):
    """An exercise that can be counted."""

    id: str
    name: str
    unit: Literal["reps", "seconds"]
    group: str
    film_from: str | None = Field(description="The camera view that shows it best.")


class Analysed(BaseModel):
    """A result: the folder that holds its files, and its facts."""

    folder: str
    facts: Brief


class Explained(BaseModel):
    """One repetition beside the best one of its set."""

    repetition: RepFact
    best: RepFact | None = Field(description="The best other repetition; null if there is none with a score.")
    points_below_best: float | None


class Compared(BaseModel):
    """Two sessions. Changes are those from the first to the second."""

    first: ResultSummary
    second: ResultSummary
    same_exercise: bool
    changes: dict[str, float] = Field(description="By quantity; without those that one session lacks.")


def build_server(root: Path) -> MCPServer:
    """The server over the files below ``root``.

    Raises:
        MissingExtraError: the MCP SDK is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
    except ImportError:
        raise MissingExtraError.of("mcp", "mcp") from None
    server = MCPServer("formtrace", version=__version__, instructions=INSTRUCTIONS)
    tools = Tools(root.resolve())
    for tool in (
        tools.list_exercises,
        tools.analyze_video,
        tools.read_result,
        tools.explain_repetition,
        tools.compare_sessions,
        tools.coaching_notes,
    ):
        server.tool()(_with_advice(tool))
    return server


def _with_advice(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool, whose errors reach the assistant as the sentence that says what to do."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def advised(*args: Any, **kwargs: Any) -> Any:
        try:
            return tool(*args, **kwargs)
        except FormtraceError as error:
            raise ToolError(error.message) from error

    return advised


class Tools:
    """What an assistant can do; the docstrings are what it reads."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def list_exercises(self) -> list[ExerciseInfo]:
        """List the exercises that can be counted, with the camera view that shows each best."""
        return [
            ExerciseInfo(
                id=each.id,
                name=each.name["en"],
                unit=each.counting.unit,
                group=each.group,
                film_from=each.posture.view,
            )
            for each in catalogue().values()
        ]

    def analyze_video(
        self,
        video: Annotated[str, Field(description="A video file below the server's folder.")],
        exercise: Annotated[
            str, Field(description="An exercise's id, or auto to have it recognised.")
        ] = "auto",
        user_height_cm: Annotated[float | None, Field(description="The person's height, for jumps.")] = None,
        start_s: Annotated[float | None, Field(description="Analyse from this second on.")] = None,
        end_s: Annotated[float | None, Field(description="Analyse until this second.")] = None,
    ) -> Analysed:
        """Analyse a video: count repetitions, holds or jumps and score the form. Takes some seconds."""
        source = self._inside(video)
        folder = source.with_name(f"{source.name}.formtrace")
        options = {"user_height_cm": user_height_cm, "start_s": start_s, "end_s": end_s}
        given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
        result = analyze(source, exercise, out=folder, progress=False, **given)
        return Analysed(folder=str(folder.relative_to(self._root)), facts=brief_of(result.document))

    def read_result(self, folder: Folder) -> Brief:
        """Read the facts of a result: counts, scores, what was measured and wanted, advice, limits."""
        return brief_of(self._load(folder).document)

    def explain_repetition(
        self, folder: Folder, repetition: Annotated[int, Field(description="Its number, from 1.", ge=1)]
    ) -> Explained:
        """Explain the score of one repetition, beside the best one of the set."""
        reps = {rep.rep: rep for rep in brief_of(self._load(folder).document, detailed=(repetition,)).reps}
        if repetition not in reps:
            raise InvalidOptionsError(f"There is no repetition {repetition}; the result has {len(reps)}.")
        asked = reps.pop(repetition)
        scored = [rep for rep in reps.values() if rep.score is not None]
        best = max(scored, key=lambda rep: rep.score or 0.0, default=None)
        below = None if best is None or asked.score is None else (best.score or 0.0) - asked.score
        return Explained(repetition=asked, best=best, points_below_best=below)

    def compare_sessions(self, first: Folder, second: Folder) -> Compared:
        """Compare two results: how count, score, range and tempo changed from the first to the second."""
        before, after = (summarise(self._load(folder).document) for folder in (first, second))
        old, new = before.model_dump(), after.model_dump()
        changes = {
            name: round(new[name] - value, 3)
            for name, value in old.items()
            if isinstance(value, (int, float)) and isinstance(new[name], (int, float))
        }
        return Compared(
            first=before, second=after, same_exercise=before.exercise == after.exercise, changes=changes
        )

    def coaching_notes(self, folder: Folder) -> CoachNotes:
        """Get the analysis's own coaching notes on a result; each point cites a repetition or a moment."""
        return write_notes(self._load(folder).document)

    def _load(self, folder: str) -> Result:
        return load(self._inside(folder))

    def _inside(self, path: str) -> Path:
        """The path, which must not lead out of the server's folder, by links neither."""
        found = (self._root / path).resolve()
        if not found.is_relative_to(self._root):
            raise InvalidOptionsError("The path leads out of the server's folder; give one below it.")
        return found


def run(root: Path) -> None:
    """Serve on standard input and output until the client leaves."""
    build_server(root).run("stdio")
