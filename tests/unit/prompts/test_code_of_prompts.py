"""The code in the prompts works: TypeScript has the right types, and what can run by itself runs."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import av
import numpy as np
import pytest

import formtrace as ft
from formtrace.outbound.signature import signed_headers
from tests.support.filming import analysed, exerciser, frame_times
from tests.support.movements import Rep, Schedule
from tests.support.results import write
from tests.unit.prompts.conftest import PROMPTS, ROOT, blocks

TYPES = {
    "compilerOptions": {
        "target": "ES2022",
        "lib": ["ES2022", "DOM", "DOM.Iterable"],
        "module": "ESNext",
        "moduleResolution": "Bundler",
        "strict": True,
        "noUncheckedIndexedAccess": True,
        "noUnusedLocals": True,
        "noUnusedParameters": True,
        "jsx": "react-jsx",
        "noEmit": True,
        "skipLibCheck": True,
        "types": [],
    },
    "include": ["**/*.ts", "**/*.tsx"],
    "exclude": ["node_modules"],
}
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each prompt, with its blocks as the files that they are called."""
    if not (ROOT / "node_modules" / "typescript").exists():
        pytest.skip("node_modules is not installed (make setup)")
    folder = tmp_path_factory.mktemp("prompts")
    for path in PROMPTS:
        for block in blocks(path):
            if Path(block.title).suffix in (".ts", ".tsx", ".py", ".mjs"):
                file = folder / block.prompt / block.title
                file.parent.mkdir(exist_ok=True)
                file.write_text(block.content, encoding="utf-8")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copy(Path(__file__).parent / "react-native.d.ts", folder)
    (folder / "tsconfig.json").write_text(json.dumps(TYPES))
    return folder


