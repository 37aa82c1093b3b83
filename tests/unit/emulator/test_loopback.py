"""Developer mode, in a process as the emulator starts it, with a stand-in for Lambda's runtime client."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
CALLS = """
import sys
from formtrace.errors import RefusedUrlError
from formtrace.outbound.client import OutboundClient
from formtrace.outbound.guard import Caps
from formtrace.outbound.url import HostList
from formtrace.workflow.remote import check_callback_url

nowhere, port = HostList(), sys.argv[1]
print(check_callback_url(f"http://localhost:{port}/hook", nowhere).url)
print(OutboundClient(nowhere).post(f"http://localhost:{port}/hook?a=1", b"{}", {}, Caps(5)))
with OutboundClient(nowhere).get(f"http://127.0.0.1:{port}/clip.mp4", Caps(5)) as body:
    print(body.read(100))
for refused in ("http://example.com/", "https://127.0.0.1/", "http://10.0.0.1/", "ftp://localhost/"):
    try:
        OutboundClient(HostList(("*",))).post(refused, b"", {}, Caps(5))
    except RefusedUrlError as error:
        print(error.reason)
"""


class Hook(BaseHTTPRequestHandler):
    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"video")

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Hook.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_urls_of_this_machine_pass_and_all_others_keep_their_rules(
    server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    (tmp_path / "awslambdaric").mkdir()
    (tmp_path / "awslambdaric" / "__main__.py").write_text(CALLS)
    path = os.pathsep.join([str(tmp_path), str(PROJECT / "shared"), *sys.path])
    done = subprocess.run(
        [sys.executable, str(PROJECT / "emulator" / "loopback.py"), str(server.server_port)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    port = server.server_port
    assert done.stdout.splitlines() == [
        f"http://localhost:{port}/hook",
        "204",
        "b'video'",
        "not_https",
        "private_address",
        "not_https",
        "not_https",
    ], done.stderr
    assert Hook.asked == ["/hook?a=1", "/clip.mp4"]
