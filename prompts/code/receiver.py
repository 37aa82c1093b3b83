"""A backend that makes jobs and takes webhooks, with the standard library alone: python receiver.py."""

import json
import os
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread

from verify import verify

API = os.environ.get("FORMTRACE_API", "http://127.0.0.1:8000")
TOKEN = os.environ.get("FORMTRACE_TOKEN", "")
SECRET = os.environ.get("FORMTRACE_WEBHOOK_SECRET", "")  # whsec_..., shown once by `formtrace token create`
PORT = int(os.environ.get("PORT", "8080"))
CALLBACK = os.environ.get("CALLBACK_URL", f"http://localhost:{PORT}/formtrace")  # https once deployed

seen: set[str] = set()  # in production a table with a unique key
ended: Queue[dict] = Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))  # the bytes as they came
        if self.path == "/formtrace":
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.answer(take_webhook(headers, body), {})
        elif self.path == "/jobs":  # from your own users: check who is asking first
            self.answer(*make_job(json.loads(body)))
        else:
            self.answer(404, {})

    def answer(self, status: int, document: dict) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())


def take_webhook(headers: dict[str, str], body: bytes) -> int:
    """The status to answer with."""
    try:
        genuine = verify(SECRET, headers, body)
    except KeyError:
        genuine = False
    if genuine and headers["webhook-id"] not in seen:
        seen.add(headers["webhook-id"])
        ended.put(json.loads(body)["data"])  # work later: the answer is due within ten seconds
    return 200 if genuine else 401


def make_job(wish: dict) -> tuple[int, dict]:
    """A status, and what the client needs to upload its file; never the token."""
    options = {"fileName": wish["fileName"], "exercise": wish["exercise"], "callbackUrl": CALLBACK}
    try:
        made = call("/v1/jobs", options)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)  # `code`, and `detail` for people
    return 201, {"job_id": made["job_id"], "upload": made["upload"]}


def call(path: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(API + path, data, headers), timeout=30) as answer:
        return json.load(answer)


def handle(job: dict) -> str:
    """What to keep of a job that has ended."""
    if job["status"] == "failed":
        return f"{job['job_id']}: {job['failure']['code']}"
    result = call(f"/v1/jobs/{job['job_id']}/result")
    return f"{job['job_id']}: {result['count']} {result['unit']}"


def work() -> None:
    while True:
        print(handle(ended.get()), flush=True)


if __name__ == "__main__":
    Thread(target=work, daemon=True).start()
    HTTPServer(("127.0.0.1", PORT), Receiver).serve_forever()
