"""Large files are uploaded in parts, go on after a break, and say what is in their way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formtrace.workflow.jobs import JobStatus
from tests.browser.test_page_states import check
from tests.support.browser import Analysed, until
from tests.support.library import Library
from tests.support.memory import UPLOADS
from tests.support.page_stub import PageStub, Plot
from tests.unit.http.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Plot], PageStub]
NewPage = Callable[..., Any]
MIB = 2**20


@pytest.fixture
def library(jacks: Analysed, tmp_path: Path) -> Library:
    return Library(World(tmp_path), jacks.result, makes_jobs=True)


@pytest.fixture
def stub(jacks: Analysed, library: Library, serve: Serve) -> PageStub:
    return serve(Plot(jacks.result, jacks.media, api=library.answer))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of three parts."""
    path = tmp_path / "long set.mp4"
    path.write_bytes(b"1" * 8 * MIB + b"2" * 8 * MIB + b"3" * 4 * MIB)
    return path


def uploaded(library: Library) -> bytes | None:
    """The file as it arrived; with it the job is done."""
    (job,) = library.world.memory.jobs.records.values()
    return library.world.memory.objects.content.get((UPLOADS, job.source.key))


def test_parts_that_fail_are_sent_again(
    stub: PageStub, library: Library, large: Path, new_page: NewPage
) -> None:
    failing = {1: 1, 3: 2}

    def refused(number: int) -> bool:
        failing[number] = failing.get(number, 0) - 1
        return failing[number] >= 0

    library.refused = refused
    page = new_page(390)
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(large))
    page.get_by_text("Waiting for the upload").wait_for()
    assert uploaded(library) == large.read_bytes()
    assert sorted(library.sent) == [1, 1, 2, 3, 3, 3]
    (job_id,) = library.world.memory.jobs.records
    library.complete(job_id)
    page.wait_for_selector(".headline")
    assert f"job={job_id}" in page.url


def test_a_reload_goes_on_with_what_is_missing(
    stub: PageStub, library: Library, large: Path, new_page: NewPage, tmp_path: Path
) -> None:
    arrived = threading.Event()

    def refused(number: int) -> bool:
        return not arrived.is_set() and number > 1

    library.refused = refused
    page = new_page(390, bypass_csp=True)
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(large))
    page.get_by_text("The connection is lost").wait_for()
    check(page)
    (begun,) = library.world.memory.parts.values()
    assert list(begun) == [1]
    page.reload()
    page.get_by_text("8.4 MB of 21 MB of long set.mp4").wait_for()
    check(page)
    arrived.set()
    other = tmp_path / "other.mp4"
    other.write_bytes(b"x")
    page.set_input_files("input[type=file]", str(other))
    page.get_by_text("This is not the same file. Choose long set.mp4.").wait_for()
    library.sent.clear()
    page.set_input_files("input[type=file]", str(large))
    page.get_by_text("Waiting for the upload").wait_for()
    assert uploaded(library) == large.read_bytes()
    assert sorted(library.sent) == [2, 3]


def test_an_upload_that_is_discarded_leaves_nothing(
    stub: PageStub, library: Library, large: Path, new_page: NewPage
) -> None:
    library.refused = lambda _: True
    page = new_page()
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(large))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Choose a video").wait_for()
    until(page, "!location.search.includes('job=')")
    page.wait_for_timeout(200)
    assert library.world.memory.jobs.records == {}
    assert library.world.memory.parts == {}


def test_a_blocked_storage_is_named(
    stub: PageStub, library: Library, large: Path, jacks: Analysed, new_page: NewPage
) -> None:
    page = new_page(360, bypass_csp=True)
    page.route("**/storage/**", lambda route: route.abort())
    page.route("**/upload", lambda route: route.abort())
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(large))
    host = stub.origin.removeprefix("http://")
    page.get_by_text(f"blocks {host}, where videos are uploaded").wait_for()
    check(page)
    library.makes_jobs = False  # a small file goes as a form
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(jacks.media))
    page.get_by_text(f"blocks {host}, where videos are uploaded").wait_for()
    page.get_by_role("button", name="Try again").wait_for()
    assert all(job.status is JobStatus.AWAITING_UPLOAD for job in library.world.memory.jobs.records.values())


def test_a_phone_offers_its_camera(stub: PageStub, new_page: NewPage) -> None:
    page = new_page(360, 640, has_touch=True, is_mobile=True, bypass_csp=True)
    page.goto(stub.url())
    page.get_by_role("button", name="Record a video").wait_for()
    check(page)
    camera = page.locator("input[capture=environment]")
    assert camera.get_attribute("accept") == "video/*"
    desk = new_page()
    desk.goto(stub.url())
    desk.get_by_role("button", name="Choose a video").wait_for()
    assert desk.get_by_role("button", name="Record a video").count() == 0
