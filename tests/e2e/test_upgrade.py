"""An earlier commit's stack is brought up to date while a job runs: the job ends well."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from formtrace.cli.local_stack import LocalStack
from formtrace.workflow.jobs import JobStatus
from layers.folder import store_zip
from tests.support.stack import PROJECT, Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

EARLIER = "d2241b4"
"""The last commit whose state machine invoked functions without their versions."""


@pytest.fixture
def earlier(tmp_path: Path, models_dir: Path) -> Path:
    """A checkout of the earlier commit with its own core, on today's wheels and models."""
    root = tmp_path / "earlier"
    root.mkdir()
    packed = subprocess.run(["git", "archive", EARLIER], cwd=PROJECT, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip(f"the history does not reach back to {EARLIER}")
    subprocess.run(["tar", "-x"], cwd=root, input=packed.stdout, check=True)
    (root / ".venvs").symlink_to(PROJECT / ".venvs")
    (root / "emulator").symlink_to(PROJECT / "emulator")
    layers = root / "build" / "layers"
    layers.mkdir(parents=True)
    (root / "build" / "lambda-runtime").symlink_to(PROJECT / "build" / "lambda-runtime")
    LocalStack(PROJECT).build()
    for built in (PROJECT / "build" / "layers").glob("*"):
        if built.stem != "core":
            (layers / built.name).symlink_to(built)
    ignore = shutil.ignore_patterns("__pycache__", "cli")
    shutil.copytree(root / "shared" / "formtrace", layers / "core" / "python" / "formtrace", ignore=ignore)
    _without_tracing(layers / "core" / "python" / "formtrace" / "adapters" / "handler.py")
    store_zip(layers / "core")
    return root


def _without_tracing(handler: Path) -> None:
    """The earlier handlers trace with an SDK that today's layers no longer have."""
    text = handler.read_text("utf-8")
    for traced, plain in (
        (", Tracer\n", "\n"),
        ("tracer = Tracer()\n", ""),
        ("tracer.capture_lambda_handler(with_plain_errors, capture_response=False)", "with_plain_errors"),
    ):
        assert traced in text
        text = text.replace(traced, plain)
    handler.write_text(text, "utf-8")


@pytest.fixture
def state(tmp_path: Path, earlier: Path) -> Iterator[Path]:
    """Where a MiniStack runs that has the earlier stack."""
    folder = tmp_path / "state"
    folder.mkdir()
    stack = LocalStack(earlier, folder)
    stack.start({"SFN_WAIT_SCALE": "0.05", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1", "AUTH": "true"})
    try:
        stack.deploy()
        yield folder
    finally:
        stack.stop()


def test_a_job_that_runs_during_an_upgrade_ends_well(state: Path, demo_clip: Path) -> None:
    now, demo = LocalStack(PROJECT, state), demo_clip.read_bytes()  # long enough to be overtaken
    before = Stack(now)
    options = {"exercise": "jumping_jack", "export": "true", "chunk-s": "2"}
    before.put("jumping_jack/during.mp4", demo, **options)
    deadline = time.monotonic() + 120
    while (job := before.job_of("jumping_jack/during.mp4")) is None or not job.posed:
        assert time.monotonic() < deadline, job
        time.sleep(0.1)
    assert job.status is JobStatus.ANALYSING
    now.deploy()
    after = Stack(now)
    ended = after.ended(job.job_id, 300)
    assert ended.status is JobStatus.COMPLETED, ended.failure
    assert after.deployed.result(job.job_id).count == 2
    assert "overlay.mp4" in after.result_files(job.job_id)
    # What was there stays there, and the next job is the new stack's.
    assert after.deployed.outputs["ResultsBucketName"] == before.deployed.outputs["ResultsBucketName"]
    assert (
        after.drop("jumping_jack/after.mp4", demo, 300, exercise="jumping_jack").status is JobStatus.COMPLETED
    )
