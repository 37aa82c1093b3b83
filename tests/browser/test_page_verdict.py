"""The verdict: pictures of the turning points, two repetitions in step, another person, files by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.support.browser import Analysed, until
from tests.support.page_stub import PageStub, Plot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Plot], PageStub]
NewPage = Callable[..., Any]


def document_of(jacks: Analysed) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((jacks.result / "result.json").read_text())
    return loaded


def opened(page: Any, stub: PageStub, **query: object) -> Any:
    page.goto(stub.url(job=stub.job_id, **query))
    page.wait_for_selector(".headline")
    return page


def test_each_turning_point_is_a_picture_that_leads_to_it(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    page = opened(new_page(390, 844, reduced_motion="reduce"), serve(Plot(jacks.result, jacks.media)))
    pictures = page.locator(".stills img")
    reps = document_of(jacks)["reps"]
    assert pictures.count() == len(reps) == 2
    until(page, "[...document.querySelectorAll('.stills img')].every(each => each.naturalWidth > 100)")
    page.get_by_role("list", name="The repetitions as pictures").get_by_role("button").nth(1).click()
    t_s = reps[1]["still"]["t_s"]
    until(page, f"Math.abs(Number(document.querySelector('canvas').dataset.time) - {t_s}) < 0.05")


def test_two_repetitions_are_shown_at_the_same_moment_of_the_movement(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    page = opened(new_page(reduced_motion="reduce"), serve(Plot(jacks.result, jacks.media)))
    page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog", name="Compare two repetitions")
    dialog.wait_for()
    times = np.array(json.loads((jacks.result / "frames.json").read_text())["t_s"])
    peaks = [int(np.abs(times - rep["peak_s"]).argmin()) for rep in document_of(jacks)["reps"]]
    shown = "[...document.querySelectorAll('dialog canvas')].map(each => Number(each.dataset.frame))"
    until(page, f"({shown}).every((row, at) => Math.abs(row - {peaks}[at]) <= 1)")
    dialog.get_by_role("combobox", name="On the right").select_option(label="Repetition 1")
    until(page, f"({shown}).every(row => Math.abs(row - {peaks[0]}) <= 1)")
    page.keyboard.press("Escape")
    until(page, "document.querySelector('dialog') === null")


def test_one_repetition_plays_again_and_again(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    page = opened(new_page(reduced_motion="reduce"), serve(Plot(jacks.result, jacks.media)))
    until(page, "document.querySelector('video').readyState >= 2")
    page.get_by_role("button", name="Speed 1").click()
    until(page, "document.querySelector('video').playbackRate === 2")
    page.get_by_role("button", name="Repeat this repetition").click()
    first = document_of(jacks)["reps"][0]
    until(page, "!document.querySelector('video').paused")
    page.wait_for_timeout(2500)  # the whole clip would be over at this speed
    at = page.evaluate("document.querySelector('video').currentTime")
    assert first["start_s"] - 0.2 <= at <= first["end_s"] + 0.4


def test_a_tap_on_another_person_counts_them(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    assert document_of(jacks)["subject"]["people"] > 1, "a passer-by crosses the picture"
    plot = Plot(jacks.result, jacks.media, recounted=jacks.result)
    page = opened(new_page(reduced_motion="reduce"), serve(plot))
    page.get_by_role("button", name="Analyse another person").click()
    box = page.locator(".picker").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.75)
    page.wait_for_selector(".headline")
    (asked,) = plot.recounts
    assert asked["subject"] == pytest.approx([0.5, 0.75], abs=0.01)
    assert asked["subject_s"] == pytest.approx(0, abs=0.1)


def test_files_for_people_come_first_under_names_that_say_what_they_are(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    page = opened(new_page(), serve(Plot(jacks.result, jacks.media)))
    first = page.locator(".downloads").first.get_by_role("link")
    assert first.get_attribute("download").startswith("jumping-jack-")
    assert first.get_attribute("download").endswith(".mp4")
    assert "save_as=jumping-jack-" in first.get_attribute("href")
    with page.expect_download() as download:
        page.locator(".downloads").get_by_role("button", name="Repetitions").click()
    rows = download.value.path().read_text().splitlines()
    assert len(rows) == 1 + len(document_of(jacks)["reps"])
    assert not page.get_by_role("link", name="Keypoints").is_visible()


def test_hosts_that_ask_for_it_get_the_people_of_finished_parts(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    from formtrace.workflow.jobs import JobStatus

    preview = {"chunk": 0, "skeleton": "blazepose33", "names": ["nose"], "frames": []}
    for asked in ("true", "false"):
        steps = [(JobStatus.ANALYSING, 30), (JobStatus.ANALYSING, 60), (JobStatus.COMPLETED, 100)]
        stub = serve(Plot(jacks.result, jacks.media, steps=steps, previews=[preview]))
        page = new_page()
        page.add_init_script(
            "window.got = []; window.addEventListener('message', (event) =>"
            " window.got.push(JSON.parse(event.data)))"
        )
        opened(page, stub, progressive=asked)
        previews = "window.got.filter(({type}) => type === 'pose_preview')"
        if asked == "true":
            until(page, f"{previews}.length > 0")
        seen = page.evaluate(previews)
        assert seen == ([{"type": "pose_preview", **preview}] if asked == "true" else [])
