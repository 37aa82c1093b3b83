"""How far a job has come, in per cent: the one number for the API, the page and the message stream."""

from __future__ import annotations

from dataclasses import dataclass

from formtrace.workflow.jobs import Job, JobStatus

_UNKNOWN = 2**63
_SPLITTING, _ANALYSING, _DRAWING, _NEARLY, _DONE = 5, 10, 60, 95, 100


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage whose pieces are counted: how many are done, of how many."""

    name: str
    done: int
    total: int


def percent(job: Job, *, export: bool) -> int:
    """0..100, never falling while a job goes on; ``export`` says whether a video is made after the analysis.

    A failed job is as far as it came: its chunks say so.
    """
    fixed = {
        JobStatus.AWAITING_UPLOAD: 0,
        JobStatus.FETCHING: _between(0, _SPLITTING, job.fetched_bytes, job.total_bytes or _UNKNOWN),
        JobStatus.RECEIVED: _SPLITTING,
        JobStatus.SPLITTING: _SPLITTING,
        JobStatus.COMPLETED: _DONE,
    }
    if job.status in fixed:
        return fixed[job.status]
    if not job.chunks:
        return 0 if job.status is JobStatus.FAILED else _ANALYSING
    if job.status is JobStatus.RENDERING or job.rendered:
        return _between(_DRAWING, _NEARLY, len(job.rendered), job.chunks)
    return _between(_ANALYSING, _DRAWING if export else _NEARLY, len(job.posed), job.chunks)


def stages(job: Job, *, export: bool) -> list[Stage]:
    """The stages that are counted: in bytes while a remote file is fetched, in chunks once it is cut."""
    if job.status is JobStatus.FETCHING and job.total_bytes is not None:
        return [Stage("fetch", job.fetched_bytes, job.total_bytes)]
    if not job.chunks:
        return []
    pose = Stage("pose", len(job.posed), job.chunks)
    return [pose, Stage("render", len(job.rendered), job.chunks)] if export else [pose]


def _between(low: int, high: int, done: int, total: int) -> int:
    return low + (high - low) * min(done, total) // total
