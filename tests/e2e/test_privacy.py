"""What is deleted is gone: every bucket with every version, and every table, are listed before and after."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from typer.testing import CliRunner

from formtrace.cli import app
from formtrace.workflow.jobs import Job, JobStatus
from tests.support import clips
from tests.support.http import Client
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow]


def everything(stack: Stack) -> set[tuple[str, ...]]:
    """All versions of all objects, and the keys of all items of all tables."""
    found: set[tuple[str, ...]] = set()
    for bucket in stack.deployed.buckets.all:
        for listed in stack.s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found |= {
                (bucket, item["Key"], item["VersionId"])
                for item in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ()))
            }
    database = stack.session.client("dynamodb")
    for output, name in stack.deployed.outputs.items():
        if output.endswith("TableName"):
            for page in database.get_paginator("scan").paginate(TableName=name):
                keys = (item.get("job_id", item.get("id", {})) for item in page["Items"])
                found |= {(output, next(iter(key.values()))) for key in keys}
    return found


def test_erasing_a_job_leaves_nothing_derived_from_it(
    stack: Stack, http: Client, demo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formtrace.cli.stack.connect", lambda _: stack.deployed)
    stack.s3.put_bucket_versioning(
        Bucket=stack.deployed.uploads_bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    before, others = everything(stack), {job.job_id for job in stack.deployed.jobs.all()}

    def since() -> set[tuple[str, ...]]:
        """What is new, but for what jobs of other tests still write."""
        new = everything(stack) - before
        return {one for one in new if not any(job_id in part for part in one for job_id in others)}

    stack.put("film/person.mp4.json", json.dumps({"export": True, "end_s": 3}).encode())
    stack.put("film/person.mp4", b"an older version")
    stack.put("film/person.mp4", demo, exercise="jumping_jack")
    jobs = _both_versions(stack, "film/person.mp4")
    (analysed,) = (job for job in jobs if job.status is JobStatus.COMPLETED)

    everybody = Client(stack.endpoint, stack.new_token("all", all_jobs=True))
    recounted = everybody.post(f"/v1/jobs/{analysed.job_id}/recount", {"difficulty": "easy"})
    assert recounted.status in (200, 201), recounted.body
    cut = {"jobId": analysed.job_id, "name": "a person's", "startS": 0.2, "endS": 1.3}
    assert everybody.post("/v1/references", cut).status == 201
    between = since()
    assert len([one for one in between if one[0] == stack.deployed.results_bucket]) > 10

    asked = CliRunner().invoke(app, ["erase", "--yes", *(job.job_id for job in jobs)])
    assert asked.exit_code == 0, asked.output
    left = since()
    # Ids of what came in stay as tombstones for seven days, so that an event that comes late starts nothing.
    assert {one[0] for one in left} <= {"IdempotencyTableName", "TokensTableName"}


@pytest.mark.parametrize("fails", [False, True])
def test_a_video_that_is_not_kept_is_gone_when_the_job_has_ended(stack: Stack, fails: bool) -> None:
    key = f"squat/not-kept-{fails}.mp4"
    content = clips.sound() if fails else clips.video(frames=20)
    job = stack.drop(key, content, **{"keep-video": "false"})
    assert job.status is (JobStatus.FAILED if fails else JobStatus.COMPLETED)
    assert _until_gone(stack, stack.deployed.uploads_bucket, key) == []
    assert _until_gone(stack, stack.work_bucket, f"jobs/{job.job_id}/") == []
    if not fails:
        assert "result.json" in stack.result_files(job.job_id)


def test_a_photo_of_a_request_that_is_not_kept_is_gone(stack: Stack, http: Client) -> None:
    made = http.post("/v1/images?keepVideo=false", clips.photo(), Content_Type="image/png")
    assert made.status == 200, made.body
    job_id = made.json["job_id"]
    assert _until_gone(stack, stack.work_bucket, f"jobs/{job_id}/") == []
    assert http.get(f"/v1/jobs/{job_id}").json["media_url"] is None


def test_faces_are_blurred_in_the_stacks_overlay(stack: Stack, demo: bytes) -> None:
    job = stack.drop("jumping_jack/blurred.mp4", demo, **{"export": "true", "blur-faces": "1", "end-s": "1"})
    assert job.status is JobStatus.COMPLETED, job.failure
    options = json.loads(stack.read_result(job.job_id, "result.json"))["options"]
    assert options["blur_faces"] is True


def _both_versions(stack: Stack, key: str) -> list[Job]:
    """The jobs of two versions of an upload, when both have ended; either may be the first."""
    for _ in range(600):
        jobs = [job for job in stack.deployed.jobs.all() if job.source.key == key and job.status.is_final]
        if len(jobs) == 2:
            return jobs
        time.sleep(0.2)
    raise AssertionError(f"the two versions of {key} have not both ended: {jobs}")


def _until_gone(stack: Stack, bucket: str, prefix: str) -> list[Any]:
    """Versions that are still there after a while: the table's stream tells of a job's end a moment later."""
    for _ in range(100):
        listed = stack.s3.list_object_versions(Bucket=bucket, Prefix=prefix)
        versions = [*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())]
        if not versions:
            break
        time.sleep(0.2)
    return versions
