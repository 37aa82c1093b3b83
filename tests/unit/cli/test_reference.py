"""``formtrace reference`` over a stack in memory, and files without any stack."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from formtrace.access.tokens import issue
from formtrace.analysis import Analysis
from formtrace.cli import app
from formtrace.options import AnalysisOptions
from formtrace.reference.make_reference import Origin, reference_from_motion
from formtrace.reference.record import Reference
from formtrace.results.document import ResultDocument
from formtrace.results.files import read_keypoints
from formtrace.results.report import report
from formtrace.workflow.job_files import prefix_of
from formtrace.workflow.jobs import ObjectRef
from formtrace.workflow.reference_library import ReferenceLibrary
from formtrace.workflow.reference_records import StoredReference
from tests.support.filming import analysed, exerciser, frame_times
from tests.support.memory import RESULTS, Memory
from tests.support.movements import sets
from tests.support.results import write
from tests.unit.access.fakes import Tokens

Run = Callable[..., Result]

JOB = "0f8fad5b-d9cb-469f-a165-70867728950e"
REPS = sets(3)


class Records:
    """What the command line asks of records beyond the port."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def all(self) -> list[StoredReference]:
        return list(self._memory.references.records.values())


@dataclass
class Deployed:
    """A stack in which every video shows three squats."""

    memory: Memory = field(default_factory=Memory)
    tokens: Tokens = field(default_factory=Tokens)
    dropped: list[dict[str, str]] = field(default_factory=list)

    @property
    def objects(self) -> Any:
        return self.memory.objects

    @property
    def references(self) -> ReferenceLibrary:
        return self.memory.library

    @property
    def reference_records(self) -> Records:
        return Records(self.memory)

    def drop(self, path: Path, metadata: dict[str, str]) -> str:
        self.dropped.append(dict(metadata))
        return JOB

    def result_file(self, job_id: str, name: str) -> ObjectRef:
        return ObjectRef(bucket=RESULTS, key=prefix_of(job_id) + name)


def squats() -> Analysis:
    return analysed(None, [exerciser("squat", REPS)], frame_times(REPS.duration_s, 30))


@pytest.fixture
def deployed() -> Deployed:
    return Deployed()


@pytest.fixture
def run(deployed: Deployed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    def result_of(_: object, job_id: str, console: object) -> ResultDocument:
        with TemporaryDirectory() as folder:
            document = write(squats(), Path(folder), job_id)
            name = document.files["keypoints"]
            deployed.objects.write(deployed.result_file(job_id, name), (Path(folder) / name).read_bytes())
        return document

    class Local:
        state_dir = tmp_path

        def __init__(self, _: object) -> None: ...

    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: deployed)
    monkeypatch.setattr("formtrace.cli.stack.result_of", result_of)
    monkeypatch.setattr("formtrace.cli.reference.LocalStack", Local)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, ["reference", *map(str, words)])


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "My squat.mp4"
    path.write_bytes(b"never opened")
    return path


def created(run: Run, *words: object) -> dict[str, Any]:
    result = run("create", *words, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_a_file_becomes_a_reference_of_the_local_token(run: Run, clip: Path, deployed: Deployed) -> None:
    start = float(REPS.starts_s[1])
    made = created(run, clip, "--start", start, "--end", start + 1.5, "--subject", "0.5,0.5")
    assert (made["name"], made["source"]["job_id"]) == ("My squat", JOB)
    assert made["duration_s"] == pytest.approx(1.5, abs=1 / 30)
    assert made["owner"] in deployed.tokens.records
    assert deployed.dropped == [{"subject": "0.5,0.5"}]
    assert deployed.references.load(made["id"]).thumbnail == "thumbnail.png"


def test_on_aws_it_belongs_to_the_token_that_is_named_or_to_none(
    run: Run, clip: Path, deployed: Deployed
) -> None:
    app_token = issue("coach app", datetime.now(UTC)).record
    deployed.tokens.create(app_token)
    assert created(run, clip, "--stack", "prod")["owner"] is None
    named = created(run, clip, "--stack", "prod", "--token", "coach app", "--no-mirror")
    assert (named["owner"], named["mirror_allowed"]) == (app_token.id, False)
    listed = json.loads(run("list", "--token", app_token.id, "--json").stdout)
    assert [one["id"] for one in listed] == [named["id"]]
    assert named["id"] in run("list").stdout


def test_of_a_job_and_of_several_repetitions(run: Run) -> None:
    spans = [word for at in REPS.starts_s for word in ("--rep", f"{at:.2f}-{at + 1.8:.2f}")]
    made = created(run, "--job", JOB, "--name", "Mean", *spans)
    assert (made["name"], made["repetitions"]) == ("Mean", 3)
    assert "2 more averaged" in run("show", made["id"]).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--start", 2, "--end", 1), "after its start"),
        (("--start", 1, "--end", 1.2), "from 0.3 to 20 s"),
        (("--start", 100), "inside the video"),
        (("--name", " "), "Correct 'name'"),
        (("--rep", "soon"), "START-END"),
        (("--job", JOB), "a file or --job"),
        (("--token", "nobody"), "There is no 'nobody'"),
    ],
    ids=str,
)
def test_one_sentence_says_what_is_wrong(
    run: Run, clip: Path, deployed: Deployed, words: tuple[object, ...], told: str
) -> None:
    result = run("create", clip, *words)
    assert result.exit_code != 0
    assert told in " ".join(result.output.replace("│", " ").split())
    assert "Traceback" not in result.output
    assert deployed.memory.references.records == {}


