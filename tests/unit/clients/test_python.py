"""The Python client against a server that breaks off, refuses and answers as the real one does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from formtrace.client import ApiError, Client, ConnectionLostError, JobFailedError, uploads
from formtrace.http.problems import FileNotFoundInJobError

Answer = tuple[int, Any] | None  # None hangs up
JOB = "/v1/jobs/j"


def job(status: str, percent: int = 0, **more: Any) -> dict[str, Any]:
    """A job as the API shows it."""
    links = {"self": JOB, "result": f"{JOB}/result", "messages": f"{JOB}/messages"}
    made = "2026-01-01T00:00:00Z"
    unknown = dict.fromkeys(("failure", "media_url", "recount_of", "outcome", "thumbnail_url"))
    return {
        **{"job_id": "j", "status": status, "source": "video", "options": {}, "files": {}, "links": links},
        **{"created_at": made, "updated_at": made, "progress": {"percent": percent, "stages": []}},
        **{"name": "", "tags": [], "notes": "", "previews": [], **unknown, **more},
    }


class Api:
    """A server that answers as ``plot`` says; remembers what it was asked."""

    def __init__(self) -> None:
        self.plot: Callable[[str, str, bytes], Answer] = lambda *_: (500, {})
        self.tokens: list[str | None] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Keep the test's output clean."""

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                api.tokens.append(self.headers.get("Authorization"))
                answer = api.plot(self.command, self.path, body)
                if answer is None:
                    self.close_connection = True
                    return
                content = answer[1] if isinstance(answer[1], bytes) else json.dumps(answer[1]).encode()
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setattr("time.sleep", lambda _: None)
    made = Api()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_an_upload_in_parts_goes_on_after_a_break(api: Api, tmp_path: Path) -> None:
    """What has arrived is not sent again, a part that breaks off is, and the token stays with the API."""
    arrived: dict[int, bytes] = {1: b"0123"}
    put: list[int] = []

    def plot(method: str, path: str, body: bytes) -> Answer:
        if path.startswith("/s3/"):
            number = int(path[-1])
            put.append(number)
            if number == 2 and put.count(2) == 1:
                return None
            arrived[number] = body
            return 200, {}
        if path.endswith("/complete"):
            return 200, job("received")
        parts = [{"number": n, "url": None if n in arrived else f"{api.url}/s3/{n}"} for n in (1, 2, 3)]
        ticket = {"file_name": "clip.mp4", "size_bytes": 10, "part_bytes": 4, "parts": parts}
        return 200, {**ticket, "expires_at": "2030-01-01T00:00:00Z"}

    api.plot = plot
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"0123456789")
    told: list[float] = []
    client = Client(api.url + "/", "secret")
    assert client.resume("j", clip, on_progress=lambda _, percent: told.append(percent)).status == "received"
    assert [arrived[n] for n in (1, 2, 3)] == [b"0123", b"4567", b"89"]
    assert put == [2, 2, 3]
    assert told == sorted(told)
    assert told[-1] == 100
    assert api.tokens == ["Bearer secret", None, None, None, "Bearer secret"]


def test_waiting_outlasts_a_lost_connection(api: Api) -> None:
    answers: list[Answer] = [(200, job("analysing", 40)), None, (503, {}), (200, job("completed", 100))]
    api.plot = lambda *_: answers.pop(0)
    told: list[tuple[str, float]] = []
    Client(api.url).wait("j", on_progress=lambda stage, percent: told.append((stage, percent)))
    assert told == [("analysing", 40), ("completed", 100)]


def test_a_job_without_a_result_says_why(api: Api) -> None:
    failure = {"code": "media_empty", "message": "The file is empty."}
    api.plot = lambda *_: (200, job("failed", failure=failure))
    with pytest.raises(JobFailedError, match="media_empty: The file is empty"):
        Client(api.url).wait("j")


def test_messages_come_once_each(api: Api) -> None:
    everything = [{"type": "progression", "value": seq, "seq": seq} for seq in (0, 40, 101, 102)]
    known = [1, 2, 2, 4]

    def plot(method: str, path: str, body: bytes) -> Answer:
        after, count = int(path.rpartition("=")[2]), known.pop(0)
        new = [message for message in everything[:count] if message["seq"] > after]
        done = count == len(everything)
        return 200, {"messages": new, "next_after": new[-1]["seq"] if new else after, "done": done}

    api.plot = plot
    assert [message["seq"] for message in Client(api.url).stream("j")] == [0, 40, 101, 102]


def test_what_is_refused_has_the_code_and_the_sentence(api: Api) -> None:
    api.plot = lambda *_: (422, {"code": "invalid_exercise", "message": "No such exercise."})
    with pytest.raises(ApiError) as caught:
        Client(api.url).create_job(exercise="sqat")
    assert (caught.value.status, caught.value.code, caught.value.message) == (
        422,
        "invalid_exercise",
        "No such exercise.",
    )


def test_no_server_is_a_lost_connection() -> None:
    with pytest.raises(ConnectionLostError, match="no answer"):
        Client("http://127.0.0.1:1").job("j")


def test_files_are_saved_whole_or_not_at_all(api: Api, tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000
    view = job("completed", files={"overlay": f"{api.url}/s3/overlay.mp4"})
    api.plot = lambda _, path, __: (200, content) if path.startswith("/s3/") else (200, view)
    client = Client(api.url)
    assert client.download("j", "overlay", tmp_path / "o.mp4").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["o.mp4"]
    with pytest.raises(FileNotFoundInJobError, match="it has overlay"):
        client.download("j", "trc", tmp_path / "o.trc")


def test_small_files_go_by_form_and_large_ones_in_parts(api: Api, tmp_path: Path, monkeypatch: Any) -> None:
    asked: list[dict[str, Any]] = []
    form = {
        "url": f"{api.url}/s3",
        "fields": {"key": "k"},
        "max_bytes": 9,
        "expires_at": "2030-01-01T00:00:00Z",
    }

    def plot(method: str, path: str, body: bytes) -> Answer:
        if path == "/s3":
            assert body.index(b'name="key"') < body.index(b'name="file"') < body.index(b"clip!")
            return 204, b""
        asked.append(json.loads(body))
        return 201, {
            "job_id": "j",
            "status": "awaiting_upload",
            "links": job("received")["links"],
            "upload": form,
        }

    api.plot = plot
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"clip!")
    Client(api.url).submit(clip, exercise="squat")
    monkeypatch.setattr(uploads, "PARTS_FROM_BYTES", 4)
    Client(api.url).submit(clip)
    assert asked == [
        {"file_name": "clip.mp4", "exercise": "squat"},
        {"file_name": "clip.mp4", "multipart": True, "file_size": 5},
    ]
