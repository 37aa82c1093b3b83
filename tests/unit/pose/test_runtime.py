"""How many threads a function has, and what a missing model file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from formtrace.errors import UnknownModelError
from formtrace.pose.pipeline import PoseEstimator
from formtrace.pose.runtime import lambda_threads


@pytest.mark.parametrize(("memory_mb", "threads"), [(512, 1), (1769, 1), (3008, 1), (3538, 2), (10240, 5)])
def test_threads_are_those_that_the_memory_pays_for(memory_mb: int, threads: int) -> None:
    assert lambda_threads(memory_mb) == threads


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="make setup"):
        PoseEstimator("full", tmp_path)
