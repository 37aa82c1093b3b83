"""The list of analyses, what changed over time, and two sessions side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_page_states import check
from tests.support.browser import Analysed, until
from tests.support.library import Library, squats
from tests.support.page_stub import PageStub, Plot
from tests.unit.http.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Plot], PageStub]
NewPage = Callable[..., Any]


@pytest.fixture
def library(jacks: Analysed, tmp_path: Path) -> Library:
    return Library(World(tmp_path), jacks.result)


@pytest.fixture
def stub(jacks: Analysed, library: Library, serve: Serve) -> PageStub:
    """The page before an API with analyses of some weeks."""
    library.add_weeks()
    return serve(Plot(jacks.result, jacks.media, api=library.answer))


def listed(page: Any) -> list[str]:
    titles: list[str] = page.locator(".analyses h2 a").all_inner_texts()
    return titles


@pytest.mark.parametrize(("width", "scheme", "lang"), [(360, "dark", "fr"), (1280, "light", "en")])
def test_the_list_is_for_everybody(
    stub: PageStub, new_page: NewPage, width: int, scheme: str, lang: str
) -> None:
    page = new_page(width, 800, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    page.goto(stub.url(view="analyses", locale=lang))
    page.locator(".analyses li").nth(5).wait_for()
    assert len(listed(page)) == 10
    check(page)
    first = page.locator(".analyses li").nth(4)
    first.get_by_role("button").first.click()
    check(page)
    page.keyboard.press("Escape")
    first.get_by_role("button").nth(1).click()
    check(page)


def test_from_the_start_to_a_result_and_back(stub: PageStub, library: Library, new_page: NewPage) -> None:
    library.played = stub.job_id
    library.add(20, library.world.memory.jobs.records[library.add(19)].outcome, job_id=stub.job_id)
    page = new_page()
    page.goto(stub.url())
    page.get_by_role("link", name="My analyses").click()
    page.get_by_role("searchbox").fill("clip 20")
    page.get_by_role("link", name="clip 20.mp4").wait_for()
    until(page, "document.querySelectorAll('.analyses li').length === 1")
    page.get_by_role("link", name="clip 20.mp4").click()
    page.wait_for_selector(".headline")
    assert f"job={stub.job_id}" in page.url
    page.go_back()
    page.get_by_role("link", name="clip 20.mp4").wait_for()
    assert page.get_by_role("searchbox").input_value() == "clip 20"
    page.reload()
    page.get_by_role("link", name="clip 20.mp4").wait_for()
    assert len(listed(page)) == 1


def test_names_tags_and_notes_are_kept_by_the_server(
    stub: PageStub, library: Library, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(stub.url(view="analyses"))
    page.get_by_role("button", name="Edit: Before the race").click()
    page.get_by_role("textbox", name="Name").fill("After the race")
    page.get_by_role("textbox", name="Tags").fill("anna, race , race")
    page.get_by_role("textbox", name="Notes").fill("Tired.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="After the race").wait_for()
    (record,) = [job for job in library.world.memory.jobs.records.values() if job.labels.name]
    assert (record.labels.name, record.labels.tags, record.labels.notes) == (
        "After the race",
        ("anna", "race"),
        "Tired.",
    )
    until(page, "document.activeElement.textContent === 'Edit'")
    page.get_by_role("button", name="Only analyses with the tag race").click()
    until(page, "document.querySelectorAll('.analyses li').length === 1")
    assert listed(page) == ["After the race"]
    page.get_by_role("button", name="Show all tags").click()
    page.get_by_role("combobox", name="Exercise").select_option("plank")
    until(page, "document.querySelectorAll('.analyses li').length === 2")
    assert library.asked[-1] == "GET /v1/jobs?limit=24&exercise=plank"


def test_deleting_asks_first(stub: PageStub, library: Library, new_page: NewPage) -> None:
    page = new_page(390)
    page.goto(stub.url(view="analyses"))
    page.get_by_role("button", name="Delete: Before the race").click()
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Delete: Before the race").click()
    page.get_by_role("group").get_by_role("button", name="Delete").click()
    until(page, "document.querySelectorAll('.analyses li').length === 9")
    assert len(library.world.memory.jobs.records) == 9
    assert all(job.labels.name == "" for job in library.world.memory.jobs.records.values())


def test_hosts_and_links_to_one_result_see_nothing_of_it(
    stub: PageStub, new_page: NewPage, site: Any
) -> None:
    page = new_page()
    site.embed(stub.url())
    page.goto(site.origin)
    frame = page.frame_locator("iframe")
    frame.locator(".pick").wait_for()
    assert frame.get_by_role("link", name="My analyses").count() == 0
    site.embed(stub.url(library="true"))
    page.goto(site.origin)
    page.frame_locator("iframe").get_by_role("link", name="My analyses").wait_for()
    page.goto(stub.url(library="false"))
    page.wait_for_selector(".pick")
    assert page.get_by_role("link", name="My analyses").count() == 0
    page.goto(stub.url(token="fs_link", job=stub.job_id))
    page.wait_for_selector(".headline")
    assert page.get_by_role("link", name="My analyses").count() == 0


@pytest.mark.parametrize(("width", "scheme", "lang"), [(360, "light", "en"), (1280, "dark", "fr")])
def test_what_changed_over_time(
    stub: PageStub, library: Library, new_page: NewPage, width: int, scheme: str, lang: str
) -> None:
    library.played = library.add(30, squats(6), job_id=stub.job_id)
    page = new_page(width, 800, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    page.goto(stub.url(view="trends", locale=lang))
    page.locator(".over-time figure").nth(4).wait_for()
    page.locator(".library summary").click()
    check(page)
    rows = [row.split("\t") for row in page.locator("tbody tr").all_inner_texts()]
    assert [row[1] for row in rows] == ["11", "10", "9", "8", "7", "6", "5"]  # the last session first
    page.locator("tbody a").first.click()
    page.wait_for_selector(".headline")
    assert f"job={stub.job_id}" in page.url
    page.go_back()
    page.locator(".over-time figure").nth(4).wait_for()


def test_two_sessions_move_in_step(stub: PageStub, library: Library, new_page: NewPage) -> None:
    jobs = [library.add(week, squats(week - 30)) for week in (31, 32)]
    for job in jobs:
        library.complete(job)
    page = new_page(390, 844, bypass_csp=True, reduced_motion="reduce")
    page.goto(stub.url(view="analyses"))
    boxes = page.get_by_role("checkbox", name="Compare: Squat")
    boxes.nth(0).check()
    page.get_by_text("Choose a second one").wait_for()
    boxes.nth(1).check()
    page.get_by_role("link", name="Compare side by side").click()
    page.get_by_role("slider").wait_for()
    assert f"job={jobs[0]}&compare={jobs[1]}" in page.url
    check(page)
    frames = "[...document.querySelectorAll('.in-step canvas')].map((each) => Number(each.dataset.frame))"
    document = json.loads((library.result / "result.json").read_text())
    times = json.loads((library.result / "frames.json").read_text())["t_s"]

    def nearest(t_s: float) -> int:
        return min(range(len(times)), key=lambda row: abs(times[row] - t_s))

    first = document["reps"][0]
    page.get_by_role("slider").fill("0")
    until(page, f"{frames}.every((row) => row === {nearest(first['start_s'])})")
    turn_s = round(first["peak_s"] - first["start_s"], 2)
    page.get_by_role("slider").fill(str(turn_s))
    until(page, f"{frames}.every((row) => Math.abs(row - {nearest(first['peak_s'])}) <= 1)")
    page.get_by_role("button", name="Next repetition").click()
    until(page, f"{frames}.every((row) => row === {nearest(document['reps'][1]['start_s'])})")
    rows = page.locator("tbody tr").all_inner_texts()
    assert rows[0].split("\t")[:4] == ["Repetitions", "2", "2", "0"]
