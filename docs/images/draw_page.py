"""Draw ``page.jpg``, the page in the README: ``python -m docs.images.draw_page`` from the project's root.

The mannequin of ``draw.py`` does squats of different depths; the page, as the set-up has built it, shows what
the analysis of its landmarks gives, in Chromium, once on a desk and once on a phone.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
from PIL import Image
from playwright.sync_api import sync_playwright

from docs.images.draw import FPS, HEIGHT, WIDTH, mannequin
from formtrace.analysis import Analysis
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import Rep, Schedule
from tests.support.page_stub import PageStub, Plot
from tests.support.results import write

DEPTHS = (0.98, 1.0, 0.86, 0.95, 0.8, 0.92)
CAMERA = Camera(yaw_deg=62, scale=0.45, centre=(0.42, 0.50), width=WIDTH, height=HEIGHT)
SHOWN_S = 9.3
GAP = 28


def main() -> None:
    """Analyse, film, open, photograph."""
    schedule = Schedule(tuple(Rep(depth=depth) for depth in DEPTHS))
    pts = frame_times(schedule.duration_s, FPS)
    analysis = analysed("squat", [exerciser("squat", schedule)], pts, CAMERA)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(analysis, folder, "squats")
        _write_film(analysis, folder / "film.mp4")
        with PageStub(Plot(folder, folder / "film.mp4")) as stub, sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            desk = _photograph(browser, stub, folder, width=1180, height=760, color_scheme="light")
            phone = _photograph(browser, stub, folder, width=360, height=760, color_scheme="dark")
            browser.close()
    sheet = Image.new("RGB", (desk.width + GAP + phone.width, desk.height), "white")
    sheet.paste(desk, (0, 0))
    sheet.paste(phone, (desk.width + GAP, 0))
    sheet.save(Path(__file__).with_name("page.jpg"), quality=82, optimize=True)


def _write_film(analysis: Analysis, path: Path) -> None:
    motion = analysis.motion
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=round(FPS), options={"crf": "16", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for xy_norm, world_m in zip(motion.xy_norm, motion.world_m, strict=True):
            picture = mannequin(xy_norm, world_m[:, 2], CAMERA)
            out.mux(stream.encode(av.VideoFrame.from_image(picture)))
        out.mux(stream.encode(None))


def _photograph(
    browser: Any, stub: PageStub, folder: Path, width: int, height: int, color_scheme: str
) -> Image.Image:
    view = {"width": width, "height": height}
    page = browser.new_page(
        viewport=view, device_scale_factor=1.25, color_scheme=color_scheme, reduced_motion="reduce"
    )
    page.goto(stub.url(job=stub.job_id, exercise="squat"))
    page.wait_for_selector(".headline")
    page.get_by_role("button", name="Angles in the picture").click()
    page.evaluate(f"document.querySelector('video').currentTime = {SHOWN_S}")
    page.wait_for_timeout(1500)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=str(folder / "shot.png"))
    picture = Image.open(folder / "shot.png").convert("RGB")
    page.close()
    return picture


if __name__ == "__main__":
    main()
