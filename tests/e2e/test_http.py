"""The HTTP API against the deployed stack: the life of a job, what is refused, photos, who sees what."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from benchmarks.load import Target, load
from formtrace.workflow.jobs import JobStatus
from tests.support import clips
from tests.support.heif import heic
from tests.support.http import Client
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"0" * 2000


@pytest.fixture(scope="module")
def job(http: Client, demo: bytes) -> list[dict[str, Any]]:
    """A job with everything, in several chunks: what polling saw of it."""
    asked = {"exercise": "jumping_jack", "export": True, "keypoints": True, "angles": True, "chunkS": 1}
    return http.ended(http.submit(demo, **asked, fileName="Übung 1.mp4", contentType="video/mp4"), 240)


@pytest.fixture(scope="module")
def photo(demo_clip: Path) -> Image.Image:
    with av.open(str(demo_clip)) as container:
        return next(container.decode(video=0)).to_image()


def encoded(picture: Image.Image, file_format: str, **more: Any) -> bytes:
    content = io.BytesIO()
    picture.save(content, file_format, **more)
    return content.getvalue()


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document that an answer is, as it has to be."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json
    assert (found["code"], found["error"], found["status"]) == (code, code, status)
    assert found["detail"] == found["message"]
    assert found["detail"].endswith(".") or code == "jump_analysis_missing_height"  # the contract's words
    assert "Traceback" not in answer.body.decode()
    return found


def test_progress_grows_to_a_hundred_and_names_its_stages(job: list[dict[str, Any]]) -> None:
    percents = [seen["progress"]["percent"] for seen in job]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert len(set(percents)) >= 4
    chunks = job[-1]["progress"]["stages"][0]["total"]
    assert chunks >= 2
    assert job[-1]["progress"]["stages"] == [
        {"name": "pose", "done": chunks, "total": chunks},
        {"name": "render", "done": chunks, "total": chunks},
    ]


def test_a_finished_job_has_its_result_its_files_and_its_source(
    http: Client, job: list[dict[str, Any]], demo: bytes
) -> None:
    done = job[-1]
    result = http.get(done["links"]["result"])
    assert result.status == 200
    assert (result.json["count"], result.json["exercise"]) == (2, "jumping_jack")
    assert set(done["files"]) == {"result", *result.json["files"]}
    for url in done["files"].values():
        assert http.get(url).status == 200
    assert http.get(done["media_url"]).body == demo
    overlay = http.get(f"{done['links']['self']}/files/overlay")
    assert overlay.status == 302
    video = http.get(overlay.headers["location"])
    assert video.headers["content-type"] == "video/mp4"
    assert video.body[4:8] == b"ftyp"
    source = http.get(f"{done['links']['self']}/files/source").headers["location"]
    assert http.get(source).headers["content-type"] == "video/mp4"
    problem(http.get(f"{done['links']['self']}/files/nothing"), 404, "file_not_found")


def test_messages_come_in_order_each_once_and_end(http: Client, job: list[dict[str, Any]]) -> None:
    path = job[-1]["links"]["messages"]
    heard = http.heard(job[-1]["job_id"], limit=40)
    numbers = [message["seq"] for message in heard]
    assert numbers == sorted(set(numbers))
    kinds = [message["type"] for message in heard]
    assert kinds[0] == "initialization"
    assert {"counter", "keypoints", "angles", "exercise_summary", "export_ready"} <= set(kinds)
    assert [m["current_count"] for m in heard if m["type"] == "counter" and m.get("final")] == [2]
    (export,) = [message for message in heard if message["type"] == "export_ready"]
    assert http.get(export["url"]).body[4:8] == b"ftyp"

    lines = http.get(f"{path}?after=100", Accept="application/x-ndjson")
    assert lines.headers["content-type"] == "application/x-ndjson"
    parsed = [json.loads(line) for line in lines.body.splitlines()]
    assert [message["seq"] for message in parsed] == [n for n in numbers if n > 100][: len(parsed)]
    batched = http.get(f"{path}?after=100&batch=true").json["messages"]
    assert "keypoints" not in {message["type"] for message in batched}
    assert "keypoints_batch" in {message["type"] for message in batched}


def test_what_is_deleted_is_gone_everywhere(http: Client, stack: Stack, demo: bytes) -> None:
    done = http.ended(http.submit(demo, exercise="squat", endS=1))[-1]
    job_id = done["job_id"]
    assert len(stack.objects_of(job_id)) > 5
    assert http.delete(f"/v1/jobs/{job_id}").status == 204
    assert stack.objects_of(job_id) == []
    assert stack.deployed.jobs.get(job_id) is None
    for path in ("", "/result", "/messages", "/files/source"):
        problem(http.get(f"/v1/jobs/{job_id}{path}"), 404, "job_not_found")
    problem(http.delete(f"/v1/jobs/{job_id}"), 404, "job_not_found")


def test_a_job_that_is_deleted_before_its_file_comes_starts_nothing(http: Client, stack: Stack) -> None:
    made = http.post("/v1/jobs", {}).json
    assert http.delete(made["links"]["self"]).status == 204
    assert http.upload(made["upload"], clips.video()).status == 201
    assert stack.executions_named(made["job_id"]) == []
    assert stack.deployed.jobs.get(made["job_id"]) is None


def test_a_job_that_runs_can_be_deleted(http: Client, stack: Stack, demo_clip: Path) -> None:
    job_id = http.submit(demo_clip.read_bytes(), exercise="jumping_jack", chunkS=1)
    while (seen := http.get(f"/v1/jobs/{job_id}").json)["status"] != "analysing":
        assert seen["status"] not in ("failed", "completed"), seen
        time.sleep(0.05)
    assert http.delete(f"/v1/jobs/{job_id}").status == 204
    (execution,) = stack.executions_named(job_id)
    assert execution["status"] in ("ABORTED", "RUNNING")
    assert stack.deployed.jobs.get(job_id) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"exercise": "juggling"}, "invalid_exercise"),
        ({"exercise": "squat", "reference": "0f8fad5b-d9cb-469f-a165-70867728950e"}, "invalid_options"),
        ({"minGrade": "Z"}, "invalid_options"),
        ({"startS": 5, "endS": 4}, "invalid_options"),
        ({"exercise": "jump_analysis"}, "jump_analysis_missing_height"),
        ({"videoSrc": "https://10.0.0.1/clip.mp4"}, "video_load_error"),
        ({"source": "image", "imageSrc": "http://169.254.169.254/"}, "image_load_error"),
        ({"callbackUrl": "https://127.0.0.1/hook"}, "invalid_callback_url"),
        ({"contentType": "text/html"}, "invalid_options"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_is_refused_before_anything_is_recorded(
    stack: Stack, body: dict[str, Any], code: str
) -> None:
    own = Client(stack.endpoint, stack.new_token("refused"))
    problem(own.post("/v1/jobs", body), 422, code)
    assert own.get("/v1/jobs").json == {"jobs": [], "next_cursor": None}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"squat"', b"\xff\xfe"])
def test_a_body_that_is_no_object_is_refused(http: Client, body: bytes) -> None:
    problem(http.post("/v1/jobs", body, Content_Type="application/json"), 400, "invalid_request")


def test_tokens_that_are_missing_wrong_revoked_or_used_up(stack: Stack) -> None:
    problem(Client(stack.endpoint, None).get("/v1/jobs"), 401, "missing_token")
    problem(Client(stack.endpoint, "ft_" + "x" * 43).get("/v1/jobs"), 401, "invalid_token")
    spent = Client(stack.endpoint, stack.new_token("spent", jobs_per_month=1))
    assert spent.post("/v1/jobs", {}).status == 201
    problem(spent.post("/v1/jobs", {}), 429, "quota_exceeded")
    free = Client(stack.endpoint, stack.new_token("free", plan="free"))
    refused = problem(
        free.post("/v1/jobs", {"exercise": "squat", "angles": True}), 403, "developer_features_not_allowed"
    )
    assert refused["details"]["blocked"] == ["angles"]
    tied = Client(stack.endpoint, stack.new_token("tied", origins=("https://app.example",)))
    problem(tied.get("/v1/jobs", Origin="https://evil.example"), 403, "origin_not_allowed")
    assert tied.get("/v1/jobs", Origin="https://app.example").status == 200
    page = tied.get(f"/pose_tracker/upload_tracking?token={tied.token}")
    assert "frame-ancestors 'self' https://app.example" in page.headers["content-security-policy"]


def test_nobody_sees_the_jobs_of_another_token(stack: Stack, http: Client, job: list[dict[str, Any]]) -> None:
    job_id = job[-1]["job_id"]
    other = Client(stack.endpoint, stack.new_token("other"))
    assert other.get("/v1/jobs").json["jobs"] == []
    unknown = "00000000-0000-4000-8000-000000000000"
    for path in ("", "/result", "/messages", "/files/overlay", "/files/source"):
        foreign = other.get(f"/v1/jobs/{job_id}{path}")
        problem(foreign, 404, "job_not_found")
        assert foreign.body == other.get(f"/v1/jobs/{unknown}{path}").body
    problem(other.delete(f"/v1/jobs/{job_id}"), 404, "job_not_found")
    assert http.get(f"/v1/jobs/{job_id}").status == 200


def test_a_file_over_the_cap_is_refused_by_the_bucket_itself(stack: Stack, http: Client) -> None:
    made = http.post("/v1/jobs", {"source": "image"}).json
    assert made["upload"]["max_bytes"] == 64 * 2**20
    refused = http.upload(made["upload"], bytes(made["upload"]["max_bytes"] + 1))
    assert refused.status == 400
    assert b"EntityTooLarge" in refused.body
    assert stack.objects_of(made["job_id"]) == []
    assert http.get(made["links"]["self"]).json["status"] == "awaiting_upload"


def test_a_file_that_is_no_video_ends_the_job_with_a_problem(http: Client) -> None:
    job_id = http.submit(PDF, source="image", fileName="holiday.jpg", contentType="image/jpeg")
    done = http.ended(job_id)[-1]
    assert done["failure"]["code"] == "media_unrecognised"
    problem(http.get(f"/v1/jobs/{job_id}/result"), 422, "media_unrecognised")
    heard = http.get(f"/v1/jobs/{job_id}/messages").json
    assert (heard["messages"][-1]["type"], heard["messages"][-1]["code"]) == ("error", "media_unrecognised")
    assert heard["done"] is True


def test_the_result_of_a_job_that_waits_is_a_conflict(http: Client) -> None:
    made = http.post("/v1/jobs", {}).json
    waiting = problem(http.get(made["links"]["result"]), 409, "job_not_finished")
    assert waiting["details"] == {"status": "awaiting_upload"}


def test_jobs_are_listed_newest_first_page_by_page(stack: Stack) -> None:
    own = Client(stack.endpoint, stack.new_token("lists"))
    made = [own.post("/v1/jobs", {"fileName": f"{n}.mp4"}).json["job_id"] for n in range(5)]
    listed: list[str] = []
    cursor = ""
    for expected in (2, 2, 1):
        page = own.get(f"/v1/jobs?limit=2{cursor}").json
        assert len(page["jobs"]) == expected
        listed += [one["job_id"] for one in page["jobs"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert listed == made[::-1]
    problem(own.get("/v1/jobs?cursor=nonsense"), 400, "invalid_request")
    problem(own.get("/v1/jobs?limit=1000"), 400, "invalid_request")


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_a_photo_is_answered_at_once(http: Client, photo: Image.Image, file_format: str) -> None:
    picture = photo.resize((photo.width // 4 * 2, photo.height // 4 * 2))
    content = heic(picture) if file_format == "HEIC" else encoded(picture, file_format)
    answer = http.post("/v1/images?angles=true", content, Content_Type="image/x")
    assert answer.status == 200, answer.body
    assert answer.json["result"]["source"] == "image"
    assert len(answer.json["result"]["keypoints"]) == 33
    assert answer.json["overlay"].startswith("data:image/jpeg;base64,")
    assert http.get(f"/v1/jobs/{answer.json['job_id']}").json["status"] == JobStatus.COMPLETED
    assert http.get(answer.json["files"]["overlay"]).headers["content-type"] == "image/jpeg"


def test_a_photo_on_its_side_is_turned_as_its_exif_says(http: Client, photo: Image.Image) -> None:
    upright = photo.resize((photo.width // 2, photo.height // 2))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned clockwise: viewers turn the picture clockwise
    lying = encoded(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)
    straight = http.post("/v1/images", encoded(upright, "JPEG", quality=95)).json["result"]
    turned = http.post("/v1/images", lying).json["result"]
    assert (turned["media"]["width"], turned["media"]["height"]) == upright.size
    for one, other in zip(straight["keypoints"], turned["keypoints"], strict=True):
        if one["score"] > 0.9:
            assert (one["x"], one["y"]) == pytest.approx((other["x"], other["y"]), abs=0.02)


def test_photos_that_cannot_be(http: Client) -> None:
    problem(http.post("/v1/images", b""), 422, "media_empty")
    problem(http.post("/v1/images", PDF, Content_Type="image/jpeg"), 415, "media_unrecognised")
    problem(http.post("/v1/images", clips.video()), 415, "media_unrecognised")
    problem(http.post("/v1/images", bytes(4 * 2**20 + 1)), 413, "payload_too_large")
    broken = encoded(Image.new("RGB", (64, 64)), "JPEG")[:300]
    problem(http.post("/v1/images", broken), 422, "media_decode_error")


def test_a_photo_by_upload_ends_with_its_overlay(http: Client, photo: Image.Image) -> None:
    job_id = http.submit(encoded(photo, "JPEG"), source="image", exercise="squat", keypoints=True)
    assert http.ended(job_id)[-1]["options"] == {"keypoints": True}
    heard = http.heard(job_id)
    assert [message["type"] for message in heard[-2:]] == ["keypoints", "image_overlay"]
    assert http.get(heard[-1]["url"]).status == 200


def test_a_drop_can_be_seen_by_a_token_for_all_jobs(stack: Stack, http: Client) -> None:
    job = stack.drop("seen by all/nobody.mp4", clips.video(frames=30, width=320, height=240))
    problem(http.get(f"/v1/jobs/{job.job_id}"), 404, "job_not_found")
    everybody = Client(stack.endpoint, stack.new_token("all", all_jobs=True))
    assert everybody.get(f"/v1/jobs/{job.job_id}").json["status"] == "completed"
    assert everybody.delete(f"/v1/jobs/{job.job_id}").status == 204
    assert stack.objects_of(job.job_id) == []


def test_paths_and_methods_that_are_not_there_are_problems(http: Client) -> None:
    problem(http.get("/v1/nothing"), 404, "not_found")
    problem(http.get("/assets/..%2findex.html"), 404, "not_found")
    refused = http.call("PUT", "/v1/jobs", b"{}", {})
    problem(refused, 405, "method_not_allowed")
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    asked = http.call("HEAD", "/v1/health", None, {})
    assert (asked.status, asked.body) == (200, b"")


def test_pages_of_other_origins_may_call_the_api(http: Client) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    preflight = Client(http.endpoint, None).call("OPTIONS", "/v1/jobs", None, asked)
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert http.get("/v1/jobs", Origin="https://app.example").headers["access-control-allow-origin"] == "*"


def test_what_needs_no_token(http: Client) -> None:
    committed = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text("utf-8"))
    served = Client(http.endpoint, None).get("/v1/openapi.json").json
    assert (served["paths"].keys(), served["info"]) == (committed["paths"].keys(), committed["info"])
    assert Client(http.endpoint, None).get("/v1/health").json["status"] == "ok"
    assert http.get("/v1/exercises/Squats").json["id"] == "squat"
    assert "squat" in {one["id"] for one in http.get("/v1/exercises").json["exercises"]}


def test_many_at_once_lose_nothing(http: Client) -> None:
    """A twentieth of ``make bench-load``."""
    loads, lost = load(Target(http.endpoint, http.token or ""), creations=40, polls=100, listeners=20)
    assert [one.statuses for one in loads] == [{201: 40}, {200: 100}]
    assert lost == 0
