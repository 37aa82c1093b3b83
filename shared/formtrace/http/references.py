"""Reference movements: made, listed, looked at, renamed, deleted."""

from __future__ import annotations

import io
import math
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from formtrace.errors import InvalidOptionsError, InvalidReferenceError
from formtrace.http.api import LINK_S
from formtrace.http.jobs import create_job, delete_job, finished_job, read_result
from formtrace.http.models import FailureView
from formtrace.http.paging import decode_cursor, encode_cursor
from formtrace.http.reference_models import (
    MovementView,
    ReferenceAnswer,
    ReferenceCreated,
    ReferenceLinks,
    ReferenceList,
    ReferenceStatus,
)
from formtrace.http.views import failure_of
from formtrace.reference.draft import Trim
from formtrace.workflow.job_progress import percent
from formtrace.workflow.jobs import Job, JobStatus
from formtrace.workflow.reference_library import REFERENCE, id_of, not_found, photo_refused
from formtrace.workflow.reference_records import ReferenceCursor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formtrace.access.authorise import Access
    from formtrace.http.api import Api
    from formtrace.http.reference_models import NewReference, ReferenceChanges
    from formtrace.motion.body import Motion
    from formtrace.results.document import Media
    from formtrace.workflow.reference_records import StoredReference
    from formtrace.workflow.services import Services


def create_reference(api: Api, access: Access, asked: NewReference) -> ReferenceCreated:
    """Make a reference of a job now, or record a job that makes it of a video to come.

    Raises:
        InvalidReferenceError: no repetition can be cut out there.
        JobNotFoundError, JobNotFinishedError, JobFailedError: about the job that is named.
        FormtraceError: what :func:`~formtrace.http.jobs.create_job` raises.
    """
    draft = asked.draft
    draft.check()
    if asked.job_id is None:
        made = create_job(api, access, asked.job, draft)
        shown = show_reference(api, access, made.job_id)
        return ReferenceCreated(**dict(shown), upload=made.upload)
    if asked.video_src is not None:
        raise InvalidOptionsError("Give either jobId or videoSrc, not both.")
    stored = _made_of_job(api.services, access, asked, asked.job_id)
    return ReferenceCreated(**dict(_answer(api.services, stored)))


def _made_of_job(services: Services, access: Access, asked: NewReference, job_id: str) -> StoredReference:
    """Cut it out of the keypoints that the job stored."""
    from formtrace.reference.make_reference import (  # with NumPy, which few requests need
        Origin,
        reference_from_motion,
    )

    motion, media = _motion_of(services, access, job_id)
    made = reference_from_motion(
        motion, asked.draft, Origin.of(media, job_id), str(uuid.uuid4()), datetime.now(UTC)
    )
    return services.references.add(made, access.token_id)


def show_movement(api: Api, access: Access, job_id: str) -> MovementView:
    """What a completed job's video is about, and which part of it would make a reference.

    Raises:
        InvalidReferenceError: the job is of a photo.
        JobNotFoundError, JobNotFinishedError, JobFailedError: about the job.
    """
    from formtrace.reference.pose_series import pose_series
    from formtrace.reference.trim import movement_signal, outline

    motion, _ = _motion_of(api.services, access, job_id)
    series = pose_series(motion)
    t_s = [round(float(at) * motion.capture_speed, 4) for at in series.t_s]  # of the video
    try:
        found = outline(series)
    except InvalidReferenceError as error:
        problem = FailureView(code=error.code, message=error.message)
        return MovementView(
            t_s=t_s, signal=_plain(movement_signal(series)), repetitions=[], trim=None, problem=problem
        )
    best, *repetitions = (
        Trim(start_s=t_s[first], end_s=t_s[last]) for first, last in (found.best, *found.repetitions)
    )
    return MovementView(
        t_s=t_s, signal=_plain(found.signal), repetitions=repetitions, trim=best, problem=None
    )


def _plain(signal: Iterable[float]) -> list[float | None]:
    return [round(float(value), 3) if math.isfinite(value) else None for value in signal]


