"""The command line as a page: ``python -m docs.commands`` writes ``docs/cli.md``."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.main import get_command

from formtrace.cli import app

PAGE = Path(__file__).with_name("cli.md")
_KINDS = {int: "N", float: "NUMBER", Path: "PATH"}
_DOCUMENT = "the [result document](results.md#resultjson)"

JSON = {
    "analyze": f"one video: {_DOCUMENT}. Several: a list with `file`, `folder`, `exercise`, `count`, "
    "`held_s`, `rejected`, `score`, `grade`, `duration_s`, `warnings`, `error` and `again` (it was done "
    "already) of each. With `--watch`: such an object on a line of its own as soon as a video is done",
    "image": _DOCUMENT,
    "export": "`files`: the path that was written, by format",
    "report": "`files`: the path of `html` and of `pdf`",
    "compare": "`exercises`, and `measures` and `checks`, each with `name`, `label`, `unit`, `first`, "
    "`second` and `scores`",
    "coach": "the [notes](coaching.md)",
    "exercises": "a list with `id`, `name`, `unit`, `group`, `view` and `aliases` of each",
    "doctor": "`formtrace`, `python`, `system`, `cores`, `free_temporary_gb`, `libraries` (versions, `null` "
    "where missing), `models` (milliseconds a crop), `models_missing`",
    "up": "what is printed, by name: `the_page`, `http_api`, `token`, ...",
    "down": "`stopped`: whether it was running",
    "submit": f"`job_id`; with `--wait` or `--out` {_DOCUMENT}",
    "status": "a job, or a list of them: `job_id`, `status`, `progress`, `file`, `received_at`, `outcome` "
    "and `failure`",
    "download": "`folder`, and its `files`",
    "retry": "`retried` (ids), `refused` (reasons by id), `dead_letters`, `webhooks`",
    "erase": "`deleted`: ids of the job and its recounts",
    "logs": "a list with `function`, `timestamp_ms` and `text`",
    "contract-check": "a list with `rule`, `passed` (`null`: not tried) and `found`",
    "model add": "`name`, `file`, `crop_ms`",
    "model fetch": "`folders` by model",
    "model list": "a list with `name`, `skeleton`, `decoder`, `input_px`, `installed`, `crop_ms`",
    "reference create": "the reference movement, without its curve",
    "reference list": "a list of reference movements",
    "reference show": "the reference movement",
    "reference rename": "`id`, `name`",
    "reference delete": "`deleted`: its id",
    "reference import": "the reference movement",
    "token create": "the token with its secrets `token` and `webhook_secret`, which are never shown again",
    "token list": "a list of tokens without their secrets",
    "token show": "the token without its secrets",
    "token revoke": "`revoked`: its id",
}
"""What ``--json`` prints, by command."""

_HEAD = """# Command line

`formtrace COMMAND --help` says the same as this page, which `make docs` makes from the program.

| Status | Meaning |
|---|---|
| 0 | done |
| 1 | it failed, or with several videos, at least one did; a sentence on standard error says what to do |
| 2 | the command was not understood; near names are suggested |
| 130 | interrupted by Ctrl-C; `analyze` goes on where it stopped when it is called again |

`--json` prints JSON on standard output and nothing else there. An error is then also printed as
`{"error": "invalid_exercise", "message": "..."}`, with the API's [codes](architecture.md#errors-and-retries).
Progress bars, with the seconds that are left, are on standard error, and only in a terminal.

`formtrace --install-completion` makes the shell complete commands, options and formats (bash, zsh, fish,
PowerShell).
"""


def commands(command: Any = None, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command by its full name, such as ``token create``."""
    for part, each in (command or get_command(app)).commands.items():
        full = f"{name} {part}".strip()
        if hasattr(each, "commands"):
            yield from commands(each, full)
        else:
            yield full, each


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(name, command) for name, command in commands())])


def _section(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and "--help" not in one.opts]
    usage = " ".join(["formtrace", name, *map(_argument, arguments), *(["[OPTIONS]"] if options else [])])
    help_text = " ".join((command.help or "").replace("``", "`").split())
    lines = [f"## formtrace {name}\n", f"{help_text}\n", f"```\n{usage}\n```\n"]
    rows = [(f"`{_argument(one)}`", one.help or "") for one in arguments if one.help]
    rows += [(_option(one), _meaning(one)) for one in options]
    if rows:
        cells = [f"| {key} | {text} |" for key, text in rows]
        lines += ["| | |", "|---|---|", *cells, ""]
    if name in JSON:
        lines.append(f"`--json`: {JSON[name]}.\n")
    return "\n".join(lines)


def _argument(argument: Any) -> str:
    shown = (argument.metavar or argument.name).upper() + ("..." if argument.nargs == -1 else "")
    return shown if argument.required else f"[{shown}]"


def _option(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} {_values(option)}"


def _values(option: Any) -> str:
    """What an option takes."""
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f"`{one.value}`" for one in kind)
    if get_origin(kind) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(kind))
    return f"`{option.metavar or _KINDS.get(kind, 'TEXT')}`"


def _meaning(option: Any) -> str:
    parts = [(option.help or "").replace("|", "\\|").strip()]
    default = option.default
    if default and isinstance(default, (int, float, str)) and not isinstance(default, bool):
        parts.append(f"Default: {getattr(default, 'value', default)}.")
    return " ".join(part for part in parts if part)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
