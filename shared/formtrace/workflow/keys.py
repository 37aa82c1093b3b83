"""Where everything of a job lies in the buckets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobKeys:
    """Object keys of one job; the same in the work and the results bucket."""

    job_id: str

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