@pytest.fixture(scope="module")
def squats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of three squats of a stick figure, the second one shallow."""
    schedule = Schedule((Rep(), Rep(depth=0.8), Rep()))
    folder = tmp_path_factory.mktemp("squats")
    write(analysed("squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30)), folder)
    return folder


def node(project: Path, script: str) -> Any:
    """What a script that imports a prompt's modules prints, as JSON."""
    entry = project / "entry.ts"
    entry.write_text(script, encoding="utf-8")
    bundled = project / "entry.mjs"
    command = [ROOT / "node_modules/.bin/esbuild", entry, "--bundle", "--platform=node", "--format=esm"]
    subprocess.run(
        [
            *command,
            "--log-level=error",
            "--jsx=automatic",
            f"--outfile={bundled}",
            "--alias:react=preact/compat",
        ],
        check=True,
    )
    done = subprocess.run(["node", bundled], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_typescript_has_the_right_types(project: Path) -> None:
    checked = subprocess.run(
        [ROOT / "node_modules/.bin/tsc", "--project", project], capture_output=True, text=True, check=False
    )
    assert checked.stdout == ""
    assert checked.returncode == 0


def test_faults_are_those_of_the_result(project: Path, squats: Path) -> None:
    result = json.loads((squats / "result.json").read_text())
    found = node(
        project,
        'import { faults } from "./form-detection/form";\n'
        f"console.log(JSON.stringify(faults({json.dumps(result)} as any, 0.01)));",
    )
    assert [fault["cost"] for fault in found] == sorted((fault["cost"] for fault in found), reverse=True)
    for rep in result["reps"]:
        cost = sum(fault["cost"] for fault in found if fault["rep"] == rep["index"])
        assert cost == pytest.approx(100 - rep["score"], abs=1)


def test_notes_of_a_model_are_checked_against_the_result(project: Path, squats: Path) -> None:
    result = json.loads((squats / "result.json").read_text())
    second = result["reps"][1]
    inside = (second["start_s"] + second["end_s"]) / 2
    good = {"rep": 2, "at_s": inside, "text": "Go lower."}
    wrong = [good | {"rep": 99}, good | {"at_s": second["end_s"] + 5}, good | {"text": 3}, {}, None, 1]
    answers = [json.dumps([good, *wrong]), "I am sorry, I cannot do that.", "{}", "[]"]
    kept = node(
        project,
        'import { brief, checkedNotes } from "./coach-review/Review";\n'
        f"const result = {json.dumps(result)} as any;\n"
        f"const notes = {json.dumps(answers)}.map((answer) => checkedNotes(answer, result));\n"
        "console.log(JSON.stringify({ notes, brief: brief(result) }));",
    )
    assert kept["notes"] == [[good | {"approved": False}], [], [], []]
    assert json.loads(kept["brief"].split("\n\n")[-1])["count"] == result["count"]


def test_notes_of_the_service_are_drafts(project: Path, squats: Path) -> None:
    result = json.loads((squats / "result.json").read_text())
    cited = {"kind": "improve", "text": "Go lower.", "rep": 2, "t_s": None}
    whole = {"kind": "next", "text": "Rest.", "rep": None, "t_s": None}
    answers = {"/coach": {"points": [cited, whole]}, "/result": result, "": {"files": {}}}
    session = node(
        project,
        'import { load } from "./coach-review/Review";\n'
        'import { Formtrace } from "./coach-review/formtrace";\n'
        f"const answers = {json.dumps(answers)} as any;\n"
        "globalThis.fetch = (async (url: string) =>\n"
        '  Response.json(answers[url.split("/jobs/j")[1]!])) as any;\n'
        'load(new Formtrace("", "t"), "j").then((session) => console.log(JSON.stringify(session)));',
    )
    assert [(note["rep"], note["at_s"]) for note in session["drafted"]] == [
        (2, result["reps"][1]["peak_s"]),
        (None, 0),
    ]


def test_messages_are_read_however_they_come(project: Path) -> None:
    read = node(
        project,
        'import { readMessage } from "./rep-counter/messages";\n'
        'const message = { type: "counter", current_count: 2 };\n'
        "const text = JSON.stringify(message);\n"
        'const ways = [message, text, JSON.stringify(text), "", "{", null, 3, "[1]"];\n'
        "console.log(JSON.stringify(ways.map(readMessage)));",
    )
    assert read == [{"type": "counter", "current_count": 2}] * 3 + [None] * 5


def test_the_frame_at_a_moment(project: Path, squats: Path) -> None:
    frames = json.loads((squats / "frames.json").read_text())
    times = [frames["t_s"][0], frames["t_s"][10], (frames["t_s"][10] + frames["t_s"][11]) / 2, 1e6]
    found = node(
        project,
        'import { frameAt } from "./motion-tracking/motion";\n'
        f"const frames = {json.dumps({'t_s': frames['t_s']})} as any;\n"
        f"console.log(JSON.stringify({times}.map((t) => frameAt(frames, t))));",
    )
    assert found == [0, 10, 10, len(frames["t_s"]) - 1]


def module(path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A prompt's Python file, with the files beside it importable."""
    monkeypatch.syspath_prepend(str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    sys.modules.pop("verify", None)
    return loaded


def status(url: str, headers: dict[str, str], body: bytes) -> int:
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_receiver_takes_what_is_genuine_and_only_once(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMTRACE_WEBHOOK_SECRET", SECRET)
    receiver = module(project / "webhook-backend" / "receiver.py", monkeypatch)
    server = HTTPServer(("127.0.0.1", 0), receiver.Receiver)
    monkeypatch.setattr(receiver.Receiver, "log_message", lambda *_: None)
    Thread(target=server.serve_forever, daemon=True).start()
    url, now = f"http://127.0.0.1:{server.server_port}/formtrace", int(time.time())
    (webhook,) = (block for block in blocks(ROOT / "prompts/webhook-backend.md") if block.title == "webhook")
    body = webhook.content.encode()
    good = signed_headers(SECRET, "j1_completed", now, body)
    try:
        assert [status(url, good, body), status(url, good, body)] == [200, 200]
        assert status(url, good, body + b" ") == 401
        assert status(url, signed_headers(SECRET, "j2", now - 900, body), body) == 401
        assert status(url, {}, body) == 401
    finally:
        server.shutdown()
        server.server_close()
    assert receiver.ended.qsize() == 1
    job = receiver.ended.get()
    monkeypatch.setattr(
        receiver, "call", {f"/v1/jobs/{job['job_id']}/result": {"count": 3, "unit": "reps"}}.get
    )
    assert receiver.handle(job) == f"{job['job_id']}: 3 reps"
    failure = {"job_id": "j", "status": "failed", "failure": {"code": "media_decode_error"}}
    assert receiver.handle(failure) == "j: media_decode_error"


@pytest.mark.slow
def test_the_notebook_runs(
    project: Path, squats: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = tmp_path / "squat.mp4"
    schedule_s = json.loads((squats / "result.json").read_text())["media"]["duration_s"]
    grey_clip(clip, schedule_s)
    monkeypatch.setattr(ft, "analyze", lambda *_, **__: ft.load(squats, source=clip))
    monkeypatch.chdir(tmp_path)
    notebook = module(project / "notebook" / "notebook.py", monkeypatch)
    assert len(notebook.reps) == 3
    assert notebook.knee_deg.shape == notebook.result.times_s.shape
    assert notebook.faults, "the shallow one"
    assert {path.name for path in tmp_path.iterdir()} == {"squat.mp4", "overlay.mp4", "reps.csv", "squat.trc"}


def test_a_backend_hands_out_the_upload_and_never_the_token(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = module(project / "webhook-backend" / "receiver.py", monkeypatch)
    made = {"job_id": "j", "upload": {"url": "https://uploads.example/"}, "links": {}, "token": "no"}
    asked: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(receiver, "call", lambda *request: asked.append(request) or made)
    wish = {"fileName": "a.mp4", "exercise": "squat", "callbackUrl": "https://elsewhere.example/"}
    assert receiver.make_job(wish) == (201, {"job_id": "j", "upload": made["upload"]})
    ((path, options),) = asked
    assert path == "/v1/jobs"
    assert options == {"fileName": "a.mp4", "exercise": "squat", "callbackUrl": receiver.CALLBACK}


def grey_clip(path: Path, duration_s: float) -> None:
    """A clip without a person, with as many frames as the figure's film."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for _ in range(round(duration_s * 30)):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((90, 160, 3), 128, np.uint8))))
        out.mux(stream.encode())
