"""Tokens from the command line, and what queries mean to them, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from tests.support.http import Answer, Client
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

Run = Callable[..., str]


@pytest.fixture
def run(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``formtrace token`` against the tests' own stack."""
    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: stack.deployed)
    monkeypatch.setenv("COLUMNS", "200")

    def token(*words: str) -> str:
        result = CliRunner().invoke(app, ["token", *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    return token


def session(client: Client, **query: object) -> Answer:
    return client.get(f"/v1/session?{urlencode(query)}")


def test_a_token_works_from_when_it_is_made_until_it_is_revoked(stack: Stack, run: Run) -> None:
    made = json.loads(run("create", "over HTTP", "--plan", "developer", "--quota", "3", "--json"))
    client = Client(stack.endpoint, made["token"])
    answer = session(client)
    assert answer.status == 200
    assert answer.json["plan"]["name"] == "developer"
    assert client.post("/v1/jobs", {"exercise": "squat"}).status == 201
    assert "1 of 3" in run("list")
    run("revoke", made["id"])
    refused = session(client)
    assert (refused.status, refused.json["code"]) == (401, "invalid_token")
    assert "revoked" in refused.json["message"]


def test_no_more_jobs_than_the_quota_however_many_ask_at_once(stack: Stack) -> None:
    client = Client(stack.endpoint, stack.new_token("busy", jobs_per_month=5))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/jobs", {"exercise": "squat"}), range(20)))
    assert sorted(answer.status for answer in answers) == [201] * 5 + [429] * 15
    assert {answer.json["code"] for answer in answers if answer.status == 429} == {"quota_exceeded"}


def test_an_imported_key_works_in_the_address(stack: Stack, run: Run) -> None:
    key = "0f8fad5b-d9cb-469f-a165-70867728950e"
    run("create", "imported", "--value", key)
    answer = session(Client(stack.endpoint, None), token=key, source="video", exercise="face_squat")
    assert answer.status == 200
    assert answer.json["options"] == {"exercise": "squat"}
    assert key not in answer.body.decode()


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"exercise": "squat", "reference": "x"}, 422, "invalid_options"),
        ({"reference": "1b4e28ba-2fa1-41d2-883f-0016d3cca427"}, 404, "reference_not_found"),
        ({"exercise": "juggling"}, 422, "invalid_exercise"),
        ({"exercise": "jump_analysis"}, 422, "jump_analysis_missing_height"),
        ({"exercise": "squat", "minGrade": "E"}, 422, "invalid_options"),
        ({"source": "pdf"}, 422, "invalid_options"),
    ],
)
def test_queries_that_cannot_be(http: Client, query: dict[str, str], status: int, code: str) -> None:
    answer = session(http, **query)
    assert (answer.status, answer.json["code"], answer.json["error"]) == (status, code, code)


def test_a_query_and_a_job_mean_the_same(http: Client) -> None:
    asked = {"exercise": "Push-up", "difficulty": "pro", "minGrade": "b", "skeleton": "chalk", "angles": "1"}
    options = session(http, **asked).json["options"]
    assert options == {
        "exercise": "push_up",
        "difficulty": "hard",
        "min_grade": "B",
        "skeleton": True,
        "skeleton_style": "chalk",
        "angles": True,
    }
    made = http.post("/v1/jobs", {"source": "video", **options})
    assert made.status == 201
    understood = http.get(f"/v1/jobs/{made.json['job_id']}").json["options"]
    assert {"skeleton": True, **understood} == options  # what is as usual is left out
