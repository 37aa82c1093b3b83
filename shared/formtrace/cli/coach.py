"""``formtrace coach``: notes on a result, with or without a language model."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.coaching import CoachNotes, LanguageModel, brief_of, prompt_for, write_notes
from formtrace.errors import InvalidOptionsError
from formtrace.results.data import ResultData

FILE = "coach.json"
_SIGNS = {"keep": "[green]keep[/]   ", "improve": "[yellow]improve[/]", "next": "[blue]next[/]   "}


class Provider(StrEnum):
    """Where the language model is."""

    OPENAI = "openai"
    BEDROCK = "bedrock"


class Show(StrEnum):
    """What is printed instead of notes."""

    BRIEF = "brief"
    PROMPT = "prompt"


@one_sentence
def coach(
    folder: Annotated[Path, typer.Argument(help="A folder with a result.", exists=True, file_okay=False)],
    model: Annotated[
        str | None, typer.Option(help="A language model; without one the notes come from the analysis alone.")
    ] = None,
    provider: Annotated[
        Provider, typer.Option(help="Where the model is: an OpenAI-compatible endpoint, or Amazon Bedrock.")
    ] = Provider.OPENAI,
    base_url: Annotated[
        str | None,
        typer.Option(help="As http://localhost:11434/v1; the key is read from OPENAI_API_KEY."),
    ] = None,
    locale: Annotated[str | None, typer.Option(help="en or fr; that of the analysis if not given.")] = None,
    show: Annotated[
        Show | None, typer.Option(help="Print the brief or the whole prompt, and ask no model.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write coaching notes on a result into coach.json: what was good, what to change, and when."""
    if locale not in (None, "en", "fr"):
        raise InvalidOptionsError(f"There are no notes in '{locale}'; choose en or fr.")
    document = ResultData.load(folder).document
    if show is not None:
        brief = brief_of(document, locale)  # type: ignore[arg-type]
        prompt = prompt_for(brief)
        typer.echo(brief.to_json() if show is Show.BRIEF else f"{prompt.system}\n{prompt.user}")
        return
    notes = write_notes(document, _model(model, provider, base_url), locale)  # type: ignore[arg-type]
    (folder / FILE).write_text(notes.model_dump_json(indent=2) + "\n", encoding="utf-8")
    if as_json:
        print_json(notes.model_dump(mode="json"))
    else:
        _print(notes)


def _model(name: str | None, provider: Provider, base_url: str | None) -> LanguageModel | None:
    if name is None:
        return None
    if provider is Provider.BEDROCK:
        from formtrace.adapters.language_models.bedrock import BedrockModel

        return BedrockModel(name)
    from formtrace.adapters.language_models.openai_compatible import OpenAiModel

    return OpenAiModel(name, base_url)


def _print(notes: CoachNotes) -> None:
    console = Console(highlight=False)
    console.print(escape(notes.summary))
    for point in notes.points:
        where = [] if point.rep is None else [f"repetition {point.rep}"]
        where += [] if point.t_s is None else [f"{point.t_s:.1f} s"]
        cited = f" [dim]({', '.join(where)})[/]" if where else ""
        console.print(f"  {_SIGNS[point.kind]}  {escape(point.text)}{cited}")
    console.print(f"[dim]{escape(notes.disclaimer)}[/]")
