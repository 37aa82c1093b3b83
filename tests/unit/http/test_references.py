"""Reference movements from a request to the next analysis: the real steps, all around them in memory."""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from PIL import Image

from formtrace.clip.manifest import Chunk
from formtrace.errors import FormtraceError
from formtrace.reference.record import Reference
from formtrace.reference.thumbnail import SIZE
from formtrace.workflow.aggregate import aggregate
from formtrace.workflow.failure import failure_of
from formtrace.workflow.ingest import IngestOutcome, ingest
from formtrace.workflow.job_files import prefix_of
from formtrace.workflow.jobs import JobStatus
from formtrace.workflow.uploads import Upload
from tests.support import clips
from tests.support.filming import Actor, exerciser, film, frame_times
from tests.support.memory import RESULTS
from tests.support.movements import Schedule, sets
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem

REPS = sets(3)
FPS = 30
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def run(world: World, job_id: str, exercise: str = "squat", reps: Schedule = REPS) -> JobStatus:
    """What the stack does with a video of that exercise, from the keypoints on."""
    return analyse(world, job_id, [exerciser(exercise, reps)], reps.duration_s)


def analyse(world: World, job_id: str, people: list[Actor], seconds: float) -> JobStatus:
    tracks, manifest = film(people, frame_times(seconds, FPS))
    chunk = Chunk(index=0, file="0", first_frame=0, frame_count=len(manifest.pts), preroll_frames=0)
    text = manifest.model_copy(update={"chunks": (chunk,)}).model_dump_json().encode()
    services = world.memory.services
    files = services.files(job_id)
    services.objects.write(files.manifest, text)
    services.jobs.advance(job_id, JobStatus.ANALYSING, chunks=1)
    with TemporaryDirectory() as folder:
        tracks.save(Path(folder) / "part.npz")
        services.objects.upload(Path(folder) / "part.npz", files.poses(0))
        try:
            return aggregate(services, job_id, Path(folder))
        except FormtraceError as error:  # what the state machine's catch does
            services.jobs.fail(job_id, failure_of(error))
            return JobStatus.FAILED


@pytest.fixture
def job_id(world: World) -> str:
    """A completed job of three squats."""
    made: str = world.call("POST", "/v1/jobs", {}).json["job_id"]
    assert run(world, made) is JobStatus.COMPLETED
    return made


def document(world: World, job_id: str) -> Any:
    return json.loads(world.memory.objects.content[RESULTS, prefix_of(job_id) + "result.json"])


def start_of(rep: int) -> float:
    return float(REPS.starts_s[rep])


def end_of(rep: int) -> float:
    return start_of(rep) + REPS.reps[rep].seconds - REPS.reps[rep].rest_s


def test_a_reference_is_made_of_a_job_at_once(world: World, job_id: str) -> None:
    asked = {"jobId": job_id, "name": " My squat ", "startS": start_of(1), "endS": end_of(1)}
    made = world.call("POST", "/v1/references", asked)
    assert made.status == 201, made.body
    shown = made.json
    assert (shown["status"], shown["name"], shown["upload"]) == ("ready", "My squat", None)
    assert shown["duration_s"] == pytest.approx(end_of(1) - start_of(1), abs=1 / FPS)
    assert shown["source"]["job_id"] == job_id
    assert shown["source"]["start_s"] == pytest.approx(start_of(1), abs=1e-3)
    assert shown["signals"][0].endswith(("knee", "hip"))
    assert world.call("GET", shown["links"]["self"]).json == {k: shown[k] for k in shown if k != "upload"}
    folder = f"references/{shown['id']}/"
    stored = {
        key.removeprefix(folder): content
        for (bucket, key), content in world.memory.objects.content.items()
        if bucket == RESULTS and key.startswith(folder)
    }
    assert set(stored) == {"reference.json", "thumbnail.png"}
    assert Reference.model_validate_json(stored["reference.json"]).id == shown["id"]
    assert Image.open(io.BytesIO(stored["thumbnail.png"])).size == SIZE
    assert all(url.startswith("https://storage.test/results/references/") for url in shown["files"].values())
    assert len(world.memory.jobs.records) == 1  # nothing was analysed for it


def test_without_times_one_repetition_is_found(world: World, job_id: str) -> None:
    source = world.call("POST", "/v1/references", {"jobId": job_id, "name": "x"}).json["source"]
    assert min(abs(source["start_s"] - start_of(rep)) for rep in range(3)) < 0.3


