"""The pages on webhooks and remote media: their recipes work, their numbers and lists are the code's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from formtrace.outbound.client import MAX_REDIRECTS
from formtrace.outbound.guard import Caps
from formtrace.outbound.signature import sign, signed_headers
from formtrace.outbound.url import MAX_URL_CHARACTERS, Reason
from formtrace.workflow.fetch import BUDGET_S, PAUSES_S
from formtrace.workflow.notifications import WAITS_S, JobEvent, WebhookBody

DOCS = Path(__file__).parents[3] / "docs"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = '{"type": "job.completed", "é": 1}'.encode()


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def cases() -> list[tuple[bool, dict[str, str], bytes]]:
    """Deliveries, and whether they are genuine and fresh."""
    now = int(time.time())
    good = signed_headers(SECRET, "j1_completed", now, BODY)
    signature = good["webhook-signature"]
    other = sign("whsec_" + "A" * 32, "j1_completed", now, BODY)
    return [
        (True, good, BODY),
        (True, good | {"webhook-signature": f"v1a,x {other} {signature}"}, BODY),
        (False, good, BODY + b" "),
        (False, good | {"webhook-id": "j2_completed"}, BODY),
        (False, good | {"webhook-timestamp": str(now - 1)}, BODY),
        (False, good | {"webhook-timestamp": "soon"}, BODY),
        (False, good | {"webhook-signature": other}, BODY),
        (False, good | {"webhook-signature": signature[:-4]}, BODY),
        (False, good | {"webhook-signature": ""}, BODY),
        (False, signed_headers(SECRET, "j1_completed", now - 301, BODY), BODY),
        (False, signed_headers(SECRET, "j1_completed", now + 302, BODY), BODY),
    ]


def test_the_recipe_in_python_tells_genuine_from_forged() -> None:
    (recipe,) = blocks("webhooks.md", "python")
    names: dict[str, Any] = {}
    exec(recipe, names)
    for expected, headers, body in cases():
        assert names["verify"](SECRET, headers, body) is expected, headers


def test_the_recipe_in_node_tells_genuine_from_forged(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    (recipe,) = blocks("webhooks.md", "js")
    given = [[SECRET, headers, body.decode()] for _, headers, body in cases()]
    script = tmp_path / "check.mjs"
    script.write_text(
        f"{recipe}\nconst cases = {json.dumps(given)};\n"
        "console.log(JSON.stringify(cases.map(([s, h, b]) => verify(s, h, Buffer.from(b)))));\n"
    )
    done = subprocess.run([node, script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [expected for expected, _, _ in cases()]


def test_the_sample_is_a_webhook() -> None:
    (sample,) = blocks("webhooks.md", "http")
    body = sample.partition("\n\n")[2]
    assert WebhookBody.model_validate_json(body).model_dump(mode="json") == json.loads(body)


def test_every_field_of_an_event_is_explained() -> None:
    rows = re.findall(r"^\| (`[^|]*) \|", (DOCS / "webhooks.md").read_text("utf-8"), re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} - {"detail"} == set(
        JobEvent.model_fields
    )


def seconds(text: str) -> int:
    number, unit = text.split()
    return int(number) * {"s": 1, "min": 60, "h": 3600}[unit]


def test_the_waits_are_those_of_the_code() -> None:
    text = " ".join((DOCS / "webhooks.md").read_text("utf-8").split())
    stated = re.search(r"it comes again: after (.*?), give or take", text)
    assert stated is not None
    assert tuple(seconds(wait) for wait in re.split(r", | and ", stated[1])) == WAITS_S


def test_every_reason_is_explained_and_the_limits_are_those_of_the_code() -> None:
    text = " ".join((DOCS / "remote.md").read_text("utf-8").split())
    table = re.findall(r"\| ((?:`\w+`(?:, )?)+) \| ", text)
    assert {name for row in table for name in re.findall(r"`(\w+)`", row)} == set(Reason)
    assert f"headers up to {Caps(1).headers_bytes // 1024} KiB" in text
    assert f"{BUDGET_S / 60:g} minutes for everything, {Caps(1).idle_s:g} s of silence" in text
    assert f"tried {len(PAUSES_S) + 1} times".replace("3", "three") in text
    assert f"{PAUSES_S[0]:g} s and {PAUSES_S[1]:g} s apart" in text
    assert f"more than {MAX_URL_CHARACTERS} characters" in text
    assert MAX_REDIRECTS == 3
