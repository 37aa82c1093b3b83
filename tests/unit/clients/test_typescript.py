"""The TypeScript client: its types are those of the schemas, its code fits them, and it is packed whole."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from formtrace.contracts.upload_tracking.messages.json_schema import messages_schema
from formtrace.version import __version__

PROJECT = Path(__file__).parents[3]
CLIENT = PROJECT / "clients" / "typescript"


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None or not (PROJECT / "node_modules" / "esbuild").exists():
        pytest.skip("Node or its packages are not set up (make setup)")
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_types_are_those_of_the_schemas(node: str) -> None:
    run(node, CLIENT / "generate.mjs", "--check")


def test_the_union_has_every_message() -> None:
    text = (CLIENT / "src" / "generated" / "messages.ts").read_text("utf-8")
    types = {
        name["properties"]["type"]["const"]
        for name in messages_schema()["$defs"].values()
        if "type" in name["properties"]
    }
    assert types
    assert all(f'type: "{name}"' in text for name in types)


def test_the_package_is_whole_and_has_the_versions_number(node: str, tmp_path: Path) -> None:
    """Built, packed as npm does it, and used by a program that is type-checked against its declarations."""
    run(node, CLIENT / "build.mjs", tmp_path / "client")
    package = json.loads((tmp_path / "client" / "package.json").read_text("utf-8"))
    assert package["version"] == __version__
    (tmp_path / "node_modules" / "@formtrace").mkdir(parents=True)
    (tmp_path / "node_modules" / "@formtrace" / "client").symlink_to(tmp_path / "client")
    (tmp_path / "app.mts").write_text(APP)
    tsc = PROJECT / "node_modules" / ".bin" / "tsc"
    options = ["--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom", "--types", ""]
    run(tsc, *options, "--outDir", tmp_path, tmp_path / "app.mts")
    assert run(node, tmp_path / "app.mjs") == "3 squat http://127.0.0.1:8000/v1/jobs/j/files/overlay\n"


APP = """
import { Client, parseMessage, type HostMessage, type Message } from "@formtrace/client";

/** Does not compile if the union lacks a type or tells two apart by something else. */
function said(message: Message): string | number {
  switch (message.type) {
    case "counter": return message.current_count;
    case "exercise_summary": return message.exercise ?? "none";
    case "keypoints": return message.keypoints[0]?.x ?? 0;
    // @ts-expect-error there is no such message
    case "no_such_type": return 0;
    default: return message.seq;
  }
}
const message = parseMessage('{"type": "counter", "current_count": 3, "seq": 1}') as HostMessage & Message;
const exercise: Parameters<Client["createJob"]>[0] = { exercise: "squat", min_grade: "B" };
// @ts-expect-error not a grade
exercise.min_grade = "Z";
const client = new Client({ url: "http://127.0.0.1:8000/" });
console.log(said(message), exercise.exercise, client.fileUrl("j", "overlay"));
"""
