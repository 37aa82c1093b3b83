"""What an exercise file may say about a physical test: what is read off each peak, and an opinion."""

from __future__ import annotations

from pydantic import Field, model_validator

from formtrace.exercises.measure import Measure, Part


class Quantity(Part):
    """A median at the peak of a repetition, of the side that is seen better.

    ``in_lengths_of``: landmarks along a limb whose length is the unit of a length, instead of the torso.
    """

    name: str
    measure: Measure
    in_lengths_of: tuple[str, ...] = ()


class Flag(Part):
    """Whether a quantity is within bounds; ``leans_with_camera`` adds the slack of the camera's height."""

    name: str
    quantity: str
    min: float | None = None
    max: float | None = None
    leans_with_camera: bool = False


class Opinion(Part):
    """One opinion, given where its quantity is at least ``min`` and the flag it ``needs`` is up."""

    tone: str
    quantity: str | None = None
    min: float = 0.0
    needs: str | None = None


class Assessment(Part):
    """A physical test; its sentences are in ``texts/<language>.json`` under the exercise's id.

    Attributes:
        limb: landmarks that say which side is seen better.
        opinions: best first; the last has no bound.
        camera_slack_deg: added to the bounds of flags that lean with a camera that stands on the ground or
            above the head, where perspective tilts upright lines.
    """

    limb: tuple[str, ...] = Field(min_length=1)
    quantities: tuple[Quantity, ...] = Field(min_length=1)
    flags: tuple[Flag, ...] = ()
    opinions: tuple[Opinion, ...] = Field(min_length=1)
    camera_slack_deg: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _knows_its_names(self) -> Assessment:
        quantities = {quantity.name for quantity in self.quantities}
        flags = {flag.name for flag in self.flags}
        judged = {flag.quantity for flag in self.flags} | {opinion.quantity for opinion in self.opinions}
        needed = {opinion.needs for opinion in self.opinions}
        if not judged - {None} <= quantities or not needed - {None} <= flags:
            raise ValueError("flags and opinions need quantities and flags of this assessment")
        if self.opinions[-1].quantity is not None or self.opinions[-1].needs is not None:
            raise ValueError("the last opinion must have no bound")
        return self
