"""The examples do what they say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from formtrace.options import AnalysisOptions
from formtrace.workflow.job_files import job_of_upload
from tests.support.filming import analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.support.results import write

EXAMPLES = Path(__file__).parents[3] / "examples"

# Stands in for the AWS CLI: answers as AWS would, and notes what it was asked.
_AWS = """#!/usr/bin/env bash
echo "$*" >> "$CALLS"
case "$*" in
  *Uploads*) echo the-uploads ;;
  *Results*) echo the-results ;;
  *JobsTable*) echo the-jobs ;;
  *failure*) echo "The file is empty; upload it again." ;;
  *status.S*) echo "$STATUS" ;;
esac
"""


def drop(folder: Path, status: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    stub = folder / "aws"
    stub.write_text(_AWS)
    stub.chmod(0o755)
    calls = folder / "calls"
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(calls), "STATUS": status}
    command = [str(EXAMPLES / "drop.sh"), "my clip.mp4", "squat"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    return done, calls.read_text().splitlines()


def test_drop_puts_the_video_with_its_options_and_fetches_the_result(tmp_path: Path) -> None:
    done, calls = drop(tmp_path, "completed")
    assert done.returncode == 0, done.stderr
    (put,) = (call for call in calls if "--metadata" in call)
    found = re.fullmatch(
        r"s3 cp --no-progress my clip\.mp4 s3://the-uploads/(jobs/.*) --metadata exercise=squat,export=true",
        put,
    )
    assert found is not None
    job_id = job_of_upload(found[1])
    assert job_id is not None
    assert calls[-1] == f"s3 cp --no-progress --recursive s3://the-results/jobs/{job_id}/ out/"


def test_drop_says_why_a_job_failed(tmp_path: Path) -> None:
    done, calls = drop(tmp_path, "failed")
    assert done.returncode == 1
    assert done.stderr == "The file is empty; upload it again.\n"
    assert not any("the-results" in call for call in calls)


def test_the_sidecar_is_understood() -> None:
    options = AnalysisOptions.from_mapping(json.loads((EXAMPLES / "squat.mp4.json").read_text()))
    assert options == AnalysisOptions(exercise="squat", export=True, angles=True, start_s=2.5)


@pytest.mark.parametrize("exercise", ["squat", None])
def test_results_can_be_read_with_numpy_alone(tmp_path: Path, exercise: str | None) -> None:
    schedule = sets(3)
    analysis = analysed(exercise, [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30))
    write(analysis, tmp_path, "job")
    command = [sys.executable, str(EXAMPLES / "read_results.py"), str(tmp_path)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(lines) == (4 if exercise else 1)
    if exercise:
        assert lines[0] == "3 reps (squat)"
        knees_deg = [float(line.split("down to")[1].split()[0]) for line in lines[1:]]
        assert knees_deg == pytest.approx([65] * 3, abs=6), "thigh level, shank 25 degrees forward"
