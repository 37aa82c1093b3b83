"""A backend that takes webhooks, with the standard library alone: python receiver.py."""

import json
import os
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread

from verify import verify

API = os.environ.get("FORMTRACE_API", "http://127.0.0.1:8000")
TOKEN = os.environ.get("FORMTRACE_TOKEN", "")
SECRET = os.environ.get("FORMTRACE_WEBHOOK_SECRET", "")  # whsec_..., shown once by `formtrace token create`

seen: set[str] = set()  # in production a table with a unique key
ended: Queue[dict] = Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))  # the bytes as they came
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            genuine = verify(SECRET, headers, body)
        except KeyError:
            genuine = False
        if genuine and headers["webhook-id"] not in seen:
            seen.add(headers["webhook-id"])
            ended.put(json.loads(body)["data"])  # work later: the answer is due within ten seconds
        self.send_response(204 if genuine else 401)
        self.end_headers()


def get(path: str) -> dict:
    request = urllib.request.Request(API + path, headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def handle(job: dict) -> str:
    """What to keep of a job that has ended."""
    if job["status"] == "failed":
        return f"{job['job_id']}: {job['failure']['code']}"
    result = get(f"/v1/jobs/{job['job_id']}/result")
    return f"{job['job_id']}: {result['count']} {result['unit']}"


def work() -> None:
    while True:
        print(handle(ended.get()), flush=True)


if __name__ == "__main__":
    Thread(target=work, daemon=True).start()
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver).serve_forever()
