"""Messages as hosts receive them: by every bridge, each once, in order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from formtrace.workflow.jobs import Failure, JobStatus
from tests.support.browser import Analysed, Site, until
from tests.support.page_stub import PROJECT, TOKEN, PageStub, Plot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Plot], PageStub]
NewPage = Callable[..., Any]

PORT = "(window.got ??= [], {postMessage: (text) => window.got.push(JSON.parse(text))})"
BRIDGES = {
    "ReactNativeWebView": f"window.ReactNativeWebView = {PORT}",
    "iosListener": f"window.webkit = {{messageHandlers: {{iosListener: {PORT}}}}}",
    "webViewCallback": "window.got ??= []; window.webViewCallback = (data) => window.got.push(data); 0",
    "channel": f"window.Formtrace = {PORT}",
}
DONE = "window.got && window.got.some((message) => message.type === 'export_ready')"


def expected(analysed: Analysed) -> list[dict[str, Any]]:
    """What a host hears of a finished job: the stored stream, with the batch before the summary."""
    processing = "Your video is processing, please stay on this page (100%)"
    stream: list[dict[str, Any]] = [
        {"type": "initialization", "message": message} for message in ("loading video", processing)
    ]
    for page in sorted((analysed.result / "messages").iterdir()):
        stream += [json.loads(line) for line in page.read_text().splitlines()]
    summary = [message["type"] for message in stream].index("exercise_summary")
    stream.insert(summary, {"type": "keypoints_batch"})
    return stream


def kinds(messages: list[dict[str, Any]]) -> list[tuple[str, object]]:
    """Type and moment of each."""
    return [(message["type"], message.get("t")) for message in messages]


def check_all(got: list[dict[str, Any]], jacks: Analysed) -> None:
    assert kinds(got) == kinds(expected(jacks))
    counters = [message for message in got if message["type"] == "counter"]
    assert [counter["current_count"] for counter in counters] == [1, 2, 2]
    assert counters[-1]["final"] is True
    (batch,) = (message for message in got if message["type"] == "keypoints_batch")
    keypoints = [message for message in got if message["type"] == "keypoints"]
    assert [frame["frameId"] for frame in batch["data"]] == [each["frameId"] for each in keypoints]
    assert [message["type"] for message in got][-3:] == ["exercise_summary", "initialization", "export_ready"]
    assert got[-2]["message"] == "Analysis completed"


@pytest.mark.parametrize("kind", ["string", "object"])
def test_a_page_with_the_iframe(
    jacks: Analysed, serve: Serve, new_page: NewPage, site: Site, kind: str
) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    site.embed(stub.url(job=stub.job_id, messageFormat=kind, targetOrigin=site.origin))
    page = new_page()
    page.goto(site.origin)
    until(page, DONE)
    page.wait_for_timeout(300)
    check_all(page.evaluate("window.got"), jacks)
    assert {tuple(item) for item in page.evaluate("window.raw")} == {(kind, stub.origin)}


def test_another_origin_than_the_one_named_hears_nothing(
    jacks: Analysed, serve: Serve, new_page: NewPage, site: Site
) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    site.embed(stub.url(job=stub.job_id, targetOrigin="https://elsewhere.example"))
    page = new_page()
    page.goto(site.origin)
    page.frame_locator("iframe").locator(".headline").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("window.got") == []


@pytest.mark.parametrize("when", ["before", "after loading"])
def test_native_hosts(jacks: Analysed, serve: Serve, new_page: NewPage, when: str) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    pages = {bridge: new_page(390, 844, reduced_motion="reduce") for bridge in BRIDGES}
    for bridge, page in pages.items():
        if when == "before":
            page.add_init_script(BRIDGES[bridge])
        page.goto(stub.url(job=stub.job_id))
        if when != "before":
            page.wait_for_timeout(200)
            page.evaluate(BRIDGES[bridge])
    for page in pages.values():
        until(page, DONE)
    page.wait_for_timeout(2000)  # longer than anything is held back
    for page in pages.values():
        check_all(page.evaluate("window.got"), jacks)


def test_a_listener_that_is_injected_into_the_page_itself(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    """Flutter hosts of old: a `message` listener after the page has loaded."""
    stub = serve(Plot(jacks.result, jacks.media))
    page = new_page(390, 844)
    page.goto(stub.url(job=stub.job_id))
    page.evaluate("window.got = []; window.addEventListener('message', (e) => got.push(JSON.parse(e.data)))")
    until(page, DONE)
    check_all(page.evaluate("window.got"), jacks)


def test_at_the_pace_of_playback(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    page = new_page()
    page.add_init_script(BRIDGES["ReactNativeWebView"])
    page.goto(stub.url(job=stub.job_id, pace="playback"))
    page.wait_for_selector(".headline")
    until(page, "document.querySelector('video')?.currentTime > 1")
    page.evaluate("document.querySelector('video').pause()")
    page.wait_for_timeout(200)
    shown_s = page.evaluate("Number(document.querySelector('canvas').dataset.time)")
    got = page.evaluate("window.got")
    assert max(message.get("t", 0) for message in got) <= shown_s
    assert kinds(got) == kinds(expected(jacks))[: len(got)]
    # Back and on again: nothing twice.
    page.evaluate(
        "const v = document.querySelector('video'); v.currentTime = 0.2; v.playbackRate = 4; v.play()"
    )
    until(page, DONE)
    check_all(page.evaluate("window.got"), jacks)


def test_errors_reach_the_host_once(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    failure = Failure(code="undecodable_media", message="Export it again as MP4 and send that.")
    stub = serve(Plot(jacks.result, jacks.media, steps=[(JobStatus.FAILED, 0)], failure=failure))

    def errors(url: str) -> list[dict[str, Any]]:
        page = new_page()
        page.add_init_script(BRIDGES["ReactNativeWebView"])
        page.goto(url)
        page.wait_for_selector(".notice")
        page.wait_for_timeout(300)
        return [message for message in page.evaluate("window.got") if message["type"] == "error"]

    for url, code in (
        (stub.url(token=None), "missing_token"),
        (stub.url(token="wrong-token-000000000"), "invalid_token"),
        (stub.url(exercise="flying"), "invalid_exercise"),
        (stub.url(job=stub.job_id), "undecodable_media"),
        (stub.url(job="00000000-0000-4000-8000-000000000000"), "job_not_found"),
    ):
        (error,) = errors(url)
        assert (error["error"], error["code"]) == (code, code)
        assert error["message"]


def test_the_example_of_a_web_page(jacks: Analysed, serve: Serve, new_page: NewPage, site: Site) -> None:
    stub = serve(Plot(jacks.result, jacks.media))
    site.html = (PROJECT / "examples" / "hosts" / "iframe.html").read_text()
    page = new_page()
    page.goto(f"{site.origin}/?server={stub.origin}&token={TOKEN}&job={stub.job_id}")
    page.get_by_text("Analysis completed").first.wait_for()
    assert page.locator("#count").inner_text() == "2"
    assert page.locator("#grade").inner_text() in "ABCDF"
