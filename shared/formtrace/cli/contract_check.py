"""``formtrace contract-check``: the Upload Tracking contract, tried on any server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode, urlsplit

import typer
from rich.console import Console
from rich.table import Table

from formtrace.cli.contract_browser import (
    BRIDGES,
    Heard,
    chromium,
    host_site,
    in_app,
    in_frame,
)
from formtrace.cli.output import AsJson, one_sentence, print_json
from formtrace.contracts.upload_tracking.conformance import (
    Check,
    check_photo,
    check_refusal,
    check_video,
    contract_schema,
)
from formtrace.errors import MissingExtraError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = "/pose_tracker/upload_tracking"
_REFUSAL_S = 20.0
_STREAMS = ("keypoints", "angles", "progression", "recommendations")


@dataclass(frozen=True)
class Trial:
    """A server, and what it is tried with."""

    browser: Browser
    site: str
    server: str
    token: str
    timeout_s: float

    def address(self, **query: str) -> str:
        """The page's address with a query; ``token`` may be given to differ from the right one."""
        named = {"token": self.token, "source": "video", **query}
        return f"{self.server}{PAGE}?{urlencode({name: value for name, value in named.items() if value})}"


@one_sentence
def contract_check(
    server: Annotated[str, typer.Argument(help="Address of the server: https://api.example.com")],
    token: Annotated[str, typer.Option(envvar="FORMTRACE_TOKEN", help="A token of it.")],
    video: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A clip to upload; without one, only refusals."),
    ] = None,
    photo: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A photo to upload.")
    ] = None,
    exercise: Annotated[str, typer.Option(help="What is done in the clip.")] = "squat",
    export: Annotated[bool, typer.Option(help="Ask for the exported video, too.")] = True,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait for an analysis.")] = 600,
    executable: Annotated[
        Path | None, typer.Option("--chromium", help="The browser, if not the one on the path.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Try the Upload Tracking contract on a server, as a host app sees it in Chromium."""
    with chromium(executable) as browser, host_site() as site:
        trial = Trial(browser, site, server.rstrip("/"), token, timeout)
        checks = [*_refusals(trial), *_bridges(trial)]
        if video is not None:
            checks += _video(trial, video, exercise, export)
        if photo is not None:
            checks += _photo(trial, photo)
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        Console().print(_table(checks))
    if any(check.passed is False for check in checks):
        raise typer.Exit(1)


def _refusals(trial: Trial) -> list[Check]:
    def heard(**query: str) -> list[Mapping[str, Any]]:
        got = in_frame(trial.browser, trial.site, trial.address(**query), None, _has_error, _REFUSAL_S)
        return [delivery.message for delivery in got]

    both = heard(exercise="squat", reference="3d8f5c1e-4a7b-4f0e-9a52-7f2f6d1c0b9a")
    return [
        check_refusal("no token is refused", heard(token=""), ("missing_token", "invalid_token")),
        check_refusal("a wrong token is refused", heard(token="no-such-token"), ("invalid_token",)),
        check_refusal("an unknown exercise is refused", heard(exercise="juggling"), ("invalid_exercise",)),
        Check(
            "exercise and reference together are refused",
            sum(message["type"] == "error" for message in both) == 1,
            f"{len(both)} messages",
        ),
    ]


def _bridges(trial: Trial) -> list[Check]:
    """Each bridge gets the one error of a missing token, in its own form, and no other way does."""
    checks = []
    for bridge in BRIDGES:
        address = trial.address(token="")
        got = in_app(trial.browser, bridge, address, _has_error, _REFUSAL_S)
        errors = [(one.kind, one.origin) for one in got if one.message["type"] == "error"]
        wanted = ("object" if bridge == "webViewCallback" else "string", "BRIDGE")
        checks.append(
            Check(f"{bridge} hears the error once, as {wanted[0]}", errors == [wanted], str(errors))
        )
    return checks


def _video(trial: Trial, video: Path, exercise: str, export: bool) -> list[Check]:
    query = {
        "exercise": exercise,
        **dict.fromkeys(_STREAMS, "true"),
        **({"export": "true"} if export else {}),
    }
    last = "export_ready" if export else "completion"
    got = _upload(trial, video, lambda heard: _has_error(heard) or _ends(heard, last), query)
    messages = [delivery.message for delivery in got]
    kinds = {message["type"] for message in messages}
    missing = {"keypoints", "angles", "keypoints_batch", "counter"} - kinds
    return [
        *_delivery(trial, got),
        *check_video(messages, _problem()),
        Check("what was asked for is sent", not missing, f"missing: {', '.join(sorted(missing))}"),
        Check("an export is announced", not export or "export_ready" in kinds, "no export_ready"),
    ]


def _photo(trial: Trial, photo: Path) -> list[Check]:
    query = {"source": "image", "keypoints": "true", "angles": "true"}
    got = _upload(trial, photo, lambda heard: _has_error(heard) or _ends(heard, "image_overlay"), query)
    return check_photo([delivery.message for delivery in got], _problem())


def _upload(
    trial: Trial, file: Path, done: Callable[[list[Heard]], bool], query: dict[str, str]
) -> list[Heard]:
    address = trial.address(**query, targetOrigin=trial.site)
    return in_frame(trial.browser, trial.site, address, file, done, trial.timeout_s)


def _delivery(trial: Trial, got: list[Heard]) -> list[Check]:
    parts = urlsplit(trial.server)
    ways = sorted({(one.kind, one.origin) for one in got})
    wanted = [("string", f"{parts.scheme}://{parts.netloc}")]
    return [Check("messages are JSON text from the server's origin", ways == wanted, str(ways))]


def _has_error(heard: list[Heard]) -> bool:
    return any(one.message["type"] == "error" for one in heard)


def _ends(heard: list[Heard], kind: str) -> bool:
    if kind == "completion":
        return any(one.message["type"] == "initialization" and one.message.get("ready") for one in heard)
    return any(one.message["type"] == kind for one in heard)


def _problem() -> Callable[[Mapping[str, Any]], str | None]:
    """What is wrong with the shape of a message.

    Raises:
        MissingExtraError: the packages of this command are not installed.
    """
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        raise MissingExtraError.of("jsonschema", "contract") from None
    schema = contract_schema()
    validators = {
        definition["properties"]["type"]["const"]: Draft202012Validator(
            {"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
        )
        for name, definition in schema["$defs"].items()
        if "const" in definition["properties"].get("type", {})
    }

    def problem(message: Mapping[str, Any]) -> str | None:
        validator = validators.get(message.get("type"))
        if validator is None:
            return None  # a type of its own is allowed
        error = next(iter(validator.iter_errors(dict(message))), None)
        return None if error is None else f"{error.json_path}: {error.message[:150]}"

    return problem


def _table(checks: list[Check]) -> Table:
    table = Table("Rule", "", "Found instead", title="Upload Tracking contract")
    for check in checks:
        mark = {True: "[green]kept[/green]", False: "[red]broken[/red]", None: "not tried"}[check.passed]
        table.add_row(check.rule, mark, "" if check.passed else check.found)
    kept = sum(check.passed is True for check in checks)
    table.caption = f"{kept} of {len(checks)} rules kept"
    return table
