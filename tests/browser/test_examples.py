"""The example pages against the whole stack, from another origin, as `vite` would serve them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.examples import served
from tests.support.http import Client
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow]

NewPage = Callable[..., Any]


def test_a_video_is_uploaded_and_a_coach_reviews_it(
    stack: Stack, new_page: NewPage, demo_clip: Path, tmp_path: Path
) -> None:
    token = stack.new_token("a gym")
    with served("typescript-upload", tmp_path / "upload") as origin:
        page = new_page(390, 844)
        page.goto(f"{origin}/?api={stack.endpoint}&token={token}")
        page.get_by_role("combobox").select_option("jumping_jack")
        page.locator("#file").set_input_files(str(demo_clip))
        page.locator("#overlay").wait_for(timeout=180_000)
        assert page.locator("#count").inner_text() == "2"
        assert page.locator("#exercise-name").inner_text() == "× jumping jack"
        assert page.locator("#reps li").count() == 2
        (job,) = Client(stack.endpoint, token).get("/v1/jobs").json["jobs"]
        result = Client(stack.endpoint, token).get(f"/v1/jobs/{job['job_id']}/result").json
        page.locator("#reps button").nth(1).click()
        page.wait_for_function("document.querySelector('video').currentTime > 0")
        assert page.locator("#grade").inner_text() == result["form"]["grade"]

    with served("coach-review", tmp_path / "review") as origin:
        page = new_page(1280, 800)
        page.goto(f"{origin}/?api={stack.endpoint}&token={token}")
        review(page, max(result["reps"], key=lambda rep: rep["score"]))

    with served("reference-comparison", tmp_path / "reference") as origin:
        page = new_page(1180, 900)
        page.goto(f"{origin}/?api={stack.endpoint}&token={token}")
        compare(page, demo_clip)


def compare(page: Any, clip: Path) -> None:
    """Keep the first jump as a reference, and compare the whole clip with it."""
    page.locator("#model-file").set_input_files(str(clip))
    page.get_by_role("button", name="Repetition 1").click(timeout=180_000)
    page.locator("#name").fill("<b>My jack</b>")
    page.get_by_role("button", name="Keep as reference").click()
    page.locator("#yours-file:enabled").set_input_files(str(clip))
    page.locator("#reps li").first.wait_for(timeout=180_000)
    itself, other = (
        int(text.split()[0]) for text in page.locator("#reps button span:nth-child(2)").all_inner_texts()
    )
    assert itself >= 98
    assert 80 <= other < 100
    assert page.get_by_label("Reference").inner_text().endswith("<b>My jack</b>")
    page.locator("#reps button").nth(1).click()
    page.wait_for_function(
        "document.querySelector('#model').currentTime < document.querySelector('#yours').currentTime"
    )


def review(page: Any, best: dict[str, Any]) -> None:
    """What a coach does with the newest analysis, whose best repetition is known."""
    page.get_by_role("heading", name="2 × jumping jack").wait_for()
    assert page.locator(".rep").count() == 2
    page.wait_for_function("document.querySelector('video').readyState > 0")

    # The draft has the best repetition; its moment is a click away.
    keep = page.locator(".point.keep")
    keep.locator(".moment").click()
    page.wait_for_timeout(300)
    at_s = page.locator("video").evaluate("video => video.currentTime")
    assert abs(at_s - best["peak_s"]) < 1.5
    keep.get_by_role("button", name="Approve").click()

    # The coach adds a point, and drops the others.
    page.get_by_role("button", name="Add a note").click()
    own = page.locator(".point").last
    own.get_by_label("Note", exact=True).fill("Land softly.")
    own.get_by_role("button", name="Approve").click()
    page.locator(".point.next").get_by_role("button", name="Drop").click()

    # A reload keeps the review; the athlete gets what was approved.
    page.reload()
    page.locator(".point.keep.approved").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith("# 2 × jumping jack\n\n2 repetitions: Jumping jack.")
    assert "- **Improve**: Land softly." in text
    assert f"(repetition {best['index']}, 0:0" in text
    assert "Next set" not in text