def _motion_of(services: Services, access: Access, job_id: str) -> tuple[Motion, Media]:
    """The motion that a completed job has found in its video, in true time."""
    from formtrace.results.files import read_keypoints

    finished_job(services, access, job_id)
    document = read_result(services, job_id)
    if document.source != "video":
        raise photo_refused()
    keypoints = services.files(job_id).result(document.files["keypoints"])
    aspect = document.media.width / document.media.height
    motion = read_keypoints(io.BytesIO(services.objects.read(keypoints)), aspect)
    return motion.at_speed(document.speed.factor), document.media


def list_references(api: Api, access: Access, limit: int, cursor: str | None) -> ReferenceList:
    """Some of the token's references, newest first."""
    after = decode_cursor(cursor)
    found, last = api.services.references.records.list_by_owner(
        access.token_id, limit, None if after is None else ReferenceCursor(*after)
    )
    return ReferenceList(
        references=[_answer(api.services, stored) for stored in found], next_cursor=encode_cursor(last)
    )


def show_reference(api: Api, access: Access, reference_id: str) -> ReferenceAnswer:
    """One reference, or how far the job is that makes it.

    Raises:
        ReferenceNotFoundError: there is none, or it belongs to another token.
    """
    found = _find(api.services, access, reference_id)
    return _in_the_making(found) if isinstance(found, Job) else _answer(api.services, found)


def rename_reference(
    api: Api, access: Access, reference_id: str, changes: ReferenceChanges
) -> ReferenceAnswer:
    """Give a reference another name.

    Raises:
        ReferenceNotFoundError: there is none, it belongs to another token, or it is not ready.
    """
    found = _find(api.services, access, reference_id)
    if isinstance(found, Job):
        raise not_found()
    return _answer(api.services, api.services.references.rename(found, changes.name))


def delete_reference(api: Api, access: Access, reference_id: str) -> None:
    """Delete a reference with its files; of one that is being made, the job.

    Raises:
        ReferenceNotFoundError: there is none, or it belongs to another token.
    """
    found = _find(api.services, access, reference_id)
    if isinstance(found, Job):
        delete_job(api, access, found.job_id)
        api.services.references.delete(found.job_id)  # if it was made meanwhile
        return
    api.services.references.delete(found.id)


def _find(services: Services, access: Access, reference_id: str) -> StoredReference | Job:
    """The record of a reference, or the job that is to make it."""
    known = id_of(reference_id)
    if known is None:
        raise not_found()
    stored = services.references.get(known)
    if stored is None:
        job = services.jobs.get(known)
        if job is None or job.draft is None or not access.may_see(job.owner):
            raise not_found()
        if job.status is not JobStatus.COMPLETED:
            return job
        stored = services.references.get(known)  # recorded since; else it was deleted
    if stored is None or not access.may_see(stored.owner):
        raise not_found()
    return stored


def _answer(services: Services, stored: StoredReference) -> ReferenceAnswer:
    names = {"reference": REFERENCE, "thumbnail": stored.thumbnail}
    return ReferenceAnswer(
        status=ReferenceStatus.READY,
        percent=100,
        failure=None,
        links=_links(stored.id, stored.source.job_id),
        files={
            role: services.references.link(stored, name, LINK_S)
            for role, name in names.items()
            if name is not None
        },
        **dict(stored),
    )


def _in_the_making(job: Job) -> ReferenceAnswer:
    assert job.draft is not None
    return ReferenceAnswer(
        id=job.job_id,
        status=ReferenceStatus.CREATING if job.failure is None else ReferenceStatus.FAILED,
        name=job.draft.name,
        created_at=job.created_at,
        percent=percent(job, export=False),
        failure=failure_of(job),
        duration_s=None,
        repetitions=None,
        view=None,
        mirror_allowed=job.draft.mirror_allowed,
        signals=(),
        source=None,
        links=_links(job.job_id, job.job_id),
        files={},
    )


def _links(reference_id: str, job_id: str | None) -> ReferenceLinks:
    return ReferenceLinks(
        self=f"/v1/references/{reference_id}", job=None if job_id is None else f"/v1/jobs/{job_id}"
    )
