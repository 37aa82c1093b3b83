"""What an exercise file may say.

Landmark names without a side (``knee``) stand for the left and the right one in turn; ``mid_knee`` is the
middle of the two. Lengths are in torsos (the person's own distance from mid-hip to mid-shoulder), angles in
degrees; signals run from 0 (rest) to 1 (the textbook's end of the movement).
"""

from __future__ import annotations

from math import inf
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Angle(_Part):
    """Interior angle at the middle one of three points; 180 is straight."""

    kind: Literal["angle"]
    points: tuple[str, str, str]
    space: Literal["body", "picture"] = "body"


class Incline(_Part):
    """Angle of the line between two points from straight up, 0..180."""

    kind: Literal["incline"]
    points: tuple[str, str]
    space: Literal["body", "picture"] = "body"


class Height(_Part):
    """How far the first point is above the second, in torsos; negative below."""

    kind: Literal["height"]
    points: tuple[str, str]


class Distance(_Part):
    """Distance between two points, in torsos: in space, or along the picture's ``x`` only."""

    kind: Literal["distance"]
    points: tuple[str, str]
    space: Literal["body", "picture", "x"] = "body"


Measure = Annotated[Angle | Incline | Height | Distance, Field(discriminator="kind")]


class Term(_Part):
    """One measure of a signal: its value at rest and at the end of the movement, and its weight."""

    measure: Measure
    rest: float
    full: float
    weight: float = Field(default=1.0, gt=0)


class Condition(_Part):
    """A bound that a measure must keep for the movement to be this exercise.

    ``when``: all the time, at the turning point, at rest before and after, or for the measure's ``range``
    within the repetition.
    """

    measure: Measure
    min: float | None = None
    max: float | None = None
    when: Literal["throughout", "turn", "rest", "range"] = "throughout"
    reason: str

    @model_validator(mode="after")
    def _bounded(self) -> Condition:
        if self.min is None and self.max is None:
            raise ValueError("a condition needs a min or a max")
        return self

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest value; infinite where there is no bound."""
        return (-inf if self.min is None else self.min, inf if self.max is None else self.max)


class Repetitions(_Part):
    """How the engine counts this exercise.

    Attributes:
        sides: ``together`` - both sides make one signal; ``each`` - the sides have signals of their own and
            repetitions that coincide count once.
        min_range: smallest swing, in signal units, that is an attempt at all.
        min_lone_range: smallest swing that counts where fewer than three repetitions bear each other out.
        min_share: smallest swing that counts, as a share of the person's own typical swing.
        min_turn: signal value that the turning point must reach.
        completes: ``return`` - a repetition counts when the signal comes back towards rest; ``turn`` - it
            counts when the turning point is reached (a deadlift that ends at lock-out is one).
        first_phase: what the way to the turning point is: a squat goes down first, a curl up.
        min_s, max_s: bounds of a repetition's duration.
    """

    sides: Literal["together", "each"] = "together"
    min_range: float = Field(gt=0)
    min_lone_range: float = Field(default=0.5, gt=0)
    min_share: float = Field(default=0.5, gt=0, le=1)
    min_turn: float = 0.0
    completes: Literal["return", "turn"] = "return"
    first_phase: Literal["eccentric", "concentric"] = "eccentric"
    min_s: float = Field(default=0.3, gt=0)
    max_s: float = Field(default=15.0, gt=0)


class Hold(_Part):
    """A position that is held: it begins at ``enter``, ends below ``leave``; short breaks are bridged."""

    enter: float
    leave: float
    min_s: float = Field(default=1.0, gt=0)
    bridge_s: float = Field(default=0.7, ge=0)


class JumpRules(_Part):
    """How a jump is found and measured; see ``formtrace.jumps``.

    Attributes:
        method: whose height is the jump's: ``hip_rise`` - of the hips above the standing person, in pixels that
            the person's stated height turns into centimetres; ``air_time`` - g t^2 / 8 of the time in the air.
        min_height_cm: flights lower than this are hops, steps and heel raises.
        max_air_s: longer than this nobody stays in the air: the landing was missed.
        max_scale_change: change of the person's size in the picture from take-off to landing, as a share, from
            which on they have come nearer or gone away.
    """

    method: Literal["hip_rise", "air_time"]
    min_height_cm: float = Field(default=10.0, gt=0)
    max_air_s: float = Field(default=1.3, gt=0)
    max_scale_change: float = Field(default=0.1, gt=0)


class Exercise(_Part):
    """One exercise of the catalogue."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: dict[str, str]
    aliases: tuple[str, ...] = ()
    group: str
    signal: tuple[Term, ...] = ()
    signal_label: str
    conditions: tuple[Condition, ...] = ()
    repetitions: Repetitions | None = None
    hold: Hold | None = None
    jump: JumpRules | None = None
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _counts_one_way(self) -> Exercise:
        if sum(rules is not None for rules in (self.repetitions, self.hold, self.jump)) != 1:
            raise ValueError("an exercise is counted either in repetitions, as a hold or as a jump")
        if bool(self.signal) == (self.jump is not None):
            raise ValueError("repetitions and holds need a signal; a jump has its own, the rise of the hips")
        return self
