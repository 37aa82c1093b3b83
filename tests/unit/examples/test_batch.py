"""The parts of a batch are all videos, each once; the table has a row for each result."""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.filming import analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.support.results import write

BATCH = Path(__file__).parents[3] / "examples" / "batch"


def test_each_video_is_in_one_part(tmp_path: Path) -> None:
    videos = [tmp_path / "videos" / name for name in ("a b.mp4", "c.MOV", "d/e.webm", "f'g.mp4", "h.mkv")]
    for path in (*videos, tmp_path / "videos" / "notes.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    stub = tmp_path / "formtrace"
    stub.write_text('#!/usr/bin/env bash\nprintf "%s\\0" "$@"\n')
    stub.chmod(0o755)
    seen: list[str] = []
    for part in range(3):
        done = subprocess.run(
            [BATCH / "part.sh", tmp_path / "videos", tmp_path / "out", "3", "--exercise", "squat"],
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "SLURM_ARRAY_TASK_ID": str(part)},
            capture_output=True,
            text=True,
            check=True,
        )
        command, *files, option, out, exercise, squat = done.stdout.split("\0")[:-1]
        assert (command, option, out) == ("analyze", "--out", f"{tmp_path}/out/part-{part}")
        assert (exercise, squat) == ("--exercise", "squat")
        seen += files
    assert sorted(seen) == sorted(str(path) for path in videos)


def test_the_table_has_a_row_for_each_result(tmp_path: Path) -> None:
    for count in (1, 2):
        schedule = sets(count)
        scene = [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30)
        write(analysed("squat", *scene), tmp_path / f"part-{count}" / "clip")
    command = [sys.executable, BATCH / "collect.py", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["folder"], row["exercise"], row["count"]) for row in rows] == [
        ("part-1/clip", "squat", "1"),
        ("part-2/clip", "squat", "2"),
    ]


def test_dask_gives_each_clip_to_a_worker_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    spec = importlib.util.spec_from_file_location("with_dask", BATCH / "with_dask.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    videos, results = tmp_path / "videos", tmp_path / "results"
    for name in ("a.mp4", "a.mov", "b/a.mp4", "notes.txt"):
        (videos / name).parent.mkdir(parents=True, exist_ok=True)
        (videos / name).touch()
    tasks = example.tasks(videos, results)
    assert [Path(file).relative_to(videos).as_posix() for file, _ in tasks] == ["a.mov", "a.mp4", "b/a.mp4"]
    assert len({folder for _, folder in tasks}) == 3
    schedule = sets(2)
    write(
        analysed("squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 15)),
        Path(tasks[0][1]),
    )
    assert example.analyse(*tasks[0], ["--exercise", "squat"])["count"] == 2  # was there
    failed = example.analyse(*tasks[1], [])
    assert "empty" in failed["error"] and failed.keys() <= set(example.COLUMNS)
