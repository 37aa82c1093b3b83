"""Chromium, a real analysis of the demo clip, and pages on the stub of the API."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import av
import pytest

from formtrace.in_process import Workers, analyse_image, analyse_video
from formtrace.options import AnalysisOptions
from tests.support.browser import Analysed, Site
from tests.support.chromium import CHROMIUM, launch
from tests.support.page_stub import WEB, PageStub, Plot


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser; Playwright allows one at a time, hence for each module anew."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    if not (WEB / "index.html").exists():
        pytest.skip("the page is not built (make setup)")
    playwright_api = pytest.importorskip("playwright.sync_api")
    with playwright_api.sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Makes tabs, each in a context of its own; a mistake in the page's code fails the test."""
    contexts, mistakes = [], []

    def make(width: int = 1280, height: int = 800, **options: Any) -> Any:
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, **options))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(15_000)
        tab.on("pageerror", lambda error: mistakes.append(str(error)))
        tab.on("console", lambda line: _note_violation(line.text, mistakes))
        return tab

    yield make
    for context in contexts:
        context.close()
    assert mistakes == []


def _note_violation(line: str, mistakes: list[str]) -> None:
    if "Content Security Policy" in line and "frame-ancestors" not in line:
        mistakes.append(line)


@pytest.fixture
def serve() -> Iterator[Callable[[Plot], PageStub]]:
    """Starts a stub that plays a plot."""
    with ExitStack() as running:
        yield lambda plot: running.enter_context(PageStub(plot))


@pytest.fixture(scope="session")
def jacks(tmp_path_factory: pytest.TempPathFactory, demo_clip: Path, models_dir: Path) -> Analysed:
    """The demo clip: two jumping jacks, with everything that can be asked for."""
    asked = ("export", "angles", "keypoints", "progression", "recommendations")
    options = AnalysisOptions.from_mapping({"exercise": "jumping_jack", **dict.fromkeys(asked, True)})
    folder = tmp_path_factory.mktemp("jacks")
    analyse_video(demo_clip, folder, options, Workers(2), lambda *_: None)
    return Analysed(demo_clip, folder)


@pytest.fixture(scope="session")
def still(tmp_path_factory: pytest.TempPathFactory, demo_clip: Path, models_dir: Path) -> Analysed:
    """A photo: the demo clip's first frame."""
    folder = tmp_path_factory.mktemp("still")
    with av.open(str(demo_clip)) as container:
        next(container.decode(video=0)).to_image().save(folder / "photo.jpg")
    analyse_image(folder / "photo.jpg", folder, AnalysisOptions(angles=True, keypoints=True))
    return Analysed(folder / "photo.jpg", folder)


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site."""
    made = Site()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()
