"""What the tests of the page have in common."""

from __future__ import annotations

import http.server
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOST = """<!doctype html><title>host</title><script>
  window.got = []; window.raw = [];
  // The listening code of public samples: a JSON string or an object.
  window.addEventListener('message', (event) => {
    window.raw.push([typeof event.data, event.origin]);
    window.got.push(typeof event.data === 'string' ? JSON.parse(event.data) : event.data);
  });
</script><iframe src="%s" allow="autoplay" width="1000" height="700"></iframe>"""

# Each frame that is presented within some seconds: its time, and the row that is drawn with it.
WATCH = """(seconds) => new Promise((done) => {
  const video = document.querySelector('video'), canvas = document.querySelector('canvas'), seen = [];
  const onFrame = (_now, frame) => {
    // The page's own callback of this frame came first: it has asked first.
    seen.push([frame.mediaTime, Number(canvas.dataset.frame)]);
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
  setTimeout(() => done(seen), 1000 * seconds);
})"""


@dataclass(frozen=True)
class Analysed:
    """A file and the folder with what was found in it."""

    media: Path
    result: Path


class Site:
    """Somebody's own page, on an origin of its own."""

    def __init__(self) -> None:
        self.html = ""
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Keep the test's output clean."""

            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(site.html.encode())

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    def embed(self, address: str) -> None:
        self.html = HOST % address.replace("&", "&amp;")


def until(page: Any, expression: str, timeout_s: float = 15.0) -> None:
    """Wait for something to become true; Playwright's own way needs `eval`, which the policy forbids."""
    end = time.monotonic() + timeout_s
    while not page.evaluate(f"() => Boolean({expression})"):
        assert time.monotonic() < end, f"not within {timeout_s} s: {expression}"
        page.wait_for_timeout(20)
