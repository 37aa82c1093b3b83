"""A client of the HTTP API that follows nothing and hides nothing."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Calls with one token; ``None`` calls without."""

    endpoint: str
    token: str | None

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, None, headers)

    def post(self, path: str, body: Mapping[str, Any] | bytes, **headers: str) -> Answer:
        if isinstance(body, bytes):
            return self.call("POST", path, body, headers)
        return self.call(
            "POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"} | headers
        )

    def patch(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self.call("PATCH", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path, None, {})

    def call(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """A path of the API, with the token, or a whole URL, without."""
        own = {} if self.token is None or "://" in url else {"Authorization": f"Bearer {self.token}"}
        parts = urlsplit(url if "://" in url else self.endpoint + url)
        connection = HTTPConnection(parts.netloc, timeout=60)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, own | named)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def upload(self, ticket: Mapping[str, Any], content: bytes) -> Answer:
        """Send a file as a browser's form does."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in ticket["fields"].items()
        ]
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n')
        body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self.call(
            "POST", ticket["url"], body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        )

    def submit(self, content: bytes, **options: Any) -> str:
        """Make a job and send its file; the job's id."""
        made = self.post("/v1/jobs", options)
        assert made.status == 201, made.body
        assert self.upload(made.json["upload"], content).status == 201
        job_id: str = made.json["job_id"]
        return job_id

    def heard(self, job_id: str, after: int = -1, limit: int = 500) -> list[dict[str, Any]]:
        """All messages of a job that has ended."""
        messages: list[dict[str, Any]] = []
        for _ in range(100):
            page = self.get(f"/v1/jobs/{job_id}/messages?after={after}&limit={limit}").json
            messages += page["messages"]
            after = page["next_after"]
            if page["done"]:
                return messages
        raise AssertionError(f"the messages of {job_id} do not end")

    def ended(self, job_id: str, timeout_s: float = 120.0) -> list[dict[str, Any]]:
        """Poll a job until it has ended; every answer that differed from the one before."""
        seen: list[dict[str, Any]] = []
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            answer = self.get(f"/v1/jobs/{job_id}")
            assert answer.status == 200, answer.body
            if not seen or answer.json["updated_at"] != seen[-1]["updated_at"]:
                seen.append(answer.json)
            if answer.json["status"] in ("completed", "failed"):
                return seen
            time.sleep(0.1)
        raise AssertionError(f"{job_id} has not ended after {timeout_s} s: {seen[-1]}")
