"""The page against the whole stack: the contract's two quick starts, as a new user would try them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.browser import WATCH, Analysed, Site, until
from tests.support.http import Client
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow]

NewPage = Callable[..., Any]


def address(stack: Stack, http: Client, query: str) -> str:
    return f"{stack.endpoint}/pose_tracker/upload_tracking?token={http.token}&{query}"


def embedded(page: Any, site: Site, url: str) -> Any:
    """The page in a host's iframe."""
    site.embed(url)
    page.goto(site.origin)
    return page.frame_locator("iframe")


def of_type(page: Any, kind: str) -> list[dict[str, Any]]:
    return [message for message in page.evaluate("window.got") if message["type"] == kind]


def test_a_video_from_the_file_chooser_to_the_summary(
    stack: Stack, http: Client, demo_clip: Path, new_page: NewPage, site: Site
) -> None:
    page = new_page()
    query = "source=video&exercise=jumping_jack&export=true&recommendations=true"
    frame = embedded(page, site, address(stack, http, query))
    with page.expect_file_chooser() as chooser:
        frame.get_by_role("button", name="Choose a video").click()
    chooser.value.set_files(str(demo_clip))
    frame.locator("[data-state=analysing]").wait_for(timeout=30_000)
    frame.locator(".headline").wait_for(timeout=180_000)
    until(page, "window.got.some((message) => message.type === 'export_ready')", 30)

    counters = of_type(page, "counter")
    assert [counter["current_count"] for counter in counters] == [1, 2, 2]
    assert counters[-1]["final"] is True
    (summary,) = of_type(page, "exercise_summary")
    assert summary["counter"] == 2
    sentences = [message["message"] for message in of_type(page, "initialization")]
    assert sentences[0] == "loading video"
    assert any("please stay on this page (" in sentence for sentence in sentences)
    assert sentences[-1] == "Analysis completed"
    (export,) = of_type(page, "export_ready")
    assert export["url"].startswith("http")

    # The address has the job: opened again, elsewhere, the result is there, from the stored video.
    inner = next(each for each in page.frames if "/pose_tracker/" in each.url)
    again = new_page(390, 844)
    again.goto(inner.url)
    again.locator(".headline").wait_for()
    seen = again.evaluate(WATCH, 2.5)
    job_id = inner.url.partition("job=")[2]
    frames = Client(stack.endpoint, None).get(http.get(f"/v1/jobs/{job_id}").json["files"]["frames"]).json
    times = np.array(frames["t_s"])
    assert len(seen) >= 5
    assert [row for _, row in seen] == [int(np.abs(times - at).argmin()) for at, _ in seen]
    again.get_by_role("button", name="Exported").click()
    until(again, "document.querySelector('video').videoWidth > 0")

    # Somebody else's token sees nothing of it.
    other = new_page()
    stranger = stack.new_token("stranger")
    other.goto(inner.url.replace(str(http.token), stranger))
    other.get_by_text("Analysis not found").wait_for()


def test_a_photo_from_the_file_chooser_to_the_overlay(
    stack: Stack, http: Client, still: Analysed, new_page: NewPage, site: Site
) -> None:
    page = new_page()
    own = Client(stack.endpoint, stack.new_token("one site", origins=(site.origin,)))
    frame = embedded(page, site, address(stack, own, "source=image&angles=true&keypoints=true"))
    with page.expect_file_chooser() as chooser:
        frame.get_by_role("button", name="Choose a photo").click()
    chooser.value.set_files(str(still.media))
    frame.locator(".headline").wait_for(timeout=60_000)
    until(page, "window.got.some((message) => message.type === 'image_overlay')", 30)
    (overlay,) = of_type(page, "image_overlay")
    assert overlay["data"].startswith("data:image/")
    assert len(of_type(page, "keypoints")) == 1
    assert len(of_type(page, "angles")) == 1
    assert of_type(page, "counter") == []
    inner = next(each for each in page.frames if "/pose_tracker/" in each.url)
    until(inner, "document.querySelector('.stage img').naturalWidth > 100")
    # That token is for pages of that site and no others.
    elsewhere = new_page()
    elsewhere.goto(site.origin.replace("127.0.0.1", "localhost"))
    elsewhere.frame_locator("iframe").locator("body").wait_for(state="attached")
    assert elsewhere.frame_locator("iframe").locator("[data-state]").count() == 0


def test_what_goes_wrong_is_said(
    stack: Stack, http: Client, new_page: NewPage, site: Site, tmp_path: Path
) -> None:
    fake = tmp_path / "photo.jpg"
    fake.write_bytes(b"%PDF-1.7 not a photo at all" + bytes(2000))
    page = new_page()
    frame = embedded(page, site, address(stack, http, "source=image"))
    frame.get_by_role("button", name="Choose a photo").wait_for()
    frame.locator("input[type=file]").set_input_files(str(fake))
    frame.locator("[data-state=failed] .lead").wait_for(timeout=60_000)
    (error,) = of_type(page, "error")
    assert error["error"] == error["code"]
    assert frame.locator(".lead").inner_text() == error["message"]

    both = "exercise=squat&reference=6f2a1c0e-5d0b-4d3f-9a64-0d8d5ce1f6a7"
    page.goto(address(stack, http, both))
    page.get_by_text("You cannot combine reference & exercise.").wait_for()
