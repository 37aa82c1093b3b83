"""How requests become calls: tokens, origins, shapes, paths, the page's files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem


def test_a_token_may_come_three_ways(world: World) -> None:
    assert world.call("GET", "/v1/jobs").status == 200
    assert world.call("GET", "/v1/jobs", token=None, X_Api_Key=world.token).status == 200
    assert world.call("GET", f"/v1/jobs?token={world.token}", token=None).status == 200
    refused = world.call("GET", "/v1/jobs", token=None)
    problem(refused, 401, "missing_token")
    assert refused.headers["www-authenticate"] == "Bearer"


def test_our_own_page_is_no_foreign_origin(world: World) -> None:
    token = world.new_token(origins=("https://app.example",))

    def status(**headers: str) -> int:
        return world.call("GET", "/v1/jobs", token=token, Host="api.test", **headers).status

    assert status() == status(Origin="https://api.test") == status(Origin="https://app.example") == 200
    assert status(Origin="https://evil.example") == status(Origin="null") == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"chunkS": ' + b"9" * 5_000 + b"}",
        b'{"fileName": "\\ud800"}',
        b'{"chunkS": NaN}',
    ],
)
def test_bodies_that_are_no_objects(world: World, body: bytes) -> None:
    problem(world.call("POST", "/v1/jobs", body, Content_Type="application/json"), 400, "invalid_request")


@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]
)
def test_bodies_are_json_whatever_they_are_called(world: World, media_type: str) -> None:
    made = world.call("POST", "/v1/jobs", b'{"exercise": "squat"}', Content_Type=media_type)
    assert world.call("GET", made.json["links"]["self"]).json["options"] == {"exercise": "squat"}
    problem(
        world.call("POST", "/v1/jobs", b"exercise=squat", Content_Type=media_type), 400, "invalid_request"
    )


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"minGrade": "Z"}, "min_grade"),
        ({"userHeightCm": "tall"}, "user_height_cm"),
        ({"source": "audio"}, "source"),
        ({"videoSrc": "https://x/" + "a" * 3000}, "video_src"),
        ({"chunkS": -1}, "chunk_s"),
    ],
)
def test_the_option_that_is_wrong_is_named(world: World, body: dict[str, Any], named: str) -> None:
    found = problem(world.call("POST", "/v1/jobs", body), 422, "invalid_options")
    assert named in found["detail"]


def test_job_ids_are_ids(world: World) -> None:
    for job_id in ("nothing", "0" * 5000, "00000000-0000-4000-8000-000000000000"):
        problem(world.call("GET", f"/v1/jobs/{job_id}"), 404, "job_not_found")


def test_a_session_is_the_contracts(world: World) -> None:
    found = world.call("GET", "/v1/session?exercise=squat&angles=true&foo=1&pace=playback").json
    assert found["options"] == {"exercise": "squat", "angles": True}
    assert found["page"]["pace"] == "playback"
    assert found["ignored"] == ["foo"]
    problem(world.call("GET", "/v1/session?exercise=nonsense"), 422, "invalid_exercise")


def test_the_page_and_its_files(world: World) -> None:
    (world.web / "assets").mkdir()
    (world.web / "index.html").write_text("<!doctype html>")
    (world.web / "references.html").write_text("<!doctype html>two")
    (world.web / "assets" / "page-1.js").write_text("1")
    (world.web / "secret.txt").write_text("secret")
    page = world.call("GET", "/pose_tracker/upload_tracking?token=unknown", token=None)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "https://storage.test" in page.headers["content-security-policy"]
    assert "frame-ancestors" not in page.headers["content-security-policy"]
    token = world.new_token(origins=("https://app.example",))
    tied = world.call("GET", f"/pose_tracker/upload_tracking?token={token}", token=None)
    assert tied.headers["content-security-policy"].endswith("frame-ancestors 'self' https://app.example")
    second = world.call("GET", "/pose_tracker/references", token=None)
    assert (second.status, second.body) == (200, b"<!doctype html>two")
    script = world.call("GET", "/assets/page-1.js", token=None)
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in script.headers["cache-control"]
    for name in ("nothing.js", "..", "../secret.txt", "..%2Fsecret.txt", ".hidden"):
        problem(world.call("GET", f"/assets/{name}", token=None), 404, "not_found")


def test_the_documentation_is_served_without_a_token(world: World) -> None:
    for folder in ("docs", "prompts"):
        (world.web / folder).mkdir()
        (world.web / folder / "api.md").write_text(f"# {folder}: é", encoding="utf-8")
    (world.web / "llms.txt").write_text("# list")
    (world.web / "llms-full.txt").write_text("# all")
    (world.web / "docs.html").write_text("<!doctype html>")
    (world.web / "secret.txt").write_text("secret")
    reference = world.call("GET", "/docs", token=None)
    assert (reference.status, reference.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'self'" in reference.headers["content-security-policy"]
    guide = world.call("GET", "/docs/api.md", token=None)
    assert guide.headers["content-type"] == "text/markdown; charset=utf-8"
    assert guide.body.decode() == "# docs: é"
    assert world.call("GET", "/prompts/api.md", token=None).body.decode() == "# prompts: é"
    assert world.call("GET", "/llms.txt", token=None).body == b"# list"
    assert world.call("GET", "/llms-full.txt", token=None).headers["content-type"].startswith("text/plain")
    for path in (
        "/docs/none.md",
        "/docs/..%2Fsecret.txt",
        "/docs/../secret.txt",
        "/secret.txt",
        "/prompts/..",
    ):
        problem(world.call("GET", path, token=None), 404, "not_found")


def test_exercises_have_a_path_each(world: World) -> None:
    assert world.call("GET", "/v1/exercises/Squats", token=None).json["id"] == "squat"
    problem(world.call("GET", "/v1/exercises/juggling", token=None), 404, "invalid_exercise")


def test_what_can_be_got_can_be_asked_about(world: World) -> None:
    assert world.call("HEAD", "/v1/health", token=None).status == 200
    refused = world.call("PUT", "/v1/jobs", b"{}")
    problem(refused, 405, "method_not_allowed")
    assert refused.headers["allow"] == "POST, GET, HEAD"


def test_large_answers_are_compressed_for_those_who_can(world: World) -> None:
    plain = world.call("GET", "/v1/openapi.json", token=None)
    packed = world.call("GET", "/v1/openapi.json", token=None, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 5
    refused = world.call("GET", "/v1/openapi.json", token=None, Accept_Encoding="br, gzip;q=0.0")
    assert refused.body == plain.body


def test_a_byte_order_mark_is_not_in_the_way(world: World) -> None:
    made = world.call("POST", "/v1/jobs", b'\xef\xbb\xbf{"exercise": "squat"}')
    assert made.status == 201


def test_bodies_have_a_bound(world: World) -> None:
    body = b'{"exercise": "squat", "x": "' + b"x" * 2**22 + b'"}'
    problem(world.call("POST", "/v1/jobs", body), 413, "payload_too_large")


def test_names_too_long_for_a_file_system_are_names_of_nothing(world: World) -> None:
    problem(world.call("GET", "/assets/" + "a" * 5_000, token=None), 404, "not_found")
    problem(world.call("GET", "/v1/exercises/" + "a" * 5_000, token=None), 404, "invalid_exercise")


def test_no_answer_lets_a_browser_guess_its_type(world: World) -> None:
    for path in ("/v1/health", "/v1/openapi.json", "/assets/nothing.js", "/nothing", "/v1/jobs"):
        assert world.call("GET", path).headers["x-content-type-options"] == "nosniff"


def test_an_answer_without_content_has_neither_type_nor_bytes(world: World) -> None:
    made = world.call("POST", "/v1/jobs", {}).json
    gone = world.call("DELETE", made["links"]["self"], Accept_Encoding="gzip")
    assert (gone.status, gone.body) == (204, b"")
    assert not {"content-type", "content-encoding"} & gone.headers.keys()


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH"])
def test_methods_that_a_path_does_not_have(world: World, method: str) -> None:
    refused = world.call(method, "/v1/jobs")
    problem(refused, 405, "method_not_allowed")
    assert refused.headers["allow"] == "POST, GET, HEAD"
