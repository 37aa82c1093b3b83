"""What requests hold and what answers look like."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from formtrace.options import AnalysisOptions, option_name
from formtrace.results.document import ResultDocument
from formtrace.results.summary import ResultSummary
from formtrace.workflow.jobs import JobStatus

Source = Literal["video", "image"]
Url = Annotated[str, Field(max_length=2048)]


Tag = Annotated[str, Field(min_length=1, max_length=40)]


class _Labels(BaseModel):
    name: Annotated[str, Field(max_length=200)] | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None
    notes: Annotated[str, Field(max_length=4000)] | None = None


_NOT_OF_THE_PAGE = {"chunk_s", "file_name", "content_type", "multipart", "file_size"}


class NewJob(AnalysisOptions):
    """A job to be made: the options of the analysis, what kind of file it is for, and where that comes from.

    Names may be spelt ``minGrade``, ``min-grade`` or ``min_grade``; unknown ones are ignored. The options may
    also stand in an object of their own, ``options``.

    Attributes:
        source: what the file is expected to be; what it is, its content decides.
        video_src, image_src: where the file is fetched from; without it, the answer says where to put it.
        callback_url: where a signed webhook goes when the job has ended.
        file_name: what the file is called; only for people.
        content_type: the file's media type, which it will be served with.
        multipart: upload the file in parts, so that it can go on after a break; takes ``file_size``.
        file_size: bytes of the file.
    """

    source: Source = "video"
    video_src: Url | None = None
    image_src: Url | None = None
    callback_url: Url | None = None
    file_name: Annotated[str, Field(max_length=255)] | None = None
    content_type: Annotated[str, Field(pattern=r"^(video|image)/[\w.+-]{1,60}$")] | None = None
    multipart: bool = False
    file_size: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _any_spelling(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        nested = given.get("options")
        values = {**given, **nested} if isinstance(nested, dict) else given
        return {option_name(str(name)): value for name, value in values.items() if value not in (None, "")}

    def query(self) -> dict[str, object]:
        """The same as parameters of the page: what contradicts what, they say."""
        given = self.model_dump(exclude_unset=True, exclude=_NOT_OF_THE_PAGE)
        return {name: _parameter(value) for name, value in given.items()}


class NewRecount(AnalysisOptions):
    """Options of a recount; those that are not given stay as they are in the job.

    Names may be spelt ``minGrade``, ``min-grade`` or ``min_grade``; unknown ones are ignored. ``null`` for
    ``exercise`` or ``reference`` takes it away.
    """

    @model_validator(mode="before")
    @classmethod
    def _any_spelling(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {option_name(str(name)): value for name, value in given.items()}

    def given_names(self) -> dict[str, Any]:
        """The options that were given, by their names."""
        return self.model_dump(exclude_unset=True)


class JobChanges(_Labels):
    """What can be changed of a job: what it is called, for people. What is not given stays."""


def _parameter(value: object) -> object:
    return ",".join(map(str, value)) if isinstance(value, tuple) else value


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class UploadTicket(_Answer):
    """Where to POST the file: as ``multipart/form-data``, these fields first, the file last as ``file``."""

    url: str
    fields: dict[str, str]
    max_bytes: int
    expires_at: datetime


class PartView(_Answer):
    """A part of an upload; ``url`` is where to PUT its bytes, ``null`` when it has arrived."""

    number: int
    url: str | None


class PartsTicket(_Answer):
    """Where to PUT the parts of a file: all of ``part_bytes`` but the last; the links work for an hour.

    ``file_name`` and ``size_bytes`` are those that the job was made with.
    """

    file_name: str
    size_bytes: int
    part_bytes: int
    parts: list[PartView]
    expires_at: datetime


class JobLinks(_Answer):
    """Paths of this API about one job."""

    self: str
    result: str
    messages: str


class JobCreated(_Answer):
    """A job that waits for its file, whole (``upload``) or in ``parts``, or fetches it by itself."""

    job_id: str
    status: JobStatus
    upload: UploadTicket | None
    links: JobLinks
    parts: PartsTicket | None = None


class StageView(_Answer):
    """A stage that is done in pieces."""

    name: str
    done: int
    total: int


class ProgressView(_Answer):
    """How far a job has come."""

    percent: int = Field(ge=0, le=100)
    stages: list[StageView]


class FailureView(_Answer):
    """Why a job has no result."""

    code: str
    message: str
    details: dict[str, str] = {}


class JobView(_Answer):
    """A job. ``files`` and ``media_url`` are links to the content itself that work for an hour.

    Attributes:
        name, tags, notes: what its owner calls it.
        recount_of: the job whose keypoints were counted again; ``null`` for an analysis.
        outcome: once the clip is analysed.
        thumbnail_url: a small picture of a completed job with a person in it.
        previews: paths of the people detected in chunks that are done, while the job goes on.
        options: as understood; those that are not there have their default.
        files: of a completed job, by role.
        media_url: the source, once it is there.
    """

    job_id: str
    status: JobStatus
    source: Source
    options: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    progress: ProgressView
    failure: FailureView | None
    links: JobLinks
    files: dict[str, str]
    media_url: str | None
    name: str
    tags: tuple[str, ...]
    notes: str
    recount_of: str | None
    outcome: ResultSummary | None
    thumbnail_url: str | None
    previews: list[str]


class JobSummary(_Answer):
    """A job in a list; see :class:`JobView`."""

    job_id: str
    status: JobStatus
    source: Source
    exercise: str | None
    reference: str | None
    file_name: str | None
    created_at: datetime
    updated_at: datetime
    percent: int
    failure: FailureView | None
    links: JobLinks
    name: str
    tags: tuple[str, ...]
    notes: str
    recount_of: str | None
    outcome: ResultSummary | None
    thumbnail_url: str | None


class JobList(_Answer):
    """Some jobs, newest first; ``next_cursor`` asks for those before them."""

    jobs: list[JobSummary]
    next_cursor: str | None


class NewShare(BaseModel):
    """A link to be made."""

    expires_in_days: Annotated[int, Field(ge=1, le=365)] = 30

    @model_validator(mode="before")
    @classmethod
    def _any_spelling(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {option_name(str(name)): value for name, value in given.items()}


class ShareView(_Answer):
    """A link that shows the result to others until it expires or is deleted.

    Attributes:
        url: opens the page with the result.
        token: for programs, in place of a token; it reads this job and nothing else.
    """

    id: str
    url: str
    token: str
    created_at: datetime
    expires_at: datetime


class ShareList(_Answer):
    """The links to a job's result that work, the oldest first."""

    shares: list[ShareView]


class MessagePage(_Answer):
    """Messages of a job in the order of the stream; ask on with ``after=next_after`` until ``done``."""

    messages: list[dict[str, Any]]
    next_after: int
    done: bool


class PhotoAnswer(_Answer):
    """A photo's analysis. ``overlay`` is the photo with the skeleton as a data URL."""

    job_id: str
    result: ResultDocument
    overlay: str | None
    links: JobLinks
    files: dict[str, str]


class ExerciseSummary(_Answer):
    """An exercise of the catalogue."""

    id: str
    name: dict[str, str]
    group: str
    aliases: tuple[str, ...]
    unit: Literal["reps", "seconds"]
    view: Literal["front", "side", "either"]


class ExerciseList(_Answer):
    """The catalogue."""

    exercises: list[ExerciseSummary]


class Health(_Answer):
    """The service answers."""

    status: Literal["ok"] = "ok"
    version: str
