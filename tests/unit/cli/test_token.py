from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from formtrace.access.authorise import authorise
from formtrace.access.tokens import token_id_of
from formtrace.cli import app
from formtrace.cli.local_token import local_token
from formtrace.errors import InvalidTokenError
from tests.unit.access.fakes import Tokens

OLD_KEY = "3f6c1a52-9d0e-4b7a-8f35-0a1b2c3d4e5f"
Run = Callable[..., Result]


@dataclass
class Deployed:
    tokens: Tokens


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def run(tokens: Tokens, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: Deployed(tokens))
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words, **more: CliRunner().invoke(app, ["token", *words], **more)


def created(run: Run, *words: str, **more: Any) -> dict[str, Any]:
    result = run("create", *words, "--json", **more)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_a_token_is_shown_once_and_works(run: Run, tokens: Tokens) -> None:
    document = created(run, "my app")
    assert authorise(document["token"], None, tokens, datetime.now(UTC)).token_id == document["id"]
    assert document["webhook_secret"].startswith("whsec_")
    for command in (("list",), ("list", "--json"), ("show", "my app"), ("show", document["id"], "--json")):
        printed = run(*command)
        assert printed.exit_code == 0
        assert document["id"] in printed.output
        assert document["token"] not in printed.output
        assert document["webhook_secret"] not in printed.output


def test_for_people_the_secrets_are_whole_on_a_line(run: Run, tokens: Tokens) -> None:
    result = run("create", "app", env={"COLUMNS": "40"})
    (record,) = tokens.all()
    token = next(line for line in result.stdout.splitlines() if line.startswith("token ")).split()[1]
    assert record.matches(token)
    assert f"webhook_secret {record.webhook_secret}" in result.stdout.splitlines()
    assert "not shown again" in " ".join(result.stderr.split())


def test_everything_that_a_token_may_have(run: Run, tokens: Tokens) -> None:
    document = created(
        run,
        *(
            "app",
            "--plan",
            "free",
            "--origin",
            "https://App.example.com/",
            "--origin",
            "https://*.fit.example",
        ),
        *("--expires", "90d", "--quota", "5", "--all-jobs", "--value", OLD_KEY),
    )
    assert document["token"] == OLD_KEY
    (record,) = tokens.all()
    assert record.plan == "free"
    assert record.origins == ("https://app.example.com", "https://*.fit.example")
    assert record.expires_at is not None
    assert abs(record.expires_at - datetime.now(UTC) - timedelta(days=90)) < timedelta(minutes=1)
    assert (record.jobs_per_month, record.all_jobs) == (5, True)
    assert "0 of 5" in run("list").stdout


def test_a_value_can_come_from_the_standard_input(run: Run) -> None:
    assert created(run, "app", "--value", "-", input=f"{OLD_KEY}\n")["token"] == OLD_KEY


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--plan", "gold"), "no plan 'gold'"),
        (("--origin", "example.com"), "not an origin"),
        (("--expires", "soon"), "not a date"),
        (("--expires", "2020-01-31"), "expired already"),
        (("--value", "short"), "16 to 256"),
        (("--value", OLD_KEY), "already"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    created(run, "first", "--value", OLD_KEY)
    result = run("create", "second", *words)
    assert result.exit_code == 1
    assert sentence in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_revoking(run: Run, tokens: Tokens) -> None:
    document = created(run, "app")
    assert run("revoke", "app").exit_code == 0
    with pytest.raises(InvalidTokenError, match="revoked"):
        authorise(document["token"], None, tokens, datetime.now(UTC))
    assert "revoked" in run("list").stdout
    assert run("revoke", "app").exit_code == 1
    assert run("show", document["id"]).exit_code == 0


def test_a_name_that_two_have_is_not_enough(run: Run) -> None:
    first, second = created(run, "app"), created(run, "app")
    result = run("revoke", "app")
    assert result.exit_code == 1
    assert first["id"] in result.stderr.replace("\n", "")
    assert second["id"] in result.stderr.replace("\n", "")


def test_a_token_of_a_plan_that_is_gone_can_still_be_listed_and_revoked(run: Run, tokens: Tokens) -> None:
    document = created(run, "app")
    tokens.records[document["id"]] = tokens.records[document["id"]].model_copy(update={"plan": "gone"})
    assert "gone" in run("list").stdout
    assert run("show", "app").exit_code == 0
    assert run("revoke", "app").exit_code == 0


def test_the_local_stack_has_one_token_for_good(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    tokens, folder = Tokens(), tmp_path / "local"
    value = local_token(tokens, folder, now)
    assert (folder / "token").stat().st_mode & 0o777 == 0o600
    assert authorise(value, None, tokens, now).all_jobs
    assert local_token(tokens, folder, now) == value
    restarted = Tokens()
    assert local_token(restarted, folder, now) == value
    assert authorise(value, None, restarted, now).all_jobs
    restarted.revoke(token_id_of(value), now)
    other = local_token(restarted, folder, now)
    assert other != value
    assert authorise(other, None, restarted, now).all_jobs
    assert (folder / "token").read_text().strip() == other
    assert [file.name for file in folder.iterdir()] == ["token"]