def test_what_a_video_is_about_is_shown_before_it_is_cut(world: World, job_id: str) -> None:
    shown = world.call("GET", f"/v1/jobs/{job_id}/movement").json
    assert len(shown["t_s"]) == len(shown["signal"]) == round(REPS.duration_s * FPS)
    assert [rep["start_s"] for rep in shown["repetitions"]] == pytest.approx(
        [start_of(rep) for rep in range(3)], abs=0.3
    )
    assert shown["trim"] in shown["repetitions"]
    signal = dict(zip(shown["t_s"], shown["signal"], strict=True))
    middle = [
        max(v for t, v in signal.items() if r["start_s"] < t < r["end_s"]) for r in shown["repetitions"]
    ]
    assert min(middle) > 0.8
    assert max(signal[rep["start_s"]] for rep in shown["repetitions"]) < 0.2
    cut = {"startS": shown["trim"]["start_s"], "endS": shown["trim"]["end_s"]}
    by_hand, by_itself = (
        world.call("POST", "/v1/references", {"jobId": job_id, "name": "x", **times}).json
        for times in (cut, {})
    )
    assert by_hand["source"] == by_itself["source"] == {**by_hand["source"], **shown["trim"]}
    empty = world.call("POST", "/v1/jobs", {}).json["job_id"]
    problem(world.call("GET", f"/v1/jobs/{empty}/movement"), 409, "job_not_finished")
    assert analyse(world, empty, [], 3.0) is JobStatus.COMPLETED
    nothing = world.call("GET", f"/v1/jobs/{empty}/movement").json
    assert (nothing["trim"], nothing["problem"]["code"]) == (None, "invalid_reference")
    assert set(nothing["signal"]) == {None}
    problem(world.call("GET", f"/v1/jobs/{job_id}/movement", token=world.new_token()), 404, "job_not_found")


def test_several_repetitions_are_averaged(world: World, job_id: str) -> None:
    trims = [{"startS": start_of(rep), "end-s": end_of(rep)} for rep in range(3)]
    made = world.call("POST", "/v1/references", {"jobId": job_id, "name": "x", "repetitions": trims})
    assert (made.status, made.json["repetitions"]) == (201, 3), made.body


def test_a_job_counts_by_the_reference(world: World, job_id: str) -> None:
    made = world.call("POST", "/v1/references", {"jobId": job_id, "name": "My squat"}).json
    asked = {"reference": made["id"].upper(), "scoringProfile": "kali"}
    same = world.call("POST", "/v1/jobs", asked).json["job_id"]
    options = world.memory.jobs.records[same].options.given()
    assert options == {"reference": made["id"], "scoring_profile": "strict"}
    assert run(world, same) is JobStatus.COMPLETED
    assert document(world, same)["count"] == 3
    assert document(world, same)["reference"]["id"] == made["id"]
    other = world.call("POST", "/v1/jobs", {"reference": made["id"]}).json["job_id"]
    assert run(world, other, "lateral_raise") is JobStatus.COMPLETED
    assert document(world, other)["count"] == 0
    assert [one["reference"] for one in world.call("GET", "/v1/jobs").json["jobs"]] == [made["id"]] * 2 + [
        None
    ]


def test_an_upload_becomes_a_reference_under_the_jobs_id(world: World) -> None:
    asked = {"name": "Swing", "startS": start_of(1), "endS": end_of(1), "fileName": "swing.mp4"}
    made = world.call("POST", "/v1/references", asked).json
    assert (made["status"], made["percent"]) == ("creating", 0)
    assert made["upload"]["fields"]["key"] == f"jobs/{made['id']}/swing.mp4"
    assert world.call("GET", "/v1/references").json["references"] == []
    assert world.call("GET", made["links"]["self"]).json["status"] == "creating"
    problem(world.call("PATCH", made["links"]["self"], {"name": "x"}), 404, "reference_not_found")
    problem(world.call("POST", "/v1/jobs", {"reference": made["id"]}), 404, "reference_not_found")
    assert run(world, made["id"]) is JobStatus.COMPLETED
    ready = world.call("GET", made["links"]["self"]).json
    assert (ready["status"], ready["percent"], ready["name"]) == ("ready", 100, "Swing")
    cut = world.call("POST", "/v1/references", {**asked, "jobId": made["id"]}).json
    assert {k: cut[k] for k in ("duration_s", "signals", "source", "view")} == {
        k: ready[k] for k in ("duration_s", "signals", "source", "view")
    }
    before = dict(world.memory.objects.content)
    aggregate_again = run(world, made["id"])  # the state machine tries a step again
    assert aggregate_again is JobStatus.COMPLETED
    assert len(world.memory.references.records) == 2
    reference = (RESULTS, f"references/{made['id']}/reference.json")
    assert world.memory.objects.content[reference] == before[reference]