def test_renamed_and_deleted(run: Run, clip: Path, deployed: Deployed) -> None:
    made = created(run, clip)
    assert run("rename", made["id"], "Better").exit_code == 0
    assert json.loads(run("show", made["id"], "--json").stdout)["name"] == "Better"
    assert run("delete", made["id"]).exit_code == 0
    for words in (("show",), ("rename", "x"), ("delete",), ("export",)):
        gone = run(words[0], made["id"], *words[1:])
        assert gone.exit_code == 1
        assert "reference_not_found" in gone.output
    assert [key for key in deployed.objects.keys(RESULTS) if key.startswith("references/")] == []


def test_exported_and_imported_under_its_own_id(
    run: Run, clip: Path, deployed: Deployed, tmp_path: Path
) -> None:
    made = created(run, clip)
    file = tmp_path / "mine.json"
    assert run("export", made["id"], "--out", file).exit_code == 0
    assert Reference.model_validate_json(run("export", made["id"]).stdout).id == made["id"]
    taken = run("import", file)
    assert taken.exit_code == 1
    assert "--new-id" in taken.output
    other = json.loads(run("import", file, "--new-id", "--name", "Copy", "--json").stdout)
    assert other["id"] != made["id"]
    run("delete", made["id"])
    again = json.loads(run("import", file, "--json").stdout)
    assert (again["id"], again["name"], again["thumbnail"]) == (made["id"], "My squat", None)
    template = Reference.model_validate_json(file.read_bytes()).template
    assert deployed.references.load(made["id"]).template == template
    file.write_text("{}")
    assert "is no file of a reference movement" in run("import", file).output


def test_a_file_without_any_stack(
    run: Run, clip: Path, deployed: Deployed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[AnalysisOptions] = []

    def analyse_video(source: Path, out: Path, options: AnalysisOptions, *_: object) -> ResultDocument:
        asked.append(options)
        return write(squats(), out)

    monkeypatch.setattr("formtrace.in_process.analyse_video", analyse_video)
    file = tmp_path / "mine.json"
    start = float(REPS.starts_s[1])
    made = created(run, clip, "--out", file, "--start", start, "--end", start + 1.5, "--model", "lite")
    reference = Reference.model_validate_json(file.read_bytes())
    assert reference.id == made["id"]
    assert (reference.thumbnail, reference.source.job_id) == (None, None)
    assert asked[0].model == "lite"
    assert deployed.dropped == []

    seen: list[tuple[AnalysisOptions, Reference | None]] = []
    analyze = import_module("formtrace.cli.analyze")

    def compared(
        source: Path, out: Path, options: AnalysisOptions, workers: object, show: object, movement: Reference
    ) -> ResultDocument:
        seen.append((options, movement))
        return report(squats(), "clip")

    monkeypatch.setattr(analyze, "analyse_video", compared)
    for wanted in (file, deployed.references.add(_stored(), None).id):
        result = CliRunner().invoke(app, ["analyze", str(clip), "--reference", str(wanted), "--json"])
        assert result.exit_code == 0, result.output
    assert [options.reference for options, _ in seen] == [reference.id, JOB]
    assert [movement.id for _, movement in seen if movement] == [reference.id, JOB]
    for wanted, code in ((clip, "invalid_reference"), ("nonsense", "reference_not_found")):
        refused = CliRunner().invoke(app, ["analyze", str(clip), "--reference", str(wanted)])
        assert (refused.exit_code, code in refused.output) == (1, True)
    both = CliRunner().invoke(app, ["analyze", str(clip), "--reference", str(file), "--exercise", "squat"])
    assert "cannot combine reference & exercise" in " ".join(both.output.split())


def _stored() -> Any:
    from formtrace.reference.draft import ReferenceDraft

    motion = squats().motion
    return reference_from_motion(
        motion, ReferenceDraft(name="x"), Origin(30, 1280, 720), JOB, datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_keypoints_come_back_as_they_were_written(tmp_path: Path) -> None:
    analysis = squats()
    files = write(analysis, tmp_path).files
    motion = read_keypoints(tmp_path / files["keypoints"], analysis.motion.aspect)
    assert motion.t_s.tolist() == analysis.motion.t_s.tolist()
    assert motion.world_m == pytest.approx(analysis.motion.world_m, abs=1e-6)
    assert motion.torso_m == pytest.approx(analysis.motion.torso_m, rel=1e-6)
