"""``formtrace invoke``: every function with each of its events, in a container, by SAM itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from rich.console import Console

from formtrace.cli.invoke import LAMBDA_PYTHONS, invoke_in_container
from formtrace.cli.local_stack import ARCHITECTURE
from tests.support.lambda_image import engine_problem, ensure_image
from tests.support.stack import EVENTS, PROJECT, Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

ANSWERS = {
    "aggregate": {"status"},
    "coach": {"written": False},
    "fail-destination": {"failed"},
    "fail-execution": {"failed"},
    "fail": {"failed"},
    "fetch": {"outcome": "unwanted"},
    "image": {"status": "completed"},
    "notify": {"announced"},
    "pose": {"chunk": 0},
    "publish": {"status": "completed"},
    "render": {"chunk": 0},
    "split-eventbridge": {"uploads"},
    "split-s3": {"uploads"},
    "webhook": {"batchItemFailures": []},
    "api": {"statusCode": 200},
}
"""What each event is answered: values, or the names of fields."""


@pytest.fixture(scope="module", autouse=True)
def image(stack: Stack) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if version not in LAMBDA_PYTHONS:
        pytest.skip(f"Lambda has no runtime for Python {version}")
    if problem := engine_problem():
        pytest.skip(f"no container can run here: {problem}")
    ensure_image(
        f"public.ecr.aws/lambda/python:{version}-{ARCHITECTURE}", PROJECT / "build" / "lambda-runtime"
    )


def test_there_is_an_answer_for_every_event() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == set(ANSWERS)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_function_answers_its_event_in_a_container(
    stack: Stack, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path: Path = EVENTS / f"{name}.json"
    code = invoke_in_container(
        stack.local, stack.deployed, name.partition("-")[0], path, Console(stderr=True)
    )
    printed = capfd.readouterr()
    assert code == 0, printed.err
    answer = json.loads(printed.out.strip().splitlines()[-1])
    assert "errorType" not in answer, answer
    wanted = ANSWERS[name]
    if isinstance(wanted, dict):
        assert wanted.items() <= {key: answer.get(key) for key in wanted}.items()
    else:
        assert wanted <= set(answer)
