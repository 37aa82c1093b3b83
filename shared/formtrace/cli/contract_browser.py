"""A host app of the upload page in Chromium: what it hears, through an iframe or a bridge of a native app."""

from __future__ import annotations

import http.server
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from formtrace.errors import MissingExtraError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_HOST = """<!doctype html><meta charset="utf-8"><title>host</title><script>
  window.heard = [];
  addEventListener("message", (event) => window.heard.push([typeof event.data, event.origin, event.data]));
</script><iframe id="page" allow="autoplay" width="1000" height="700"></iframe>"""
_PORT = "{postMessage: (data) => window.heard.push([typeof data, 'BRIDGE', data])}"
BRIDGES = {
    "ReactNativeWebView": f"window.ReactNativeWebView = {_PORT};",
    "iosListener": f"window.webkit = {{messageHandlers: {{iosListener: {_PORT}}}}};",
    "webViewCallback": "window.webViewCallback = (data) => window.heard.push([typeof data, 'BRIDGE', data]);",
}
"""What native apps put into the page, by the name that the contract knows it under."""
_LISTEN = """window.heard = [];
  addEventListener("message", (event) => window.heard.push([typeof event.data, "WINDOW", event.data]));"""
_LOOK_MS = 200
_QUIET_S = 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One delivery: the JavaScript type of what came, from which origin or bridge, and the message in it."""

    kind: str
    origin: str
    message: dict[str, Any]


@contextmanager
def chromium(executable: Path | None) -> Iterator[Browser]:
    """A running Chromium.

    Raises:
        MissingExtraError: Playwright is not installed, or no Chromium.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise MissingExtraError.of("Playwright", "contract") from None
    names = ("chromium", "chromium-browser", "google-chrome")
    found = executable or next((Path(path) for name in names if (path := shutil.which(name))), None)
    if found is None or not found.exists():
        raise MissingExtraError(
            "Install Chromium (Debian: apt-get install chromium), or name it with --chromium."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def host_site() -> Iterator[str]:
    """A web page of its own origin with an empty iframe; the origin."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(_HOST.encode())

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def in_frame(
    browser: Browser,
    site: str,
    address: str,
    file: Path | None,
    done: Callable[[list[Heard]], bool],
    timeout_s: float,
) -> list[Heard]:
    """Open the page in an iframe, give it a file if there is one, and listen until it is done."""
    tab = browser.new_page()
    try:
        tab.goto(site)
        tab.evaluate("(address) => { document.getElementById('page').src = address; }", address)
        if file is not None:
            picker = tab.frame_locator("#page").locator("input[type=file]")
            picker.first.set_input_files(file, timeout=1000 * min(timeout_s, 60))
        return _listen(tab, done, timeout_s)
    finally:
        tab.close()


def in_app(
    browser: Browser, bridge: str, address: str, done: Callable[[list[Heard]], bool], timeout_s: float
) -> list[Heard]:
    """Open the page as a native app does, with one of :data:`BRIDGES`."""
    tab = browser.new_page()
    try:
        tab.add_init_script(_LISTEN + BRIDGES[bridge])
        tab.goto(address)
        return _listen(tab, done, timeout_s)
    finally:
        tab.close()


def _listen(tab: Page, done: Callable[[list[Heard]], bool], timeout_s: float) -> list[Heard]:
    """Until it is done, and a moment more for what comes too much."""
    end, ended = time.monotonic() + timeout_s, False
    while time.monotonic() < end:
        tab.wait_for_timeout(_LOOK_MS)
        if not ended and done(_heard(tab)):
            ended, end = True, time.monotonic() + _QUIET_S
    return _heard(tab)


def _heard(tab: Page) -> list[Heard]:
    deliveries = [Heard(kind, origin, _message(data)) for kind, origin, data in tab.evaluate("window.heard")]
    return [delivery for delivery in deliveries if delivery.message]


def _message(data: object) -> dict[str, Any]:
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError:
            return {}
    return data if isinstance(data, dict) and "type" in data else {}
