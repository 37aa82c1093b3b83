"""A backend in one file: it makes a job, and a signed webhook tells it when the analysis has ended.

    python receiver.py clip.mp4 --api http://127.0.0.1:8000 --token TOKEN --secret whsec_...

Only Python's standard library is used. With a stack on AWS, run it where the internet reaches it by https.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import json
import mimetypes
import queue
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOLERANCE_S = 300
MAX_BODY_BYTES = 64 * 1024


def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a webhook was signed with our secret, and lately; names of headers in lower case."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_S:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(expected, one) for one in given if one.isascii())


class Receiver(ThreadingHTTPServer):
    """Takes webhooks at any path. What is genuine and new is in ``events``."""

    def __init__(self, secret: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.secret = secret
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where this server takes webhooks."""
        return f"http://localhost:{self.server_port}/formtrace"

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """The status to answer with. Webhooks come at least once, so a repeated one is passed over."""
        if not is_genuine(self.secret, headers, body):
            return 401
        with self._lock:
            is_new = headers["webhook-id"] not in self._seen
            self._seen.add(headers["webhook-id"])
        if is_new:
            self.events.put(json.loads(body))
        return 204


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(min(size, MAX_BODY_BYTES))
        status = self.server.take({name.lower(): value for name, value in self.headers.items()}, body)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Formtrace:
    """The few calls of the API that a backend needs."""

    def __init__(self, api: str, token: str) -> None:
        self._api, self._token = api.rstrip("/"), token

    def create_job(self, options: dict[str, Any]) -> dict[str, Any]:
        """Make a job; the answer says where to upload its video."""
        return self._call("/v1/jobs", json.dumps(options).encode())

    def result(self, job_id: str) -> dict[str, Any]:
        """The result of a completed job."""
        return self._call(f"/v1/jobs/{job_id}/result")

    def upload(self, form: dict[str, Any], video: Path) -> None:
        """Post a file as the form says: its fields first, the file last."""
        boundary = uuid.uuid4().hex
        part = f"--{boundary}\r\nContent-Disposition: form-data; name="
        fields = "".join(f'{part}"{name}"\r\n\r\n{value}\r\n' for name, value in form["fields"].items())
        kind = mimetypes.guess_type(video.name)[0] or "application/octet-stream"
        file = f'{part}"file"; filename="video"\r\nContent-Type: {kind}\r\n\r\n'
        body = (fields + file).encode() + video.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        with urllib.request.urlopen(urllib.request.Request(form["url"], body, headers)):
            pass

    def _call(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self._api + path, body, headers)) as answer:
            said: dict[str, Any] = json.load(answer)
        return said


def analyse(service: Formtrace, receiver: Receiver, video: Path, exercise: str) -> dict[str, Any]:
    """Upload a video and wait for the webhook, not for the server: the result document.

    Raises:
        RuntimeError: the analysis failed; the message says what to do.
    """
    options = {"exercise": exercise, "fileName": video.name, "callbackUrl": receiver.url}
    job = service.create_job(options)
    service.upload(job["upload"], video)
    while True:
        data = receiver.events.get()["data"]
        if data["job_id"] != job["job_id"]:
            continue
        if data["status"] == "failed":
            raise RuntimeError(f"The analysis failed: {data['failure']['code']}.")
        return service.result(data["job_id"])


def main() -> None:
    """Run it once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("--exercise", default="auto")
    parser.add_argument("--api", default="http://127.0.0.1:8000", help="address of the stack")
    parser.add_argument("--token", required=True)
    parser.add_argument("--secret", required=True, help="the token's whsec_..., for the signatures")
    asked = parser.parse_args()
    receiver = Receiver(asked.secret)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    print(f"Waiting for webhooks at {receiver.url}")
    result = analyse(Formtrace(asked.api, asked.token), receiver, asked.video, asked.exercise)
    print(f"{result['exercise']}: {result['count']} {result['unit']}")
    for rep in result["reps"]:
        print(f"  {rep['index']:>3}  {rep['start_s']:6.1f} to {rep['end_s']:6.1f} s  {rep['grade'] or '-'}")


if __name__ == "__main__":
    main()
