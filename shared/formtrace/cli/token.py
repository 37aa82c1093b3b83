"""``formtrace token``: who may use the HTTP API and the page."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from formtrace.access.plans import DEFAULT_PLAN, plans
from formtrace.access.ports import TokenStore
from formtrace.access.tokens import IssuedToken, Token, issue
from formtrace.cli import stack as stacks
from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.cli.stack import StackName
from formtrace.errors import InvalidOptionsError

token_app = typer.Typer(help="Tokens for the HTTP API and the page.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(metavar="TOKEN", help="A token's id or name; never its value.")]


@token_app.command()
@one_sentence
def create(
    name: Annotated[str, typer.Argument(help="What to call it: an app, a customer.")],
    plan: Annotated[str, typer.Option(help=f"One of {', '.join(plans())}.")] = DEFAULT_PLAN,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="A site whose pages may use it, https://*.example.com for all below; repeatable."),
    ] = None,
    expires: Annotated[str | None, typer.Option(help="A date (2027-01-31) or a time from now (90d).")] = None,
    quota: Annotated[int | None, typer.Option(min=0, help="Jobs a month instead of the plan's.")] = None,
    all_jobs: Annotated[bool, typer.Option("--all-jobs", help="It sees the jobs of all tokens.")] = False,
    value: Annotated[
        str | None, typer.Option(help="A key that an app has already; - reads it from the standard input.")
    ] = None,
    as_json: AsJson = False,
    stack: StackName = None,
) -> None:
    """Make a token. Its value and its webhook secret are shown now and never again."""
    now = datetime.now(UTC)
    issued = issue(
        name,
        now,
        value=sys.stdin.readline().strip() if value == "-" else value,
        plan=plan,
        origins=tuple(origin or ()),
        expires_at=None if expires is None else _moment(expires, now),
        jobs_per_month=quota,
        all_jobs=all_jobs,
    )
    if not stacks.connect(stack).tokens.create(issued.record):
        raise InvalidOptionsError(
            f"There is a token of this value already ({issued.record.id}); give another value, or none."
        )
    if as_json:
        print_json(_document(issued.record, now) | _secrets(issued))
        return
    console = Console()
    console.print(_details(issued.record, now))
    for title, secret in _secrets(issued).items():
        console.print(f"[bold]{title}[/bold] {secret}", soft_wrap=True, highlight=False)
    Console(stderr=True).print("Keep these: they are not shown again.", style="yellow")


@token_app.command(name="list")
@one_sentence
def list_tokens(as_json: AsJson = False, stack: StackName = None) -> None:
    """List all tokens."""
    now = datetime.now(UTC)
    tokens = sorted(stacks.connect(stack).tokens.all(), key=lambda token: token.created_at)
    if as_json:
        print_json([_document(token, now) for token in tokens])
        return
    table = Table()
    for column in ("Token", "Name", "Plan", "State", "Jobs this month", "Origins", "Expires"):
        table.add_column(column, no_wrap=column == "Token")
    for token in tokens:
        table.add_row(
            token.id,
            escape(token.name),
            token.plan,
            token.state(now),
            _use(token, f"{now:%Y-%m}"),
            "\n".join(token.origins) or "any",
            _day(token.expires_at),
        )
    Console().print(table)


@token_app.command()
@one_sentence
def show(token: Named, as_json: AsJson = False, stack: StackName = None) -> None:
    """Show a token and how much it was used, by month."""
    now = datetime.now(UTC)
    found = find_token(stacks.connect(stack).tokens, token)
    if as_json:
        print_json(_document(found, now))
    else:
        Console().print(_details(found, now))


@token_app.command()
@one_sentence
def revoke(token: Named, as_json: AsJson = False, stack: StackName = None) -> None:
    """End a token, at once and for good. Its jobs stay."""
    tokens = stacks.connect(stack).tokens
    found = find_token(tokens, token)
    tokens.revoke(found.id, datetime.now(UTC))
    if as_json:
        print_json({"revoked": found.id})
    Console(stderr=True).print(f"{found.id} ({escape(found.name)}) is revoked.")


def find_token(tokens: TokenStore, wanted: str) -> Token:
    """The token of that id, or the only one of that name that is not revoked."""
    found = tokens.get(wanted)
    if found is not None:
        return found
    named = [token for token in tokens.all() if token.name == wanted and token.revoked_at is None]
    if len(named) != 1:
        ids = ", ".join(token.id for token in named)
        problem = f"{len(named)} tokens are called '{wanted}': {ids}" if named else f"There is no '{wanted}'"
        raise InvalidOptionsError(f"{problem}; give an id from `formtrace token list`.")
    return named[0]


def _moment(text: str, now: datetime) -> datetime:
    """When ``90d`` or ``2027-01-31`` is: the end of that day, UTC."""
    days = re.fullmatch(r"(\d{1,5})d", text)
    if days:
        return now + timedelta(days=int(days[1]))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidOptionsError(
            f"'{text}' is not a date; write it like 2027-01-31, or 90d for ninety days."
        ) from None
    return datetime.combine(day, time.max, UTC)


def _document(token: Token, now: datetime) -> dict[str, Any]:
    """What may be shown of a token at any time."""
    shown = token.model_dump(mode="json", exclude={"digest", "webhook_secret"})
    return shown | {"state": token.state(now)}


def _secrets(issued: IssuedToken) -> dict[str, str]:
    return {"token": issued.value, "webhook_secret": issued.record.webhook_secret}


def _details(token: Token, now: datetime) -> Table:
    table = Table.grid(padding=(0, 2))
    rows = {
        "id": token.id,
        "name": escape(token.name),
        "plan": _plan(token),
        "state": token.state(now),
        "origins": ", ".join(token.origins) or "any",
        "sees": "all jobs" if token.all_jobs else "its own jobs",
        "created": _day(token.created_at),
        "expires": _day(token.expires_at),
        "jobs": "\n".join(
            f"{month}: {_use(token, month)}" for month in sorted({*token.used, f"{now:%Y-%m}"})
        ),
    }
    for title, text in rows.items():
        table.add_row(f"[bold]{title}[/bold]", text)
    return table


def _plan(token: Token) -> str:
    """The plan and its features; a plan whose file was removed allows no token."""
    plan = plans().get(token.plan)
    if plan is None:
        return f"{token.plan} (there is no such plan any more)"
    return f"{plan.name} ({', '.join(sorted(plan.features)) or 'no gated features'})"


def _use(token: Token, month: str) -> str:
    """Jobs of a month, and how many it may be."""
    plan = plans().get(token.plan)
    limit = plan.jobs_per_month if plan is not None and token.jobs_per_month is None else token.jobs_per_month
    return str(token.used.get(month, 0)) + ("" if limit is None else f" of {limit}")


def _day(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%d}"
