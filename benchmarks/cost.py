"""``python -m benchmarks.cost CLIP [EXERCISE]``: what a minute of video costs on AWS, the largest item first.

Every step of a job runs here, with everything in memory. Its processor seconds, over all threads, are what a
function needs; Lambda bills a processor as 1,769 MB, so the numbers hold while a function keeps its
processors busy. INIT is what ``benchmarks.cold_start`` measures, once for each invocation: no environment is
warm. Prices are list prices of us-east-1, without any free tier.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cold_start import measure
from formtrace.workflow.aggregate import aggregate
from formtrace.workflow.ingest import ingest
from formtrace.workflow.pose import estimate_chunk
from formtrace.workflow.pose_models import load_model
from formtrace.workflow.publish import publish
from formtrace.workflow.render import render
from formtrace.workflow.storage import load_manifest
from formtrace.workflow.uploads import Upload
from tests.support.memory import RESULTS, UPLOADS, WORK, Memory

GB_PER_PROCESSOR = 1769 / 1024
GB_SECOND, TRANSITION, REQUEST = 0.0000166667, 0.000025, 0.0000002
STORED_GB_MONTH, SENT_GB, PUT, GET = 0.023, 0.09, 0.000005, 0.0000004
TABLE_WRITE, LOG_GB, METRIC_MONTH, ALARM_MONTH = 0.000000625, 0.50, 0.30, 0.10
KEPT_MONTHS = {UPLOADS: 1.0, WORK: 1 / 30, RESULTS: 12.0}
PER_CHUNK, PER_JOB = 2, 6  # state transitions of each of both maps, and of the rest
LOG_BYTES = 3000  # of an invocation with its start, end and report
FIXED_METRICS, FIXED_ALARMS = 16, 8


@dataclass
class Bill:
    """Dollars by item, for one job."""

    items: dict[str, float] = field(default_factory=dict)

    def add(self, item: str, dollars: float) -> None:
        """Add to an item."""
        self.items[item] = self.items.get(item, 0.0) + dollars


def processor_seconds(step: Callable[[], object]) -> float:
    """What a step needs, over all threads."""
    started = time.process_time()
    step()
    return time.process_time() - started


def run(clip: Path, exercise: str) -> tuple[Bill, float]:
    """Run a job with an overlay; its bill, and the minutes of the video."""
    memory, bill = Memory(), Bill()
    services = memory.services
    upload = Upload(
        memory.objects.put(f"{clip.stem}{clip.suffix}", clip.read_bytes(), exercise=exercise, export="true")
    )
    load_model("full", 1)  # part of INIT
    seconds = {"split": 0.0, "pose": 0.0, "aggregate": 0.0, "render": 0.0, "publish": 0.0}
    with tempfile.TemporaryDirectory() as name:
        folder, job = Path(name), upload.job_id

        def timed(step: str, work: Callable[[Path], object]) -> None:
            place = folder / f"{step}{time.monotonic_ns()}"
            place.mkdir()
            seconds[step] += processor_seconds(lambda: work(place))

        timed("split", lambda _: ingest(services, upload, "cost"))
        manifest = load_manifest(services, job)
        for chunk in manifest.chunks:
            timed(
                "pose",
                lambda at, i=chunk.index: estimate_chunk(services, lambda v: load_model(v, 1), job, i, at),
            )
        timed("aggregate", lambda at: aggregate(services, job, at))
        for chunk in manifest.chunks:
            timed("render", lambda at, i=chunk.index: render(services, job, i, at))
        timed("publish", lambda at: publish(services, job, at))
    chunks = len(manifest.chunks)
    for step, needed in seconds.items():
        times = chunks if step in ("pose", "render") else 1
        bill.add(f"{step}", needed * GB_PER_PROCESSOR * GB_SECOND)
        bill.add(
            "INIT, if every environment is new", times * sum(measure(step)) * GB_PER_PROCESSOR * GB_SECOND
        )
        bill.add("requests, tables, logs", times * (REQUEST + 3 * TABLE_WRITE + LOG_BYTES / 1e9 * LOG_GB))
    bill.add("state transitions", (2 * PER_CHUNK * chunks + PER_JOB) * TRANSITION)
    for bucket, months in KEPT_MONTHS.items():
        stored = [content for (name, _), content in memory.objects.content.items() if name == bucket]
        bill.add("storage", sum(map(len, stored)) / 1e9 * STORED_GB_MONTH * months)
        bill.add("requests, tables, logs", len(stored) * (PUT + 3 * GET))
    overlay = [content for (_, key), content in memory.objects.content.items() if key.endswith("overlay.mp4")]
    bill.add("egress: the overlay, watched once", sum(map(len, overlay)) / 1e9 * SENT_GB)
    return bill, manifest.media.duration_s / 60


def main() -> None:
    """Print the table."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    bill, minutes = run(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "squat")
    print(f"{sys.argv[1]}: {minutes:.2f} minutes\n\n| For a minute of video | Dollars |\n|---|---|")
    for item, dollars in sorted(bill.items.items(), key=lambda one: -one[1]):
        print(f"| {item} | {dollars / minutes:.6f} |")
    print(f"| **together** | **{sum(bill.items.values()) / minutes:.6f}** |")
    fixed = FIXED_METRICS * METRIC_MONTH + FIXED_ALARMS * ALARM_MONTH
    print(f"\nA month, whatever is analysed: {FIXED_METRICS} metrics and {FIXED_ALARMS} alarms, ${fixed:.2f}")


if __name__ == "__main__":
    main()