def test_an_upload_that_cannot_become_one_says_why(world: World) -> None:
    asked = {"name": "x", "startS": REPS.duration_s + 5, "endS": REPS.duration_s + 7}
    made = world.call("POST", "/v1/references", asked).json
    assert run(world, made["id"]) is JobStatus.FAILED
    shown = world.call("GET", made["links"]["self"]).json
    assert (shown["status"], shown["failure"]["code"]) == ("failed", "invalid_reference")
    assert "inside the video" in shown["failure"]["message"]
    assert world.memory.references.records == {}
    assert world.call("DELETE", made["links"]["self"]).status == 204
    problem(world.call("GET", made["links"]["self"]), 404, "reference_not_found")


def test_a_photo_is_refused(world: World) -> None:
    made = world.call("POST", "/v1/references", {"name": "x"}).json
    drop = Upload(world.memory.objects.put(made["upload"]["fields"]["key"], PNG), "1")
    assert ingest(world.memory.services, drop, "me") is IngestOutcome.REJECTED
    assert world.call("GET", made["links"]["self"]).json["failure"]["code"] == "invalid_reference"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"startS": 2.0, "endS": 2.2}, "invalid_reference"),
        ({"startS": 0, "endS": 21}, "invalid_reference"),
        ({"startS": 2, "endS": 1}, "invalid_reference"),
        ({"startS": 1, "endS": 1}, "invalid_reference"),
        ({"startS": 1, "endS": 15}, "invalid_reference"),
        ({"startS": 900, "endS": 901}, "invalid_reference"),
        ({"startS": 900}, "invalid_reference"),
        ({"endS": 0.1}, "invalid_reference"),
        ({"startS": 1, "repetitions": [{"startS": 1, "endS": 2}]}, "invalid_reference"),
        ({"repetitions": [{"startS": 1, "endS": 2}, {"startS": 3, "endS": 2}]}, "invalid_reference"),
        ({"startS": -1, "endS": 1}, "invalid_options"),
        ({"startS": "soon"}, "invalid_options"),
        ({"repetitions": [[1, 2]]}, "invalid_options"),
        ({"repetitions": [{"startS": 1, "endS": 2}] * 21}, "invalid_options"),
        ({"name": "  "}, "invalid_options"),
        ({"name": "x" * 101}, "invalid_options"),
        ({"name": "a\nb"}, "invalid_options"),
        ({"name": None}, "invalid_options"),
        ({"videoSrc": "https://media.example/a.mp4"}, "invalid_options"),
    ],
    ids=str,
)
def test_what_cannot_become_a_reference(world: World, job_id: str, asked: dict[str, Any], code: str) -> None:
    found = problem(world.call("POST", "/v1/references", {"name": "x", "jobId": job_id, **asked}), 422, code)
    assert found["detail"].endswith(".")
    assert world.memory.references.records == {}


def test_a_part_without_a_person_or_without_movement_is_refused(world: World) -> None:
    reps = sets(3)
    late = replace(exerciser("squat", reps), seen_s=(end_of(0), 99.0))
    made = world.call("POST", "/v1/jobs", {}).json["job_id"]
    assert analyse(world, made, [late], reps.duration_s) is JobStatus.COMPLETED
    asked = {"jobId": made, "name": "x", "startS": 0, "endS": end_of(0) - 0.2}
    assert (
        "No person"
        in problem(world.call("POST", "/v1/references", asked), 422, "invalid_reference")["detail"]
    )
    empty = world.call("POST", "/v1/jobs", {}).json["job_id"]
    assert analyse(world, empty, [], 3.0) is JobStatus.COMPLETED
    problem(world.call("POST", "/v1/references", {"jobId": empty, "name": "x"}), 422, "invalid_reference")


def test_jobs_that_cannot_be_made_one_of(world: World, job_id: str) -> None:
    def of(job: str, token: str = "own") -> Any:
        return world.call("POST", "/v1/references", {"jobId": job, "name": "x"}, token=token)

    problem(of(str(uuid.uuid4())), 404, "job_not_found")
    problem(of(job_id, world.new_token()), 404, "job_not_found")
    problem(of("nonsense"), 422, "invalid_options")
    problem(of(world.call("POST", "/v1/jobs", {}).json["job_id"]), 409, "job_not_finished")


