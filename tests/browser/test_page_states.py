"""Every state of the page: reachable, usable on a small phone, in the dark, and by a screen reader."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formtrace.workflow.jobs import Failure, JobStatus
from tests.support.browser import Analysed, until
from tests.support.page_stub import PROJECT, TOKEN, PageStub, Plot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Plot], PageStub]
NewPage = Callable[..., Any]

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL_TEXT = """() => [...document.querySelectorAll('main *')]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 12).map((each) => each.outerHTML)"""


def check(page: Any) -> None:
    """No violation that axe finds, no scrolling sideways, no tiny text."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: tags}).then((r) => r.violations.map("
        "(v) => [v.id, v.nodes.map((n) => n.html + ' ' + n.failureSummary)]))",
        RULES,
    )
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL_TEXT) == []


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(360, 640, "light"), (360, 640, "dark"), (1280, 800, "light"), (1280, 800, "dark")],
)
def test_every_state_is_for_everybody(
    jacks: Analysed, still: Analysed, serve: Serve, new_page: NewPage, width: int, height: int, scheme: str
) -> None:
    page = new_page(width, height, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")

    def visit(state: str, url: str) -> None:
        page.goto(url)
        page.wait_for_selector(f"[data-state={state}]")
        check(page)

    plot = Plot(jacks.result, jacks.media, steps=[(JobStatus.ANALYSING, 37)])
    stub = serve(plot)
    visit("picking", stub.url(exercise="squat"))
    page.evaluate("window.dispatchEvent(new DragEvent('dragenter'))")
    page.wait_for_selector("[data-over=true]")
    check(page)
    visit("analysing", stub.url(job=stub.job_id))
    assert page.get_by_role("progressbar").get_attribute("aria-valuenow") == "37"
    visit("refused", stub.url(token=None))
    visit("missing", stub.url(job="00000000-0000-4000-8000-000000000000"))
    plot.steps, plot.failure = (
        [(JobStatus.FAILED, 0)],
        Failure(code="no_video", message="Choose another file."),
    )
    visit("failed", stub.url(job=stub.job_id))
    plot.steps = [(JobStatus.COMPLETED, 100)]
    visit("finished", stub.url(job=stub.job_id))
    for button in page.locator(".why").all():
        button.click()
    check(page)
    photo = serve(Plot(still.result, still.media))
    visit("finished", photo.url(job=photo.job_id, source="image"))
    plot.slow_upload_s = 30
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(jacks.media))
    page.wait_for_selector("[data-state=uploading]")
    check(page)


