"""Both clients against a server on this machine that speaks the services' protocols."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from botocore.config import Config

from formtrace.adapters.language_models.bedrock import BedrockModel
from formtrace.adapters.language_models.openai_compatible import OpenAiModel
from formtrace.coaching import Prompt
from formtrace.errors import CoachingError

PROMPT = Prompt(system="Be brief.", user="<facts>{}</facts>")
ANSWER = '{"summary": "Good.", "points": []}'


class Endpoint(ThreadingHTTPServer):
    """Answers as OpenAI and as Amazon Bedrock do; a model called ``broken`` is refused."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": unquote(self.path), "key": self.headers["Authorization"], **body})
        if "broken" in self.path or body.get("model") == "broken":
            self._answer(400, {"message": "no such model", "error": {"message": "no such model"}})
        elif self.path == "/v1/chat/completions":
            message = {"role": "assistant", "content": ANSWER}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            self._answer(
                200,
                {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 1,
                    "model": body["model"],
                    "choices": [choice],
                },
            )
        else:
            message = {"role": "assistant", "content": [{"text": ANSWER}]}
            self._answer(
                200,
                {
                    "output": {"message": message},
                    "stopReason": "end_turn",
                    "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
                    "metrics": {"latencyMs": 1},
                },
            )

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def bedrock(name: str, endpoint: Endpoint) -> BedrockModel:
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=endpoint.url,
        region_name="eu-west-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=Config(retries={"max_attempts": 1}),
    )
    return BedrockModel(name, client)


def test_an_openai_compatible_endpoint(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert OpenAiModel("small", f"{endpoint.url}/v1").answer(PROMPT) == ANSWER
    (asked,) = endpoint.asked
    assert (asked["key"], asked["model"]) == ("Bearer secret", "small")
    assert [each["content"] for each in asked["messages"]] == [PROMPT.system, PROMPT.user]


def test_amazon_bedrock(endpoint: Endpoint) -> None:
    assert bedrock("vendor.small-v1:0", endpoint).answer(PROMPT) == ANSWER
    (asked,) = endpoint.asked
    assert asked["path"] == "/model/vendor.small-v1:0/converse"
    assert asked["system"] == [{"text": PROMPT.system}]
    assert asked["messages"] == [{"role": "user", "content": [{"text": PROMPT.user}]}]


def test_a_refusal_is_one_sentence(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with pytest.raises(CoachingError, match="gave no answer from 'broken'"):
        OpenAiModel("broken", f"{endpoint.url}/v1").answer(PROMPT)
    with pytest.raises(CoachingError, match="gave no answer from 'broken'"):
        bedrock("broken", endpoint).answer(PROMPT)


def test_without_a_key_there_is_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(CoachingError, match="Set OPENAI_API_KEY"):
        OpenAiModel("small")
