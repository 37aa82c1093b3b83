"""The API as the page needs it, without a stack: for states that a real one passes quickly.

Queries are understood by the product's own code, results come from a real analysis; only time is played.
"""

from __future__ import annotations

import contextlib
import gzip
import http.server
import json
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from formtrace.access.authorise import Access
from formtrace.access.plans import find_plan
from formtrace.contracts.upload_tracking.messages.delivery import messages_after
from formtrace.contracts.upload_tracking.query.interpret import Deployment, session_of
from formtrace.errors import InvalidTokenError, MissingTokenError, PermanentError
from formtrace.http.exercises import list_exercises, show_exercise
from formtrace.workflow.jobs import Failure, Job, JobStatus, ObjectRef

PROJECT = Path(__file__).parents[2]
WEB = Path(os.environ.get("FORMTRACE_WEB_BUILD", PROJECT / "build" / "web"))
TOKEN = "stub-token-0123456789"
# Stricter than the product's: nothing inline at all.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'"
)
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".woff2": "font/woff2",
}

_COMPRESSED = ("text/", "application/json", "image/svg")
"""What the product's API compresses, too."""


class NotThereError(PermanentError):
    """Nothing under that id."""

    code = "job_not_found"


@dataclass
class Plot:
    """What the stub plays: the states of a job, one per look at it, and how it ends.

    Attributes:
        result: folder with the files of an analysis.
        media: the source.
        steps: status and percentage, in order; the last one stays.
        failure: how the job ends if it fails.
        offline: while set, every request about a job is cut off.
        slow_upload_s: how long an upload takes.
        previews: what is known of each chunk while the job goes on.
        recounted: folder with what a recount gives.
        api: answers requests before the stub does: status, media type and content for a method, an address
            and a body; ``None`` leaves the request to the stub.
        compress: send texts as the product's API does, for measurements.
    """

    result: Path
    media: Path
    steps: list[tuple[JobStatus, int]] = field(default_factory=lambda: [(JobStatus.COMPLETED, 100)])
    failure: Failure | None = None
    offline: bool = False
    slow_upload_s: float = 0.0
    previews: list[dict[str, Any]] = field(default_factory=list)
    recounted: Path | None = None
    recounts: list[dict[str, Any]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    uploads: list[int] = field(default_factory=list)
    api: Callable[[str, str, bytes], tuple[int, str, bytes] | None] | None = None
    compress: bool = False


class PageStub:
    """Serves the page and a job on the loopback interface; a context manager."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.job_id = str(uuid.uuid4())
        stub = self

        class Handler(_Handler):
            owner = stub

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def url(self, token: str | None = TOKEN, **query: object) -> str:
        """The page's address."""
        named = {**({} if token is None else {"token": token}), **query}
        text = "&".join(f"{name}={value}" for name, value in named.items())
        return f"{self.origin}/pose_tracker/upload_tracking?{text}"

    def __enter__(self) -> PageStub:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def job(self) -> tuple[Job, int]:
        """The job as it is now, and its percentage; looking at it moves it on."""
        steps = self.plot.steps
        status, percent = steps.pop(0) if len(steps) > 1 else steps[0]
        now = datetime.now(UTC)
        source = ObjectRef(bucket="uploads", key="clip")
        failure = self.plot.failure if status is JobStatus.FAILED else None
        job = Job(
            job_id=self.job_id, status=status, source=source, created_at=now, updated_at=now, failure=failure
        )
        return job, percent

    @property
    def document(self) -> dict[str, Any]:
        """The result document."""
        loaded: dict[str, Any] = json.loads((self.plot.result / "result.json").read_text())
        return loaded


class _Handler(http.server.BaseHTTPRequestHandler):
    owner: PageStub

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        if self._is_answered():
            return
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        try:
            self._route(parts.path, query)
        except PermanentError as error:
            status = {NotThereError: 404, MissingTokenError: 401, InvalidTokenError: 401}.get(
                type(error), 422
            )
            body = {
                "code": error.code,
                "error": error.code,
                "message": error.message,
                "detail": error.message,
            }
            self._json(body | ({"details": error.details} if error.details else {}), status)
        except (BrokenPipeError, ConnectionResetError):
            pass

    _body: bytes | None = None

    def _read(self, length: int) -> bytes:
        return self.rfile.read(length) if self._body is None else self._body

    def _is_answered(self) -> bool:
        """Whether the plot's own API has answered."""
        api = self.owner.plot.api
        if api is None or self.path == "/upload":
            return False
        self._body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = api(self.command, self.path, self._body)
        if answer is not None:
            status, kind, content = answer
            self._send(content, kind, status)
        return answer is not None

    def do_PATCH(self) -> None:
        if not self._is_answered():
            self._send(b"", "text/plain", 404)

    do_PUT = do_PATCH  # noqa: N815

    def do_DELETE(self) -> None:
        if self._is_answered():
            return
        self.owner.plot.revoked.append(self.path)
        self._send(b"", "text/plain", 204)

    def do_POST(self) -> None:
        if self._is_answered():
            return
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._take_post()

    def _take_post(self) -> None:
        length = int(self.headers["Content-Length"])
        plot = self.owner.plot
        if self.path == "/upload":
            read = 0
            while read < length:
                read += len(self.rfile.read(min(256_000, length - read)))
                time.sleep(plot.slow_upload_s * 256_000 / length)
            plot.uploads.append(read)
            self._send(b"", "text/plain", 204)
            return
        if self.path.endswith("/shares"):
            self._read(length)
            link = f"{self.owner.origin}/pose_tracker/upload_tracking?job={self.owner.job_id}&token=fs_link"
            self._json({"id": "one", "url": link, "expires_at": "2030-01-02T00:00:00Z"}, 201)
            return
        if self.path.endswith("/recount"):
            plot.recounts.append(json.loads(self._read(length)))
            plot.result = plot.recounted or plot.result
            self._job()
            return
        plot.created.append(json.loads(self._read(length)))
        ticket = {"url": f"{self.owner.origin}/upload", "fields": {"key": "x"}, "max_bytes": 2**31}
        self._json({"job_id": self.owner.job_id, "status": "awaiting_upload", "upload": ticket}, 201)

    def _route(self, path: str, query: Mapping[str, str]) -> None:
        owner, plot = self.owner, self.owner.plot
        job_path = f"/v1/jobs/{owner.job_id}"
        routes: dict[str, Callable[[], None]] = {
            "/pose_tracker/upload_tracking": lambda: self._file(WEB / "index.html"),
            "/v1/session": lambda: self._json(self._session(query)),
            "/v1/exercises": lambda: self._json(list_exercises().model_dump(mode="json")),
            job_path: self._job,
            f"{job_path}/result": lambda: self._json(owner.document),
            f"{job_path}/messages": lambda: self._messages(int(query["after"])),
            f"{job_path}/files/source": lambda: self._file(plot.media),
        }
        if path.startswith("/assets/"):
            self._file(WEB / path[1:])
        elif path.startswith("/v1/jobs") and plot.offline:
            self.connection.close()
        elif path in routes:
            routes[path]()
        elif path.startswith("/v1/exercises/"):
            self._json(show_exercise(path.rpartition("/")[2]).model_dump(mode="json"))
        elif path.startswith(f"{job_path}/previews/"):
            self._json(plot.previews[int(path.rpartition("/")[2])])
        elif path.startswith(f"{job_path}/files/"):
            role = path.rpartition("/")[2]
            self._file(plot.result / {"result": "result.json", **owner.document["files"]}[role])
        elif path.startswith("/v1/jobs/"):
            raise NotThereError("There is no such job for this token; it may have been deleted.")
        else:
            self._send(b"", "text/plain", 404)

    def _session(self, query: Mapping[str, str]) -> dict[str, Any]:
        token = query.get("token")
        if token is None:
            raise MissingTokenError("Invalid or missing token.")
        if token not in (TOKEN, "fs_link"):
            raise InvalidTokenError("Invalid or missing token.")
        access = Access("tok_stub", find_plan("unlimited"))
        return session_of(dict(query), access, Deployment()).model_dump(mode="json")

    def _job(self) -> None:
        job, percent = self.owner.job()
        done = job.status is JobStatus.COMPLETED
        document = self.owner.document
        base = f"{self.owner.origin}/v1/jobs/{job.job_id}/files"
        files = {role: f"{base}/{role}" for role in ("result", *document["files"])} if done else {}
        self._json(
            {
                "job_id": job.job_id,
                "status": job.status,
                "source": document["source"],
                "options": {},
                "progress": {"percent": percent, "stages": []},
                "failure": job.failure.model_dump() if job.failure else None,
                "files": files,
                "media_url": f"{base}/source",
                "previews": [
                    f"/v1/jobs/{job.job_id}/previews/{n}" for n in range(len(self.owner.plot.previews))
                ],
            }
        )

    def _messages(self, after: int) -> None:
        job, _ = self.owner.job()

        def read(name: str) -> bytes:
            return (self.owner.plot.result / name).read_bytes()

        answer = messages_after(job, self.owner.document["source"], after, read, export=False)
        self._json({"messages": answer.messages, "next_after": answer.next_after, "done": answer.done})

    def _json(self, body: object, status: int = 200) -> None:
        self._send(json.dumps(body).encode(), "application/json", status)

    def _file(self, path: Path) -> None:
        if not path.is_file():
            self._send(b"", "text/plain", 404)
            return
        content = path.read_bytes()
        kind = TYPES.get(path.suffix, "application/octet-stream")
        wanted = self.headers.get("Range")
        if wanted is None:
            self._send(content, kind)
            return
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
        self._send(
            content[start : end + 1], kind, 206, {"Content-Range": f"bytes {start}-{end}/{len(content)}"}
        )

    def _send(
        self, content: bytes, kind: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        accepted = self.headers.get("Accept-Encoding", "")
        if self.owner.plot.compress and kind.startswith(_COMPRESSED) and "gzip" in accepted:
            content = gzip.compress(content, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Accept-Ranges", "bytes")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
