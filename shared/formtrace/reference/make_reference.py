"""From a motion, or the keypoints that an analysis stored, to a reference movement; needs no video."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from formtrace.errors import InvalidReferenceError
from formtrace.motion.body import Motion
from formtrace.reference.draft import ReferenceDraft
from formtrace.reference.make_template import moving_angles, template_from_motion
from formtrace.reference.record import Reference
from formtrace.reference.source import ReferenceSource
from formtrace.reference.thumbnail import draw_thumbnail

THUMBNAIL = "thumbnail.png"
_LAST_FRAME_S = 0.1  # longest display time of the last frame


class _Media(Protocol):
    """A clip as a result document describes it."""

    @property
    def fps(self) -> float:
        """Mean frame rate."""

    @property
    def width(self) -> int:
        """Pixels."""

    @property
    def height(self) -> int:
        """Pixels."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The analysed video: what it was, and the job that analysed it, if there was one."""

    fps: float
    width: int
    height: int
    job_id: str | None = None

    @classmethod
    def of(cls, media: _Media, job_id: str | None = None) -> Origin:
        """As a result document describes it."""
        return cls(media.fps, media.width, media.height, job_id)

    @property
    def aspect(self) -> float:
        """Display width / height."""
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class MadeReference:
    """A reference movement, and its thumbnail (PNG) if there is one."""

    reference: Reference
    thumbnail: bytes | None


def reference_from_motion(
    motion: Motion, draft: ReferenceDraft, origin: Origin, reference_id: str, created_at: datetime
) -> MadeReference:
    """Make the reference that ``draft`` asks for; equal arguments give equal results.

    Times of the draft and of the reference's source are those of the video, those of the template are true:
    a clip in slow motion and one at normal speed give the same movement.

    Raises:
        InvalidReferenceError: no repetition can be cut out there; the message says why.
    """
    draft.check()
    slower = motion.capture_speed
    end_s = slower * float(motion.t_s[-1])
    for trim in draft.parts:
        if trim.end_s > end_s + _LAST_FRAME_S:
            raise InvalidReferenceError(
                f"The repetition must be inside the video, which ends at {end_s:.2f} s; correct its times."
            )
    repetitions = [(trim.start_s / slower, trim.end_s / slower) for trim in draft.repetitions]
    first_s, last_s = (None if at_s is None else at_s / slower for at_s in (draft.start_s, draft.end_s))
    made = template_from_motion(motion, first_s, last_s, repetitions or None)
    kept = made.spans[0]
    reference = Reference(
        id=reference_id,
        name=draft.name,
        created_at=created_at,
        template=made.template,
        source=ReferenceSource(
            job_id=origin.job_id,
            start_s=round(slower * kept.start_s, 4),
            end_s=round(slower * kept.end_s, 4),
            fps=origin.fps,
            width=origin.width,
            height=origin.height,
        ),
        mirror_allowed=draft.mirror_allowed,
        signals=moving_angles(motion, kept),
        thumbnail=THUMBNAIL,
    )
    return MadeReference(reference, draw_thumbnail(motion, kept))
