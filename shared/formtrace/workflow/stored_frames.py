"""The small pictures of a clip that the pose steps kept, a file for each chunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from formtrace.media.kept_frames import read_kept
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from formtrace.clip.manifest import Manifest
    from formtrace.workflow.services import Services


@dataclass(frozen=True, slots=True)
class StoredFrames:
    """Those of one job. The work bucket keeps them a day: later recounts have no stills."""

    services: Services
    job_id: str
    manifest: Manifest
    folder: Path

    def read(self, wanted: Collection[int]) -> Mapping[int, bytes]:
        """The pictures of these frames, as JPEG, by the index of their frame."""
        found: dict[int, bytes] = {}
        path = self.folder / "frames.npz"
        for chunk in self.manifest.chunks:
            if not any(chunk.first_frame <= frame < chunk.end_frame for frame in wanted):
                continue
            ref = self.services.files(self.job_id).kept_frames(chunk.index)
            try:
                self.services.objects.download(ref, path)
            except MissingObjectError:
                continue
            found |= read_kept(path, wanted)
        return found
