"""Where everything of a job lies in the buckets."""

from __future__ import annotations

import re
from dataclasses import dataclass

RESULT = "result.json"
"""The result document; of a job's files in the results bucket it is the last to appear."""

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_UPLOAD = re.compile(rf"jobs/({_UUID})/[^/]+")


@dataclass(frozen=True, slots=True)
class JobKeys:
    """Object keys of one job; the same in all buckets."""

    job_id: str

    @property
    def prefix(self) -> str:
        """What all its keys begin with."""
        return f"jobs/{self.job_id}/"

    def upload(self, file: str) -> str:
        """The source, in the uploads bucket; a photo that came with the request lies in the work bucket."""
        return f"jobs/{self.job_id}/{file}"

    @property
    def manifest(self) -> str:
        """The manifest of the source: written after all chunks."""
        return f"jobs/{self.job_id}/manifest.json"

    @property
    def chunk_list(self) -> str:
        """The items of the state machine's maps."""
        return f"jobs/{self.job_id}/chunks.json"

    def chunk(self, file: str) -> str:
        """A chunk of the source, by its file name in the manifest."""
        return f"jobs/{self.job_id}/chunks/{file}"

    def poses(self, chunk: int) -> str:
        """The people seen in a chunk."""
        return f"jobs/{self.job_id}/poses/{chunk:04d}.npz"

    def part(self, chunk: int) -> str:
        """A chunk with the overlay drawn on it."""
        return f"jobs/{self.job_id}/parts/{chunk:04d}.mp4"

    def result(self, file: str) -> str:
        """A file of the result."""
        return f"jobs/{self.job_id}/{file}"


def job_of_upload(key: str) -> str | None:
    """The job that was given this key to upload to, if the key is of that kind."""
    match = _UPLOAD.fullmatch(key)
    return match[1] if match else None
