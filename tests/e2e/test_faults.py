"""Twenty jobs in a stack where one call in twenty fails; `make bench-faults` runs a thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults import measure

pytestmark = [pytest.mark.stack, pytest.mark.slow]


def test_no_job_is_lost_and_no_result_differs_amid_faults(tmp_path: Path, models_dir: Path) -> None:
    outcome = measure(20, share=0.05, seed=1, folder=tmp_path)
    assert sum(outcome.faults.values()) > 5
    assert len(outcome.jobs) == 20
    assert outcome.lost == 0
    assert outcome.different == 0
    assert not outcome.failed_after_retries
    ends = {job_id for job_id, _ in outcome.announced}
    assert {job.job_id for _, job in outcome.jobs.values()} <= ends
