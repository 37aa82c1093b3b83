"""``formtrace download`` through the API."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from tests.support.filming import Camera, analysed, frame_times
from tests.support.results import write
from tests.unit.clients.test_python import Answer, Api, job


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """A server with one finished job."""
    document = write(analysed(None, [], frame_times(1.0, 15), Camera()), tmp_path / "job")
    made = Api()
    links = {role: f"{made.url}/s3/{role}" for role in ("result", "angles", "keypoints")}
    names = {"result": "result.json", **document.files}

    def plot(method: str, path: str, body: bytes) -> Answer:
        if path.startswith("/s3/"):
            return 200, (tmp_path / "job" / names[path.removeprefix("/s3/")]).read_bytes()
        if path.endswith("/result"):
            return 200, document.model_dump(mode="json")
        return 200, job("completed", 100, files=links)

    made.plot = plot
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_all_files_have_the_names_of_the_result(api: Api, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["download", "j", "--url", api.url, "--token", "t", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == ["angles.csv", "keypoints.npz", "result.json"]
    assert (out / "angles.csv").read_bytes() == (tmp_path / "job" / "angles.csv").read_bytes()
    assert "Bearer t" in api.tokens


def test_a_role_that_the_job_lacks_is_named(api: Api, tmp_path: Path) -> None:
    arguments = ["download", "j", "--url", api.url, "--out", str(tmp_path / "out"), "--role", "overlay"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 1
    assert "it has result, angles, keypoints" in " ".join(done.output.split())
