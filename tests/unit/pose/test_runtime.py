"""What a missing model file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from formtrace.errors import UnknownModelError
from formtrace.pose.pipeline import load_estimator


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMTRACE_MODELS", str(tmp_path))
    with pytest.raises(UnknownModelError, match="make setup"):
        load_estimator("full")
