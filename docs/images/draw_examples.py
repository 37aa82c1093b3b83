"""Photograph the example pages: ``python -m docs.images.draw_examples http://127.0.0.1:8000 TOKEN``.

They run against a local stack, on the demo clip (David Pagnon, BSD 3-Clause License).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.support.examples import ROOT, served

CLIP = ROOT / "build" / "demo" / "demo.mp4"
WAIT_MS = 180_000


def upload(page: Any) -> None:
    """The result of the demo clip."""
    page.get_by_role("combobox").select_option("jumping_jack")
    page.locator("#file").set_input_files(str(CLIP))
    page.locator("#overlay").wait_for(timeout=WAIT_MS)
    _show(page, 0.8)


def review(page: Any) -> None:
    """The newest analysis, with its draft."""
    page.locator(".point.keep").get_by_role("button", name="Approve").click()
    _show(page, 0.8)


def reference(page: Any) -> None:
    """The whole clip compared with its first repetition."""
    page.locator("#model-file").set_input_files(str(CLIP))
    page.get_by_role("button", name="Repetition 1").click(timeout=WAIT_MS)
    page.locator("#name").fill("Jumping jack")
    page.get_by_role("button", name="Keep as reference").click()
    page.locator("#yours-file:enabled").set_input_files(str(CLIP))
    page.locator("#reps li").first.wait_for(timeout=WAIT_MS)
    page.evaluate("document.querySelector('#model').currentTime = 0.8")
    page.evaluate("document.querySelector('#yours').currentTime = 0.8")


PICTURES = {
    "typescript-upload": (upload, 480, 860, "dark"),
    "coach-review": (review, 1180, 740, "light"),
    "reference-comparison": (reference, 980, 740, "light"),
}


def _show(page: Any, at_s: float) -> None:
    page.wait_for_function("document.querySelector('video').readyState > 0")
    page.evaluate(
        f"document.querySelector('video').pause(); document.querySelector('video').currentTime = {at_s}"
    )


def main(api: str, token: str) -> None:
    """Use each page as its README says, then photograph it."""
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for example, (use, width, height, scheme) in PICTURES.items():
            with served(example, Path(name) / example) as origin:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(f"{origin}/?api={api}&token={token}")
                use(page)
                page.wait_for_timeout(1500)
                shot = Path(name) / "shot.png"
                page.screenshot(path=str(shot))
                target = Path(__file__).with_name(f"{example}.jpg")
                Image.open(shot).convert("RGB").save(target, quality=82, optimize=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
