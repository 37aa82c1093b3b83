from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from formtrace.cli.local_stack import HOST, LocalStack, LocalStackError, Running, free_port, local_credentials


@pytest.fixture
def stack(tmp_path: Path) -> LocalStack:
    return LocalStack(tmp_path / "checkout", tmp_path)


def pretend(stack: LocalStack, pid: int) -> None:
    (stack.state_dir / "running.json").write_text(json.dumps({"pid": pid, "port": 4566}))


def test_nothing_runs_before_it_was_started(stack: LocalStack) -> None:
    assert stack.running is None
    assert stack.stop() is False


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_damaged_state_file_means_that_nothing_runs(stack: LocalStack, content: str) -> None:
    (stack.state_dir / "running.json").write_text(content)
    assert stack.running is None


def test_a_process_that_only_has_the_old_number_is_left_alone(stack: LocalStack) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        pretend(stack, stranger.pid)
        assert stack.running is None
        assert stack.stop() is False
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def test_what_was_started_is_stopped_with_all_that_it_started(stack: LocalStack, tmp_path: Path) -> None:
    program = tmp_path / "ministack_lambda.py"
    program.write_text(
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        stack._process = process
        pretend(stack, process.pid)
        assert stack.running is not None
        assert stack.stop() is True
        assert process.poll() is not None
    assert stack.running is None
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_stack_that_does_not_run_is_not_deployed_to(stack: LocalStack) -> None:
    with pytest.raises(LocalStackError, match="formtrace up"):
        stack.deploy()


def test_tools_that_are_not_there_are_asked_for(stack: LocalStack) -> None:
    with pytest.raises(LocalStackError, match="make setup"):
        stack.start()


def test_local_credentials_cannot_reach_an_account() -> None:
    environment = local_credentials("http://127.0.0.1:1")
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == environment["AWS_CONFIG_FILE"] == os.devnull


def test_the_preferred_port_is_taken_when_nobody_has_it() -> None:
    port = free_port(0)
    assert free_port(port) == port
    with socket.create_server((HOST, port)):
        assert free_port(port) not in (0, port)


def test_the_page_has_an_address_with_its_parameters() -> None:
    page = "http://127.0.0.1:8000/pose_tracker/upload_tracking"
    assert Running(1, 8000).page() == page
    assert (
        Running(1, 8000).references_page("a&b") == "http://127.0.0.1:8000/pose_tracker/references?token=a%26b"
    )
    assert Running(1, 8000).page(token="a&b", exercise="squat") == f"{page}?token=a%26b&exercise=squat"
