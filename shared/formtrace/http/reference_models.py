"""What requests about reference movements hold, and what their answers look like."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from formtrace.http.models import FailureView, NewJob, UploadTicket, Url
from formtrace.options import ModelName, Place, option_name
from formtrace.reference.draft import Name, ReferenceDraft, Trim
from formtrace.reference.source import ReferenceSource

JobId = Annotated[str, Field(pattern="^[0-9a-f-]{36}$")]


class ReferenceStatus(StrEnum):
    """Whether a reference movement is there yet; ``failed`` is the end of one that could not be made."""

    CREATING = "creating"
    READY = "ready"
    FAILED = "failed"


class NewReference(ReferenceDraft):
    """A reference movement to be made of a job that is completed, or of a video that is still to come.

    Names may be spelt ``startS``, ``start-s`` or ``start_s``; unknown ones are ignored.

    Attributes:
        job_id: a completed job of the token, of a video; nothing is uploaded or analysed again.
        video_src: where the video is fetched from; without it and without ``job_id``, the answer says where
            to put it.
        subject: where the person is, as shares of the picture's width and height.
        model: variant of the pose model.
        callback_url: where a signed webhook goes when the job that makes the reference has ended.
        file_name: what the file is called; only for people.
        content_type: the file's media type.
    """

    job_id: JobId | None = None
    video_src: Url | None = None
    subject: Place | None = None
    model: ModelName | None = None
    callback_url: Url | None = None
    file_name: Annotated[str, Field(max_length=255)] | None = None
    content_type: Annotated[str, Field(pattern=r"^video/[\w.+-]{1,60}$")] | None = None

    @model_validator(mode="before")
    @classmethod
    def _any_spelling(cls, given: object) -> object:
        return _spelt(given)

    @property
    def draft(self) -> ReferenceDraft:
        """What is to be made, whatever of."""
        return ReferenceDraft.model_validate(self.model_dump(include=set(ReferenceDraft.model_fields)))

    @property
    def job(self) -> NewJob:
        """The job that a new video is analysed in."""
        shared = {"video_src", "subject", "model", "callback_url", "file_name", "content_type"}
        return NewJob.model_validate({"keypoints": False, **self.model_dump(include=shared)})


def _spelt(given: object) -> object:
    """Names as they are here, in objects and in lists of them."""
    if isinstance(given, list):
        return [_spelt(one) for one in given]
    if not isinstance(given, dict):
        return given
    return {option_name(str(name)): _spelt(value) for name, value in given.items() if value is not None}


class ReferenceChanges(BaseModel):
    """What can be changed of a reference movement."""

    name: Name


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReferenceLinks(_Answer):
    """Paths of this API; ``job`` is where it was made, which may be deleted by now."""

    self: str
    job: str | None


class ReferenceAnswer(_Answer):
    """A reference movement. What is not known before it is ready is ``null`` or empty.

    Attributes:
        id: what ``reference=`` takes.
        percent: how far the job is that makes it.
        failure: why it could not be made.
        duration_s: of one repetition.
        repetitions: how many were averaged.
        view: from which side it was filmed.
        mirror_allowed: whether the mirror image counts as the same movement.
        signals: the joint angles that move most, the busiest first.
        source: the video and the part of it (of the repetition that was kept, or the first).
        files: links to the content itself that work for an hour: ``reference`` (JSON) and ``thumbnail``
            (PNG).
    """

    id: str
    status: ReferenceStatus
    name: str
    created_at: datetime
    percent: int = Field(ge=0, le=100)
    failure: FailureView | None
    duration_s: float | None
    repetitions: int | None
    view: Literal["front", "side", "oblique"] | None
    mirror_allowed: bool
    signals: tuple[str, ...]
    source: ReferenceSource | None
    links: ReferenceLinks
    files: dict[str, str]


class ReferenceCreated(ReferenceAnswer):
    """A reference movement that is ready, or one that waits for its video (then there is an ``upload``)."""

    upload: UploadTicket | None = None


class MovementView(_Answer):
    """What a video is about, for those who cut a repetition out of it. Times in seconds of the video.

    Attributes:
        t_s: of each frame.
        signal: how far the person is into the movement at each frame, 0 to 1 for most of it; ``null`` where
            that is not known.
        repetitions: all that were found.
        trim: the one that is used by default.
        problem: why there is no such one.
    """

    t_s: list[float]
    signal: list[float | None]
    repetitions: list[Trim]
    trim: Trim | None
    problem: FailureView | None


class ReferenceList(_Answer):
    """Some reference movements that are ready, newest first; ``next_cursor`` asks for those before them."""

    references: list[ReferenceAnswer]
    next_cursor: str | None