def test_the_dark_is_dark(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    brightness = {}
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        page.goto(stub.url())
        page.wait_for_selector(".pick")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness[scheme] = sum(int(part) for part in colour[4:-1].split(","))
    assert brightness["dark"] < 120 < 650 < brightness["light"]


def test_french(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    page = new_page()
    page.goto(stub.url(locale="fr"))
    page.get_by_role("button", name="Choisir une vidéo").wait_for()
    assert page.evaluate("document.documentElement.lang") == "fr"


def test_the_contracts_layout_parameters(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    page = new_page()
    page.goto(stub.url(uploadLabel="Pick%20it", uploadAreaPadding=40, uploadButtonPosition="left"))
    button = page.get_by_role("button", name="Pick it").bounding_box()
    area = page.locator(".drop").bounding_box()
    assert button["x"] - area["x"] == pytest.approx(41.5, abs=1.5)
    page.goto(stub.url(showUpload="false"))
    page.get_by_text("There is nothing to show").wait_for()
    page.goto(stub.url(job=stub.job_id, width=300, height=250, objectFit="cover"))
    page.wait_for_selector(".headline")
    box = page.locator(".screen").bounding_box()
    assert (box["width"], box["height"]) == (300, 250)
    assert page.evaluate("getComputedStyle(document.querySelector('video')).objectFit") == "cover"


def test_an_upload_shows_how_far_it_is_and_leaves_the_job_in_the_address(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    steps = [
        (JobStatus.RECEIVED, 0),
        (JobStatus.ANALYSING, 55),
        (JobStatus.ANALYSING, 55),
        (JobStatus.COMPLETED, 100),
    ]
    plot = Plot(jacks.result, jacks.media, steps=steps)
    stub = serve(plot)
    page = new_page()
    page.goto(stub.url(exercise="jumping_jack", angles="true"))
    page.set_input_files("input[type=file]", str(jacks.media))
    page.wait_for_selector(".headline")
    assert plot.created[0]["exercise"] == "jumping_jack"
    assert plot.created[0]["angles"] is True
    assert plot.created[0]["file_name"] == jacks.media.name
    assert plot.created[0]["content_type"] == "video/mp4"
    assert plot.uploads[0] > jacks.media.stat().st_size
    assert f"job={stub.job_id}" in page.url
    assert page.evaluate("document.querySelector('video').src").startswith("blob:")
    page.reload()
    page.wait_for_selector(".headline")
    assert len(plot.created) == 1


def test_a_cancelled_upload_goes_back_to_choosing(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    stub = serve(Plot(jacks.result, jacks.media, slow_upload_s=30))
    page = new_page()
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(jacks.media))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Choose a video").wait_for()
    assert "job=" not in page.url


def test_a_file_that_is_too_large_or_empty_is_not_sent(
    jacks: Analysed, serve: Serve, new_page: NewPage, tmp_path: Path
) -> None:
    plot = Plot(jacks.result, jacks.media)
    stub = serve(plot)
    page = new_page()
    page.goto(stub.url())
    empty = tmp_path / "empty.mp4"
    empty.touch()
    page.set_input_files("input[type=file]", str(empty))
    page.get_by_text("This file is empty").wait_for()
    page.get_by_role("button", name="Choose another file").click()
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.truncate(3 * 2**30)
    page.set_input_files("input[type=file]", str(large))
    page.get_by_text("choose a shorter clip").wait_for()
    assert plot.created == []


def test_a_dropped_connection_is_said_and_survived(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    plot = Plot(jacks.result, jacks.media, steps=[(JobStatus.ANALYSING, 20)])
    stub = serve(plot)
    page = new_page()
    page.goto(stub.url(job=stub.job_id))
    page.get_by_text("Following every joint").wait_for()
    plot.offline = True
    page.get_by_text("The connection is lost").wait_for()
    plot.steps, plot.offline = [(JobStatus.COMPLETED, 100)], False
    page.wait_for_selector(".headline")


def test_a_suggested_exercise_is_counted_without_another_upload(
    jacks: Analysed, serve: Serve, new_page: NewPage, tmp_path: Path
) -> None:
    folder = tmp_path / "plain"
    shutil.copytree(jacks.result, folder)
    document = json.loads((folder / "result.json").read_text())
    document |= {
        "exercise": None,
        "unit": None,
        "reps": [],
        "form": None,
        "suggestions": [{"exercise": "jumping_jack", "confidence": 0.9, "count": 2}],
    }
    (folder / "result.json").write_text(json.dumps(document))
    plot = Plot(folder, jacks.media, recounted=jacks.result)
    stub = serve(plot)
    page = new_page()
    page.goto(stub.url())
    page.set_input_files("input[type=file]", str(jacks.media))
    page.get_by_role("button", name="Count it as jumping jack").click()
    page.wait_for_selector(".tally")
    assert plot.recounts == [{"exercise": "jumping_jack"}]
    assert len(plot.created) == len(plot.uploads) == 1
    assert page.evaluate("new URLSearchParams(location.search).get('exercise')") == "jumping_jack"


def test_a_file_can_be_dropped_and_a_url_fetched(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    plot = Plot(jacks.result, jacks.media)
    stub = serve(plot)
    page = new_page()
    page.goto(stub.url())
    page.wait_for_selector(".pick")
    page.evaluate(
        """() => { const held = new DataTransfer();
        held.items.add(new File(['not much'], 'clip.mov', {type: 'video/quicktime'}));
        window.dispatchEvent(new DragEvent('drop', {dataTransfer: held, cancelable: true})); }"""
    )
    page.wait_for_selector(".headline")
    assert (plot.created[0]["file_name"], plot.created[0]["content_type"]) == ("clip.mov", "video/quicktime")

    page.goto(stub.url(videoSrc="https://media.example/clip.mp4", showUpload="false"))
    page.wait_for_selector(".headline")
    assert plot.created[1]["video_src"] == "https://media.example/clip.mp4"
    assert len(plot.uploads) == 1
    assert page.evaluate("document.querySelector('video').src").endswith(f"/files/source?token={TOKEN}")

    page.goto(stub.url())
    page.get_by_role("button", name="Try it with an example").click()
    page.wait_for_selector(".headline")
    assert (plot.created[2]["file_name"], plot.created[2]["exercise"]) == (
        "jumping-jacks.mp4",
        "jumping_jack",
    )


def test_the_exercise_is_found_by_any_name_and_kept_in_the_address(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    page = new_page(390, 800, bypass_csp=True, locale="fr-FR")
    stub = serve(Plot(jacks.result, jacks.media))
    page.goto(stub.url())
    page.get_by_role("button", name="Changer").click()
    page.get_by_role("searchbox").fill("pompe")
    check(page)
    page.get_by_role("button", name="Pompe de côté").click()
    page.wait_for_function("new URLSearchParams(location.search).get('exercise') === 'push_up'")
    until(page, "document.querySelector('h1').textContent.includes('Pompe')")
    page.reload()
    page.get_by_role("button", name="Changer").click()
    page.get_by_role("button", name="Détection automatique").click()
    page.wait_for_function("new URLSearchParams(location.search).get('exercise') === 'auto'")


def test_the_chosen_video_plays_with_the_skeletons_of_finished_chunks(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    frames = json.loads((jacks.result / "frames.json").read_text())
    rows = []
    for t_s, xy, scores in zip(frames["t_s"], frames["xy"], frames["score"], strict=True):
        points = zip((xy or [])[::2], (xy or [])[1::2], scores or [], strict=True)
        person = [[x / 10_000, y / 10_000, score / 100] for x, y, score in points]
        rows.append({"t_s": t_s, "people": [person] if person else []})
    preview = {"chunk": 0, "names": frames["keypoint_names"], "frames": rows}
    plot = Plot(jacks.result, jacks.media, steps=[(JobStatus.ANALYSING, 37)], previews=[preview])
    page = new_page(bypass_csp=True)
    page.goto(serve(plot).url())
    page.set_input_files("input[type=file]", str(jacks.media))
    page.wait_for_function("Number(document.querySelector('.preview canvas')?.dataset.frame) > 5")
    check(page)
    drawn = page.evaluate(
        "(() => { const c = document.querySelector('.preview canvas');"
        " return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0); })()"
    )
    assert drawn


def test_a_link_is_shared_and_revoked_and_shows_the_result_alone(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    plot = Plot(jacks.result, jacks.media)
    stub = serve(plot)
    page = new_page(390, 800, bypass_csp=True)
    page.goto(stub.url(job=stub.job_id))
    page.get_by_role("button", name="Share a link").click()
    address = page.get_by_role("textbox", name="Share a link").input_value()
    page.evaluate("scrollTo(0, 0)")
    check(page)
    guest = new_page(390, 800)
    guest.goto(address)
    guest.wait_for_selector(".tally")
    for name in ("Share a link", "Change exercise", "Start a new analysis"):
        assert guest.get_by_role("button", name=name).count() == 0
    page.get_by_role("button", name="Revoke the link").click()
    page.get_by_text("The link no longer works.").wait_for()
    assert plot.revoked == [f"/v1/jobs/{stub.job_id}/shares/one"]
