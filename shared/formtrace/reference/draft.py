"""The request for a reference movement: its name, and the part of a video to make it of."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from formtrace.errors import InvalidOptionsError, InvalidReferenceError

MOST_REPETITIONS = 20
MIN_S, MAX_S = 0.3, 20.0
"""Bounds of one repetition's duration, in seconds."""
Second = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$"),
]
_ALMOST_S = 1e-6


class Trim(BaseModel):
    """One repetition: seconds from the video's first frame; both ends belong to it."""

    model_config = ConfigDict(frozen=True)

    start_s: Second
    end_s: Second


class ReferenceDraft(BaseModel):
    """A reference movement that is to be made of a video.

    Attributes:
        name: for people.
        start_s, end_s: the one repetition to keep; a missing end is found automatically.
        repetitions: several, to be averaged, instead of ``start_s`` and ``end_s``.
        mirror_allowed: whether the mirror image counts as the same movement.
    """

    model_config = ConfigDict(frozen=True)

    name: Name
    start_s: Second | None = None
    end_s: Second | None = None
    repetitions: Annotated[tuple[Trim, ...], Field(max_length=MOST_REPETITIONS)] = ()
    mirror_allowed: bool = True

    @classmethod
    def of(cls, **values: Any) -> ReferenceDraft:
        """Read values that a user typed.

        Raises:
            InvalidOptionsError: a value is invalid; the message names it.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InvalidOptionsError(f"Correct '{where}': {first['msg']}.") from error

    @property
    def parts(self) -> tuple[Trim, ...]:
        """The repetitions of which both ends are given."""
        if self.start_s is None or self.end_s is None:
            return self.repetitions
        return (Trim(start_s=self.start_s, end_s=self.end_s),)

    def check(self) -> None:
        """Refuse what is invalid whatever the video shows, before it is analysed.

        Raises:
            InvalidReferenceError: a part ends before it starts, or is too short or too long, or the part is
                given twice.
        """
        if self.repetitions and not (self.start_s is None and self.end_s is None):
            raise InvalidReferenceError(
                "Give either start_s and end_s of one repetition, or the list of repetitions, not both."
            )
        for part in self.parts:
            if part.end_s <= part.start_s:
                raise InvalidReferenceError(
                    "The end of the repetition must be after its start; correct the two times."
                )
            if not MIN_S - _ALMOST_S <= part.end_s - part.start_s <= MAX_S + _ALMOST_S:
                raise InvalidReferenceError(
                    f"One repetition takes from {MIN_S} to {MAX_S:.0f} s and this part takes "
                    f"{part.end_s - part.start_s:.2f} s; trim the video to one clean repetition."
                )
