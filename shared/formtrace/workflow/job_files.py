"""Where every object of a job is stored: the keys, and references to the objects in the three buckets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from formtrace.workflow.jobs import ObjectRef

RESULT = "result.json"
"""The result document; of a job's files in the results bucket it is the last to appear."""

NOTES = "coach.json"
"""Coaching notes, which may come after the result."""

INTERNAL = "internal/"
"""Files in the results bucket whose names begin so belong to the service, and are not part of the result."""

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_UPLOAD = re.compile(rf"jobs/({_UUID})/[^/]+")


@dataclass(frozen=True, slots=True)
class Buckets:
    """The names of a deployment's buckets."""

    uploads: str
    work: str
    results: str

    def files(self, job_id: str) -> JobFiles:
        """The objects of a job."""
        return JobFiles(self, job_id)

    @property
    def all(self) -> tuple[str, str, str]:
        """All three."""
        return (self.uploads, self.work, self.results)


@dataclass(frozen=True, slots=True)
class JobFiles:
    """The objects of one job."""

    buckets: Buckets
    job_id: str

    @property
    def prefix(self) -> str:
        """The prefix of all its keys, in every bucket."""
        return prefix_of(self.job_id)

    def upload(self, file: str) -> ObjectRef:
        """The source, as the API tells clients to upload it."""
        return ObjectRef(bucket=self.buckets.uploads, key=self.prefix + file)

    @property
    def request_body(self) -> ObjectRef:
        """A photo from the body of a request; in the uploads bucket it would start another job."""
        return self._work("source")

    @property
    def manifest(self) -> ObjectRef:
        """The manifest of the source: written after all chunks."""
        return self._work("manifest.json")

    @property
    def chunk_list(self) -> ObjectRef:
        """The items of the state machine's maps."""
        return self._work("chunks.json")

    def chunk(self, file: str) -> ObjectRef:
        """A chunk of the source, by its file name in the manifest."""
        return self._work(f"chunks/{file}")

    def poses(self, chunk: int) -> ObjectRef:
        """The people detected in a chunk."""
        return self._work(f"poses/{chunk:04d}.npz")

    def kept_frames(self, chunk: int) -> ObjectRef:
        """Small pictures of a chunk, for the stills of results."""
        return self._work(f"frames/{chunk:04d}.npz")

    def part(self, chunk: int) -> ObjectRef:
        """A chunk with the overlay drawn on it."""
        return self._work(f"parts/{chunk:04d}.mp4")

    @property
    def draft(self) -> ObjectRef:
        """The result document of a job whose overlay video is still to come."""
        return self._work(RESULT)

    def preview(self, chunk: int) -> ObjectRef:
        """The people detected in a chunk, for clients that show them before the result is there."""
        return self._work(f"previews/{chunk:04d}.json")

    @property
    def tracks(self) -> ObjectRef:
        """The people detected in the whole clip, kept as long as the result so that it can be recounted."""
        return self.result(f"{INTERNAL}tracks.npz")

    @property
    def kept_manifest(self) -> ObjectRef:
        """The manifest, kept with the tracks."""
        return self.result(f"{INTERNAL}manifest.json")

    @property
    def notes(self) -> ObjectRef:
        """A language model's coaching notes on the result."""
        return self.result(NOTES)

    @property
    def thumbnail(self) -> ObjectRef:
        """A small picture for lists."""
        return self.result(f"{INTERNAL}thumbnail.png")

    def result(self, file: str = RESULT) -> ObjectRef:
        """A file of the result; by default the result document."""
        return ObjectRef(bucket=self.buckets.results, key=self.prefix + file)

    def _work(self, file: str) -> ObjectRef:
        return ObjectRef(bucket=self.buckets.work, key=self.prefix + file)


def prefix_of(job_id: str) -> str:
    """The prefix of all keys of a job."""
    return f"jobs/{job_id}/"


def job_of_upload(key: str) -> str | None:
    """The job that was given this key to upload to, if the key is of that kind."""
    match = _UPLOAD.fullmatch(key)
    return match[1] if match else None
