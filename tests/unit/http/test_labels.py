"""What owners call their jobs, and what lists show of them."""

from __future__ import annotations

import pytest

from formtrace.workflow.jobs import JobStatus
from tests.support.memory import RESULTS
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem
from tests.unit.http.test_references import run


def test_a_job_has_a_name_tags_and_notes(world: World) -> None:
    path = world.call("POST", "/v1/jobs", {}).json["links"]["self"]
    labels = {"name": "Left knee, week 3", "tags": ["knee", "Anna"], "notes": "No pain."}
    assert world.call("PATCH", path, labels).json.items() >= labels.items()
    assert world.call("PATCH", path, {"notes": ""}).json["name"] == "Left knee, week 3"
    (listed,) = world.call("GET", "/v1/jobs").json["jobs"]
    assert listed.items() >= {**labels, "notes": ""}.items()


@pytest.mark.parametrize("labels", [{"name": "x" * 201}, {"tags": ["x"] * 21}, {"tags": [""]}, {"notes": 1}])
def test_labels_have_bounds(world: World, labels: dict[str, object]) -> None:
    path = world.call("POST", "/v1/jobs", {}).json["links"]["self"]
    problem(world.call("PATCH", path, labels), 422, "invalid_options")


def test_only_the_owner_can_change_them(world: World) -> None:
    path = world.call("POST", "/v1/jobs", {}).json["links"]["self"]
    problem(world.call("PATCH", path, {"name": "x"}, token=world.new_token()), 404, "job_not_found")


def test_a_list_has_the_outcome_and_a_picture(world: World) -> None:
    job_id = world.call("POST", "/v1/jobs", {"exercise": "squat"}).json["job_id"]
    (listed,) = world.call("GET", "/v1/jobs").json["jobs"]
    assert (listed["outcome"], listed["thumbnail_url"]) == (None, None)
    assert run(world, job_id) is JobStatus.COMPLETED
    (listed,) = world.call("GET", "/v1/jobs").json["jobs"]
    assert (listed["outcome"]["count"], listed["outcome"]["unit"]) == (3, "reps")
    assert 0 <= listed["outcome"]["score"] <= 100
    picture = world.memory.objects.content[RESULTS, f"jobs/{job_id}/internal/thumbnail.png"]
    assert picture.startswith(b"\x89PNG")
    assert listed["thumbnail_url"].startswith(f"https://storage.test/{RESULTS}/jobs/{job_id}/internal/thumb")
