"""``python -m benchmarks.page``: Lighthouse's scores of the page, on a phone and on a desk.

The page is served by the tests' stub of the API, with a result of the example clip. Ends with 1 if a score
is below 95. ``make bench-page`` installs Lighthouse first.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.tables import table
from formtrace.in_process import analyse_video
from formtrace.options import AnalysisOptions
from formtrace.processors import Workers
from tests.support.page_stub import PROJECT, PageStub, Plot

LIGHTHOUSE = PROJECT / ".venvs" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
DEVICES: dict[str, list[str]] = {"phone": [], "desk": ["--preset=desktop"]}
LEAST = 95


def scores_of(url: str, options: list[str]) -> list[int]:
    """Lighthouse's score of each category, 0 to 100."""
    command = [
        *(str(LIGHTHOUSE), url, "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"),
        *("--chrome-flags=--headless=new --no-sandbox", *options),
    ]
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": chrome}, capture_output=True, text=True, check=True
    )
    categories = json.loads(done.stdout)["categories"]
    return [round(100 * categories[name]["score"]) for name in CATEGORIES]


def main() -> int:
    """Measure, print, and say whether all is well."""
    clip = PROJECT / "build" / "demo" / "example.mp4"
    with tempfile.TemporaryDirectory() as folder:
        options = AnalysisOptions(exercise="jumping_jack", angles=True, recommendations=True)
        analyse_video(clip, Path(folder), options, Workers(2), lambda *_: None)
        with PageStub(Plot(Path(folder), clip, compress=True)) as stub:
            urls = {"start": stub.url(), "result": stub.url(job=stub.job_id)}
            scores = {
                (view, device): scores_of(url, flags)
                for view, url in urls.items()
                for device, flags in DEVICES.items()
            }
    print(table(("View", "Device", *CATEGORIES), [[*case, *found] for case, found in scores.items()]))
    return int(min(min(found) for found in scores.values()) < LEAST)


if __name__ == "__main__":
    sys.exit(main())
