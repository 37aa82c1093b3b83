"""Hostile texts in a real browser: they are shown as they are and never become code.

With the policy in force, and without it: then an injection would run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from formtrace.contracts.upload_tracking.query.parameters import parameters
from formtrace.workflow.jobs import Failure, JobStatus
from tests.support.browser import Analysed
from tests.support.page_stub import POLICY, TOKEN, WEB, PageStub, Plot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Plot], PageStub]
NewPage = Callable[..., Any]

HOSTILE = (
    "</textarea></title>'\"><img src=x data-injected onerror=ran.push(1)>"
    "<svg data-injected onload=ran.push(2)><script data-injected>ran.push(3)</script>"
    "<iframe data-injected srcdoc='<script>parent.ran.push(4)</script>'>"
)
LINK = "javascript:ran.push(5)//"
TEXTS = {
    *("message", "name", "title", "text", "advice", "reason", "detail", "error"),
    *("label", "notes", "tags", "exercise", "summary", "hint", "unit", "grade"),
}
"""What of an answer is shown as text; other strings are ids and addresses."""

both_ways = pytest.mark.parametrize("bypass_csp", [False, True], ids=["with the policy", "without it"])


def opened(new_page: NewPage, bypass_csp: bool) -> Any:
    page = new_page(bypass_csp=bypass_csp)
    watch(page)
    return page


def watch(page: Any) -> None:
    """Note what runs."""
    page.add_init_script("window.ran = []")
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))


def check(page: Any) -> None:
    """Nothing runs within a moment and nothing was put into the document."""
    page.wait_for_timeout(100)
    check_now(page)


def check_now(page: Any) -> None:
    """Nothing has run and nothing was put into the document."""
    assert page.evaluate("window.ran") == []
    assert page.locator("[data-injected]").count() == 0
    assert page.locator("[href^='javascript:' i], iframe[src^='javascript:' i]").count() == 0


def poisoned(value: Any, name: str = "") -> Any:
    """An answer of the API with hostile texts."""
    if isinstance(value, dict):
        return {key: poisoned(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, name) for each in value]
    return f"{value} {HOSTILE}" if isinstance(value, str) and name in TEXTS else value


def poison(page: Any) -> None:
    """Let all JSON of the API come with hostile texts."""

    def answer(route: Any) -> None:
        found = route.fetch()
        if "json" not in found.headers.get("content-type", "") or "/files/frames" in route.request.url:
            route.fulfill(response=found)
        else:
            route.fulfill(response=found, body=json.dumps(poisoned(found.json())))

    page.route("**/v1/**", answer)


@both_ways
def test_no_parameter_of_the_query_becomes_code(
    jacks: Analysed, serve: Serve, new_page: NewPage, bypass_csp: bool
) -> None:
    stub, page = serve(Plot(jacks.result, jacks.media)), opened(new_page, bypass_csp)
    lenient = [one.name for one in parameters() if one.lenient or not one.has_effect]
    strict = [one.name for one in parameters() if one.name not in (*lenient, "token", "source")]
    assert len(lenient) > 20
    assert len(strict) > 10
    every = dict.fromkeys(lenient, quote(HOSTILE))
    links = [{name: quote(LINK)} for name in ("videoSrc", "callbackUrl", "job", "targetOrigin")]
    queries = (every, *({name: quote(HOSTILE)} for name in strict), *links)
    urls = [stub.url(**{"source": "video", **query}) for query in queries]
    tabs = [page.context.new_page() for _ in urls]
    for tab, url in zip(tabs, urls, strict=True):
        watch(tab)
        tab.goto(url, wait_until="commit")
    page.goto(stub.url(token=quote(HOSTILE)))
    page.wait_for_selector("[data-state=refused]")
    check(page)
    page.goto(stub.url() + "#" + quote(HOSTILE))
    for tab in (page, *tabs):
        tab.wait_for_selector("[data-state]:not([data-state=starting])")
    page.wait_for_timeout(100)
    for tab in (page, *tabs):
        check_now(tab)


@both_ways
def test_the_name_of_a_file_is_a_name(
    jacks: Analysed, serve: Serve, new_page: NewPage, bypass_csp: bool
) -> None:
    plot = Plot(jacks.result, jacks.media, steps=[(JobStatus.ANALYSING, 5)])
    stub, page = serve(plot), opened(new_page, bypass_csp)
    page.goto(stub.url(exercise="jumping_jack"))
    page.wait_for_selector("[data-state=picking]")
    name = "<img src=x data-injected onerror=ran.push(1)>.mp4"
    file = {"name": name, "mimeType": "video/mp4", "buffer": jacks.media.read_bytes()}
    page.set_input_files("input[type=file]", file)
    page.wait_for_selector("[data-state=analysing]")
    assert plot.created[0]["file_name"] == name
    check(page)


@both_ways
def test_no_text_of_a_result_or_of_a_failure_becomes_code(
    jacks: Analysed, serve: Serve, new_page: NewPage, bypass_csp: bool
) -> None:
    plot = Plot(jacks.result, jacks.media)
    stub, page = serve(plot), opened(new_page, bypass_csp)
    poison(page)
    page.goto(stub.url(job=stub.job_id))
    page.wait_for_selector(".headline")
    check(page)
    plot.steps, plot.failure = [(JobStatus.FAILED, 0)], Failure(code="internal", message="x")
    page.goto(stub.url(job=stub.job_id))
    page.wait_for_selector("[data-state=failed]")
    assert "data-injected" in page.inner_text("main")
    check(page)


@both_ways
def test_the_name_of_a_reference_is_a_name(
    jacks: Analysed, serve: Serve, new_page: NewPage, bypass_csp: bool
) -> None:
    stub, page = serve(Plot(jacks.result, jacks.media)), opened(new_page, bypass_csp)
    reference = {
        "id": "00000000-0000-4000-8000-000000000000",
        "status": "ready",
        "name": HOSTILE,
        "created_at": "2026-05-01T12:00:00Z",
        "duration_s": 2.0,
        "repetitions": 1,
        "files": {},
    }
    html = {"content-type": "text/html", "content-security-policy": POLICY}
    page.route(
        "**/pose_tracker/references*",
        lambda route: route.fulfill(body=(WEB / "references.html").read_text("utf-8"), headers=html),
    )
    page.route(
        "**/v1/references*",
        lambda route: route.fulfill(json={"references": [reference], "next_cursor": None}),
    )
    page.goto(f"{stub.origin}/pose_tracker/references?token={TOKEN}")
    page.get_by_text("data-injected").first.wait_for()
    check(page)
