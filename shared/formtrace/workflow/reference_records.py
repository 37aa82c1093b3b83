"""The records of reference movements."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from formtrace.reference.source import ReferenceSource

if TYPE_CHECKING:  # NumPy is needed for it
    from formtrace.reference.record import Reference


class StoredReference(BaseModel):
    """The record of a reference movement: all of it but the movement.

    Attributes:
        owner: id of the token that it belongs to; ``None`` if it belongs to none.
        duration_s: of one repetition.
        repetitions: how many were averaged.
        view: from which side it was filmed.
        signals: names of the joint angles that move most, the busiest first.
        thumbnail: name of the picture's file.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    owner: str | None = None
    name: str
    created_at: datetime
    duration_s: float
    repetitions: int
    view: Literal["front", "side", "oblique"] | None
    mirror_allowed: bool
    signals: tuple[str, ...]
    source: ReferenceSource
    thumbnail: str | None

    @classmethod
    def of(cls, reference: Reference, owner: str | None) -> StoredReference:
        """The record of ``reference``."""
        template = reference.template
        return cls(
            id=reference.id,
            owner=owner,
            name=reference.name,
            created_at=reference.created_at,
            duration_s=round(template.duration_s, 4),
            repetitions=template.repetitions,
            view=template.view,
            mirror_allowed=reference.mirror_allowed,
            signals=reference.signals,
            source=reference.source,
            thumbnail=reference.thumbnail,
        )


class ReferenceCursor(NamedTuple):
    """A position in an owner's list of references, newest first: just after this one."""

    created_at: str
    id: str
