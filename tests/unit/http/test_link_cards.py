"""What messengers read of a link: the tags in the page, and the picture."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from PIL import Image

from formtrace.workflow.jobs import JobStatus
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem
from tests.unit.http.test_references import run

PAGE = "/pose_tracker/upload_tracking"


@pytest.fixture
def job_id(world: World) -> str:
    (world.web / "index.html").write_text("<html><head><title>x</title></head><body></body></html>")
    made: str = world.call("POST", "/v1/jobs", {"exercise": "squat"}).json["job_id"]
    assert run(world, made) is JobStatus.COMPLETED
    return made


def tags(world: World, token: str | None) -> dict[str, str]:
    query = "" if token is None else f"?token={token}"
    page = world.call("GET", f"{PAGE}{query}", token=None, Host="api.test")
    assert page.status == 200
    head = page.body.decode().partition("</head>")[0]
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)" />', head)
    return {name: unescape(value) for name, value in found}


def test_a_link_has_a_card_with_the_verdict(world: World, job_id: str) -> None:
    world.call(
        "PATCH", f"/v1/jobs/{job_id}", {"name": 'Knee "left" <b>', "notes": "secret", "tags": ["secret"]}
    )
    link = world.call("POST", f"/v1/jobs/{job_id}/shares", {}, Host="api.test").json["token"]
    found = tags(world, link)
    assert found["og:title"] == 'Knee "left" <b>'
    grade = world.call("GET", f"/v1/jobs/{job_id}").json["outcome"]["grade"]
    assert re.fullmatch(rf"Squat, 3 repetitions · {grade} · \d+ / 100", found["og:description"])
    assert found["og:image"] == f"https://api.test/v1/jobs/{job_id}/card?token={link}"
    assert found["robots"] == "noindex"
    assert "secret" not in str(found)
    image = world.call("GET", found["og:image"].removeprefix("https://api.test"), token=None)
    assert (image.status, image.headers["content-type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(image.body)).convert("RGB")
    assert picture.size == (int(found["og:image:width"]), int(found["og:image:height"]))
    figure, words = picture.crop((28, 28, 458, 602)), picture.crop((514, 140, 1172, 480))
    for part in (figure, words):
        assert len(part.getcolors(1 << 20) or []) > 50  # something is drawn there


def test_nobody_else_gets_one(world: World, job_id: str) -> None:
    made = world.call("POST", f"/v1/jobs/{job_id}/shares", {}, Host="api.test").json
    assert tags(world, world.token) == tags(world, None) == {}
    assert world.call("DELETE", f"/v1/jobs/{job_id}/shares/{made['id']}").status == 204
    assert tags(world, made["token"]) == {}
    problem(
        world.call("GET", f"/v1/jobs/{job_id}/card?token={made['token']}", token=None), 401, "invalid_token"
    )