def test_nobody_sees_or_uses_the_references_of_another_token(world: World, job_id: str) -> None:
    made = world.call("POST", "/v1/references", {"jobId": job_id, "name": "mine"}).json
    other, unknown = world.new_token(), str(uuid.uuid4())
    assert world.call("GET", "/v1/references", token=other).json["references"] == []
    for method, body in (("GET", None), ("PATCH", {"name": "yours"}), ("DELETE", None)):
        foreign = world.call(method, f"/v1/references/{made['id']}", body, token=other)
        problem(foreign, 404, "reference_not_found")
        for nothing in (unknown, "nonsense", "x" * 3000):
            assert world.call(method, f"/v1/references/{nothing}", body, token=other).body == foreign.body
    used = world.call("POST", "/v1/jobs", {"reference": made["id"]}, token=other)
    problem(used, 404, "reference_not_found")
    assert used.body == world.call("POST", "/v1/jobs", {"reference": "nonsense"}, token=other).body
    session = world.call("GET", f"/v1/session?reference={made['id']}", token=other)
    problem(session, 404, "reference_not_found")
    assert world.call("GET", f"/v1/session?reference={made['id']}").json["reference"]["name"] == "mine"
    everybody = world.new_token(all_jobs=True)
    assert world.call("GET", f"/v1/references/{made['id']}", token=everybody).json["name"] == "mine"


def test_lists_go_on_where_they_stopped(world: World, job_id: str) -> None:
    made = [
        world.call("POST", "/v1/references", {"jobId": job_id, "name": str(n)}).json["id"] for n in range(3)
    ]
    first = world.call("GET", "/v1/references?limit=2").json
    rest = world.call("GET", f"/v1/references?limit=2&cursor={first['next_cursor']}").json
    assert [one["id"] for one in first["references"] + rest["references"]] == made[::-1]
    assert rest["next_cursor"] is None
    problem(world.call("GET", "/v1/references?cursor=x"), 400, "invalid_request")


def test_a_new_name_is_the_name_everywhere(world: World, job_id: str) -> None:
    made = world.call("POST", "/v1/references", {"jobId": job_id, "name": "old"}).json
    path = made["links"]["self"]
    assert world.call("PATCH", path, {"name": "new"}).json["name"] == "new"
    assert world.call("GET", path).json["name"] == "new"
    assert world.memory.library.load(made["id"]).name == "new"
    content = world.memory.objects.content[RESULTS, f"references/{made['id']}/reference.json"]
    assert json.loads(content)["name"] == "new"
    problem(world.call("PATCH", path, {"name": ""}), 422, "invalid_options")
    problem(world.call("PATCH", path, {}), 422, "invalid_options")


def test_what_is_deleted_is_gone_and_what_was_made_with_it_stays(world: World, job_id: str) -> None:
    made = world.call("POST", "/v1/references", {"jobId": job_id, "name": "x"}).json
    done, late = (world.call("POST", "/v1/jobs", {"reference": made["id"]}).json["job_id"] for _ in range(2))
    run(world, done)
    assert world.call("DELETE", made["links"]["self"]).status == 204
    assert not [key for key in world.memory.objects.keys(RESULTS) if key.startswith("references/")]
    problem(world.call("DELETE", made["links"]["self"]), 404, "reference_not_found")
    problem(world.call("GET", made["links"]["self"]), 404, "reference_not_found")
    assert document(world, done)["reference"]["name"] == "x"
    assert run(world, late) is JobStatus.FAILED
    failure = world.memory.jobs.records[late].failure
    assert failure is not None
    assert failure.code == "reference_not_found"


def test_a_reference_outlives_the_job_that_it_was_made_of(world: World, job_id: str) -> None:
    made = world.call("POST", "/v1/references", {"jobId": job_id, "name": "x"}).json
    assert world.call("DELETE", f"/v1/jobs/{job_id}").status == 204
    assert world.call("GET", made["links"]["self"]).json["status"] == "ready"
    assert world.memory.library.load(made["id"]).name == "x"


def test_a_drop_finds_the_references_of_all_tokens(world: World, job_id: str) -> None:
    made = world.call("POST", "/v1/references", {"jobId": job_id, "name": "x"}).json
    services, objects = world.memory.services, world.memory.objects

    def asked_by(key: str, **metadata: str) -> dict[str, Any]:
        drop = Upload(objects.put(key, clips.video(), **metadata), "1")
        ingest(services, drop, "me")
        job = world.memory.jobs.records[drop.job_id]
        return job.options.given() if job.failure is None else {"failure": job.failure.code}

    assert asked_by(f"{made['id']}/clip.mp4") == {"reference": made["id"]}
    assert asked_by(f"{made['id'].upper()}/b.mp4") == {"reference": made["id"]}
    assert asked_by("squat/clip.mp4", reference=made["id"]) == {"reference": made["id"]}
    assert asked_by(f"{made['id']}/squat.mp4", exercise="squat") == {"exercise": "squat"}
    assert asked_by(f"{uuid.uuid4()}/clip.mp4") == {}
    assert asked_by("a.mp4", reference=str(uuid.uuid4())) == {"failure": "reference_not_found"}
    assert asked_by("b.mp4", reference="nonsense") == {"failure": "reference_not_found"}
    assert asked_by("c.mp4", reference=made["id"], exercise="squat") == {"failure": "invalid_options"}
