"""What a missing model file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from formtrace.errors import UnknownModelError
from formtrace.pose.pipeline import PoseEstimator


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="make setup"):
        PoseEstimator("full", tmp_path)
