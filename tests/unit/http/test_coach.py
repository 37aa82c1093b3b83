"""Coaching notes of a job: the stored ones of a language model, or those of the analysis."""

from __future__ import annotations

import json

import pytest

from formtrace.coaching import Prompt
from formtrace.errors import CoachingError
from formtrace.results.report import report
from formtrace.workflow.coaching import store_notes
from formtrace.workflow.jobs import JobStatus
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.unit.http.conftest import World


class Coach:
    """A language model that always says the same."""

    name = "vendor.small-v1"

    def __init__(self, text: str = "Keep it up.", rep: int = 2) -> None:
        point = {"kind": "keep", "text": text, "rep": rep, "t_s": None}
        self.said = json.dumps({"summary": "Two squats.", "points": [point]})

    def answer(self, prompt: Prompt) -> str:
        assert '"exercise":"Squat"' in prompt.user
        return self.said


@pytest.fixture
def job_id(world: World) -> str:
    """A completed job of two squats."""
    made: str = world.call("POST", "/v1/jobs", {}).json["job_id"]
    schedule = sets(2)
    analysis = analysed(
        "squat", [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30), Camera()
    )
    services = world.memory.services
    services.objects.write(services.files(made).result(), report(analysis, made).model_dump_json().encode())
    services.jobs.advance(made, JobStatus.COMPLETED)
    return made


def test_without_a_model_there_is_the_advice_of_the_analysis(world: World, job_id: str) -> None:
    answer = world.call("GET", f"/v1/jobs/{job_id}/coach")
    assert answer.status == 200
    assert answer.json["written_by"] == "rules"
    assert answer.json["summary"].startswith("2 repetitions: Squat.")


def test_the_notes_of_a_model_are_stored_and_shown(world: World, job_id: str) -> None:
    assert store_notes(world.memory.services, job_id, Coach())
    shown = world.call("GET", f"/v1/jobs/{job_id}/coach").json
    assert (shown["written_by"], shown["summary"]) == ("vendor.small-v1", "Two squats.")
    assert shown["points"] == [{"kind": "keep", "text": "Keep it up.", "rep": 2, "t_s": None}]


def test_notes_that_the_facts_do_not_support_are_not_stored(world: World, job_id: str) -> None:
    with pytest.raises(CoachingError, match="there is no repetition 5"):
        store_notes(world.memory.services, job_id, Coach(rep=5))
    assert world.call("GET", f"/v1/jobs/{job_id}/coach").json["written_by"] == "rules"


def test_a_job_that_was_deleted_meanwhile_leaves_nothing(world: World, job_id: str) -> None:
    services = world.memory.services

    class Slow(Coach):
        def answer(self, prompt: Prompt) -> str:
            assert world.call("DELETE", f"/v1/jobs/{job_id}").status == 204
            return super().answer(prompt)

    assert not store_notes(services, job_id, Slow())
    assert not [key for _, key in world.memory.objects.content if job_id in key]
    assert not store_notes(services, job_id, Coach())
    assert world.call("GET", f"/v1/jobs/{job_id}/coach").status == 404


def test_others_see_no_notes(world: World, job_id: str) -> None:
    world.token = world.new_token()
    assert world.call("GET", f"/v1/jobs/{job_id}/coach").status == 404
