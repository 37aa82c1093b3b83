"""Reference movements on the deployed stack: made, used, hidden from other tokens, deleted."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from formtrace.cli import app
from formtrace.reference.thumbnail import SIZE
from formtrace.workflow.jobs import JobStatus
from tests.e2e.test_http import problem
from tests.support.http import Client
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

JACK = {"startS": 0.2, "endS": 1.3}  # the first of the demo clip's two


@pytest.fixture(scope="module")
def http(stack: Stack) -> Client:
    """A token that nothing else belongs to."""
    return Client(stack.endpoint, stack.new_token("references"))


@pytest.fixture(scope="module")
def demo(demo_clip: Path) -> bytes:
    """The whole demo clip: a comparison needs its pixels."""
    return demo_clip.read_bytes()


@pytest.fixture(scope="module")
def job_id(http: Client, demo: bytes) -> str:
    """The demo clip, analysed without knowing what it shows."""
    job: str = http.submit(demo)
    assert http.ended(job)[-1]["status"] == "completed"
    return job


@pytest.fixture(scope="module")
def jack(http: Client, job_id: str) -> dict[str, Any]:
    """One jumping jack out of it."""
    made = http.post("/v1/references", {"jobId": job_id, "name": "My jack", **JACK})
    assert made.status == 201, made.body
    found: dict[str, Any] = made.json
    return found


def count_of(http: Client, job_id: str) -> dict[str, Any]:
    assert http.ended(job_id)[-1]["status"] == "completed"
    result: dict[str, Any] = http.get(f"/v1/jobs/{job_id}/result").json
    return result


def test_the_reference_is_ready_at_once_with_its_files(
    http: Client, jack: dict[str, Any], job_id: str
) -> None:
    shown = http.get(jack["links"]["self"]).json
    assert (shown["status"], shown["name"], shown["source"]["job_id"]) == ("ready", "My jack", job_id)
    assert shown["source"]["start_s"] == pytest.approx(JACK["startS"], abs=0.02)
    assert shown["duration_s"] == pytest.approx(JACK["endS"] - JACK["startS"], abs=0.04)
    picture = http.get(shown["files"]["thumbnail"])
    assert picture.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(picture.body)).size == SIZE
    assert http.get(shown["files"]["reference"]).json["id"] == jack["id"]
    assert [one["id"] for one in http.get("/v1/references").json["references"]] == [jack["id"]]


def test_what_the_video_is_about(http: Client, job_id: str) -> None:
    answer = http.get(f"/v1/jobs/{job_id}/movement")
    assert answer.status == 200, answer.body
    assert len(answer.json["repetitions"]) == 2
    assert answer.json["trim"]["start_s"] == pytest.approx(JACK["startS"], abs=0.1)


def test_a_job_counts_by_it(http: Client, demo: bytes, jack: dict[str, Any]) -> None:
    session = http.get(f"/v1/session?source=video&reference_movement={jack['id']}").json
    assert (session["reference"]["name"], session["exercise"]) == ("My jack", None)
    result = count_of(http, http.submit(demo, **session["options"], export=True))
    assert result["count"] == 2
    assert result["reference"]["id"] == jack["id"]
    itself, other = (rep["reference_score"]["overallScore"] for rep in result["reps"])
    assert itself >= 0.98
    assert other >= 0.8
    assert "overlay" in result["files"]


def test_a_drop_finds_it_by_metadata_and_by_its_folder(
    stack: Stack, http: Client, demo: bytes, jack: dict[str, Any]
) -> None:
    by_folder = stack.drop(f"{jack['id']}/clip.mp4", demo)
    assert by_folder.status is JobStatus.COMPLETED, by_folder.failure
    assert json.loads(stack.read_result(by_folder.job_id, "result.json"))["count"] == 2
    unknown = stack.drop("reference unknown.mp4", demo, reference=str(uuid.uuid4()))
    assert unknown.failure is not None
    assert unknown.failure.code == "reference_not_found"


def test_an_upload_becomes_a_reference(http: Client, demo: bytes) -> None:
    made = http.post("/v1/references", {"name": "By upload", **JACK, "fileName": "jack.mp4"}).json
    assert (made["status"], made["files"]) == ("creating", {})
    assert http.upload(made["upload"], demo).status == 201
    assert http.ended(made["id"])[-1]["status"] == "completed"
    ready = http.get(made["links"]["self"]).json
    assert (ready["status"], ready["name"]) == ("ready", "By upload")
    assert http.get(ready["files"]["thumbnail"]).status == 200
    assert http.delete(f"/v1/jobs/{made['id']}").status == 204
    assert http.get(made["links"]["self"]).json["status"] == "ready"
    assert http.delete(made["links"]["self"]).status == 204


def test_an_upload_that_cannot_become_one_says_why(http: Client, demo: bytes) -> None:
    made = http.post("/v1/references", {"name": "x", "startS": 60, "endS": 61}).json
    assert http.upload(made["upload"], demo).status == 201
    failed = http.ended(made["id"])[-1]
    assert failed["failure"]["code"] == "invalid_reference"
    shown = http.get(made["links"]["self"]).json
    assert (shown["status"], shown["failure"]["message"]) == ("failed", failed["failure"]["message"])
    assert http.delete(made["links"]["self"]).status == 204
    problem(http.get(made["links"]["self"]), 404, "reference_not_found")


def test_what_cannot_be(http: Client, job_id: str, jack: dict[str, Any]) -> None:
    for asked in ({"startS": 1, "endS": 1.2}, {"startS": 1, "endS": 22}, {"startS": 2, "endS": 1}):
        refused = http.post("/v1/references", {"jobId": job_id, "name": "x", **asked})
        problem(refused, 422, "invalid_reference")
    problem(http.post("/v1/references", {"jobId": str(uuid.uuid4()), "name": "x"}), 404, "job_not_found")
    both = http.post("/v1/jobs", {"exercise": "squat", "reference": jack["id"]})
    assert "You cannot combine reference & exercise" in problem(both, 422, "invalid_options")["detail"]
    problem(http.post("/v1/jobs", {"reference": str(uuid.uuid4())}), 404, "reference_not_found")


def test_nobody_else_sees_or_uses_it(stack: Stack, http: Client, jack: dict[str, Any]) -> None:
    other = Client(stack.endpoint, stack.new_token("somebody else"))
    assert other.get("/v1/references").json == {"references": [], "next_cursor": None}
    path, unknown = jack["links"]["self"], f"/v1/references/{uuid.uuid4()}"
    foreign = other.get(path)
    problem(foreign, 404, "reference_not_found")
    assert foreign.body == other.get(unknown).body
    problem(other.delete(path), 404, "reference_not_found")
    problem(other.patch(path, {"name": "mine"}), 404, "reference_not_found")
    problem(other.post("/v1/jobs", {"reference": jack["id"]}), 404, "reference_not_found")
    problem(other.get(f"/v1/session?reference={jack['id']}"), 404, "reference_not_found")
    assert http.get(path).json["name"] == "My jack"


def test_renamed_and_deleted(stack: Stack, http: Client, job_id: str) -> None:
    made = http.post("/v1/references", {"jobId": job_id, "name": "old"}).json  # trimmed by itself
    path = made["links"]["self"]
    assert 0.5 < made["duration_s"] < 2.0
    assert http.patch(path, {"name": "new"}).json["name"] == "new"
    assert http.get(http.get(path).json["files"]["reference"]).json["name"] == "new"
    assert http.delete(path).status == 204
    problem(http.get(path), 404, "reference_not_found")
    listed = stack.s3.list_objects_v2(
        Bucket=stack.deployed.results_bucket, Prefix=f"references/{made['id']}/"
    )
    assert listed.get("Contents", []) == []


@pytest.fixture
def run(stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Run ``formtrace`` against the tests' own stack."""
    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: stack.deployed)
    monkeypatch.setenv("COLUMNS", "200")

    def formtrace(*words: object) -> str:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == 0, result.output
        return result.stdout

    return formtrace


def test_the_command_line(
    stack: Stack, http: Client, run: Callable[..., str], short_demo: Path, tmp_path: Path
) -> None:
    owner = Client(stack.endpoint, stack.new_token("cli owner"))
    times = ("--start", JACK["startS"], "--end", JACK["endS"])
    made = json.loads(
        run("reference", "create", short_demo, *times, "--name", "CLI", "--token", "cli owner", "--json")
    )
    assert owner.get(f"/v1/references/{made['id']}").json["name"] == "CLI"
    assert made["id"] in run("reference", "list")
    out, file = tmp_path / "out", tmp_path / "jack.json"
    assert "2 x CLI" in run("submit", short_demo, "--reference", made["id"], "--out", out)
    run("reference", "export", made["id"], "--out", file)
    run("reference", "delete", made["id"])
    problem(owner.get(f"/v1/references/{made['id']}"), 404, "reference_not_found")
    run("reference", "import", file, "--token", "cli owner")
    assert owner.get(f"/v1/references/{made['id']}").json["name"] == "CLI"
    run("reference", "rename", made["id"], "Again")
    local = json.loads(run("analyze", short_demo, "--reference", file, "--json"))
    assert (local["count"], local["reference"]["name"]) == (2, "CLI")
