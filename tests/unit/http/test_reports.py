"""Reports over HTTP: of one's own jobs, and of the one that a link shows."""

from __future__ import annotations

from formtrace.workflow.jobs import JobStatus
from tests.unit.http.conftest import World
from tests.unit.http.test_jobs import problem
from tests.unit.http.test_references import run


def test_a_report_is_a_page_that_runs_nothing(world: World) -> None:
    first, second = (world.call("POST", "/v1/jobs", {"exercise": "squat"}).json["job_id"] for _ in range(2))
    problem(world.call("GET", f"/v1/jobs/{first}/report"), 409, "job_not_finished")
    assert run(world, first) is run(world, second) is JobStatus.COMPLETED
    answer = world.call("GET", f"/v1/jobs/{first}/report?person=<b>Anna&locale=fr")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    page = answer.body.decode()
    assert "&lt;b&gt;Anna" in page
    assert "3</b> répétitions" in page
    both = world.call("GET", f"/v1/jobs/{first}/report?with={second},{first}").body.decode()
    assert both.count("<circle") == 2 * 5  # five measurements, two sessions
    problem(world.call("GET", f"/v1/jobs/{first}/report?locale=de"), 400, "invalid_request")
    problem(world.call("GET", f"/v1/jobs/{first}/report", token=world.new_token()), 404, "job_not_found")
    link = world.call("POST", f"/v1/jobs/{first}/shares", {}, Host="api.test").json["token"]
    assert world.call("GET", f"/v1/jobs/{first}/report", token=link).status == 200
    problem(world.call("GET", f"/v1/jobs/{first}/report?with={second}", token=link), 404, "job_not_found")
