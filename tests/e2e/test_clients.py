"""Both clients against the whole stack, as the programs of users run them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from formtrace.client import Client
from tests.support.stack import Stack

PROJECT = Path(__file__).parents[2]

pytestmark = [pytest.mark.stack, pytest.mark.slow]

PROGRAM = """
import { openAsBlob } from "node:fs";
import { Client } from "./client/dist/index.js";

const [url, token, video] = process.argv.slice(2);
const client = new Client({ url, token });
const stages = new Set();
const result = await client.analyze(await openAsBlob(video), { exercise: "jumping_jack" }, {
  onProgress: ({ stage }) => stages.add(stage),
});
const counts = [];
for await (const message of client.stream(result.job_id))
  if (message.type === "counter" && !message.final) counts.push(message.current_count);
const angles = await (await client.download(result.job_id, "angles")).text();
const recounted = await client.recount(result.job_id, { exercise: "squat" });
await client.deleteJob(result.job_id);
console.log(JSON.stringify([result.count, counts, angles.split("\\n").length > 80, stages.has("uploading"),
  recounted.recount_of === result.job_id]));
"""


def test_python(stack: Stack, short_demo: Path, tmp_path: Path) -> None:
    client = Client(stack.endpoint, stack.new_token("python client"))
    result = client.analyze(short_demo, exercise="jumping_jack", formats=["csv", "webp"])
    assert result.count == 2
    assert client.download(result.job_id, "export_webp", tmp_path / "a.webp").read_bytes()[8:12] == b"WEBP"
    counters = [message for message in client.stream(result.job_id) if message["type"] == "counter"]
    assert counters[-1]["current_count"] == 2
    assert (
        client.download(result.job_id, "source", tmp_path / "clip.mp4").read_bytes()
        == short_demo.read_bytes()
    )
    first = result.reps[0]
    reference = client.create_reference(result.job_id, name="jack", start_s=first.start_s, end_s=first.end_s)
    assert [each.id for each in client.references().references] == [reference.id]
    recount = client.wait(client.recount(result.job_id, exercise=None, reference=reference.id).job_id)
    assert recount.recount_of == result.job_id
    client.delete_job(result.job_id)
    assert result.job_id not in [each.job_id for each in client.jobs().jobs]


def test_typescript_in_node(stack: Stack, short_demo: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (PROJECT / "node_modules" / "esbuild").exists():
        pytest.skip("Node or its packages are not set up (make setup)")
    build = PROJECT / "clients" / "typescript" / "build.mjs"
    subprocess.run([node, build, tmp_path / "client"], check=True, timeout=60)
    (tmp_path / "program.mjs").write_text(PROGRAM)
    arguments = [stack.endpoint, stack.new_token("node client"), short_demo]
    done = subprocess.run(
        [node, tmp_path / "program.mjs", *arguments], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[2,[1,2],true,true,true]\n"
