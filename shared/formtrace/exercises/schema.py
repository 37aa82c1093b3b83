"""What an exercise file may say: its signal, what counts, and (``form.py``) how well it is done.

``measure.py`` has what is measured. Signals run from 0 (rest) to 1 (the textbook's end of the movement).
"""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationError, model_validator

from formtrace.errors import InvalidExerciseError
from formtrace.exercises.assessment import Assessment
from formtrace.exercises.form_checks import Aspect, Check, Difficulty, Posture
from formtrace.exercises.measure import Measure, Part

Unit = Literal["reps", "seconds"]


class Term(Part):
    """One measure of a signal: its value at rest and at the end of the movement, and its weight.

    ``own``: both are counted from the person's own resting value in the clip, for small movements around a
    position that differs between people.
    """

    measure: Measure
    rest: float
    full: float
    weight: float = Field(default=1.0, gt=0)
    own: bool = False


class Condition(Part):
    """A bound that a measure must keep for the movement to be this exercise.

    ``when``: all the time, at the peak, at rest before and after, or for the measure's ``range``
    within the repetition.
    """

    measure: Measure
    min: float | None = None
    max: float | None = None
    when: Literal["throughout", "peak", "rest", "range"] = "throughout"
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


class Repetitions(Part):
    """Repetitions are counted.

    Attributes:
        sides: ``together`` - both sides make one signal; ``each`` - the sides have signals of their own and
            repetitions that coincide count once.
        hidden_below: a side whose visibility is less than this share of the other's is not counted on its
            own. An arm behind the body is a guess; a leg that is lifted there comes into sight.
        side_by: where both sides make one signal but one of them leads (the front leg of a lunge): the
            repetition is that of the side which is further towards ``full`` at the peak.
        alternates: the sides take turns; what does not alternate is less likely to be this exercise, which
            recognition looks at (counting does not).
        min_range: smallest amplitude, in signal units, that is an attempt at all.
        min_lone_range: smallest amplitude that counts where fewer than three repetitions bear each other out.
        min_share: smallest amplitude that counts, as a share of the person's own typical amplitude.
        min_peak: signal value that the peak must reach.
        completes: ``return`` - a repetition counts when the signal comes back towards rest; ``peak`` - it
            counts when the peak is reached (a deadlift that ends at lock-out is one).
        first_phase: what the way to the peak is: a squat goes down first, a curl up.
        min_s, max_s: bounds of a repetition's duration.
    """

    unit: ClassVar[Unit] = "reps"
    kind: Literal["repetitions"]

    sides: Literal["together", "each"] = "together"
    hidden_below: float = Field(default=0.5, ge=0, lt=1)
    side_by: Term | None = None
    alternates: bool = False
    min_range: float = Field(gt=0)
    min_lone_range: float = Field(default=0.5, gt=0)
    min_share: float = Field(default=0.5, gt=0, le=1)
    min_peak: float = 0.0
    completes: Literal["return", "peak"] = "return"
    first_phase: Literal["eccentric", "concentric"] = "eccentric"
    min_s: float = Field(default=0.3, gt=0)
    max_s: float = Field(default=15.0, gt=0)


class Hold(Part):
    """A position that is held: it begins at ``enter``, ends below ``leave``; short breaks are bridged.

    ``sides``: ``each`` where one side holds the position (a leg that is lifted): either may.
    """

    unit: ClassVar[Unit] = "seconds"
    kind: Literal["hold"]

    sides: Literal["together", "each"] = "together"
    enter: float
    leave: float
    min_s: float = Field(default=1.0, gt=0)
    bridge_s: float = Field(default=0.7, ge=0)


class Jump(Part):
    """How a jump is found and measured; see ``formtrace.jumps``.

    Attributes:
        method: whose height is the jump's: ``hip_rise`` - of the hips above the standing person, in pixels
            scaled by the stated height; ``air_time`` - g t^2 / 8 of the time in
            the air.
        min_height_cm: flights lower than this are hops, steps and heel raises.
        max_air_s: a longer flight means that the landing was missed.
        max_scale_change: change of the person's size in the picture from take-off to landing, as a share,
            from which on they have moved along the line of sight.
    """

    unit: ClassVar[Unit] = "reps"
    kind: Literal["jump"]

    method: Literal["hip_rise", "air_time"]
    min_height_cm: float = Field(default=10.0, gt=0)
    max_air_s: float = Field(default=1.3, gt=0)
    max_scale_change: float = Field(default=0.1, gt=0)


Counting = Annotated[Repetitions | Hold | Jump, Field(discriminator="kind")]


class Exercise(Part):
    """One exercise of the catalogue.

    ``suggested`` says how readily it is proposed for a clip of an unknown exercise: less for movements that
    are a part of others, 0 for what looks the same as another exercise of the catalogue.

    ``tells`` are conditions that tell the exercise from its neighbours: they weigh where explanations of a
    clip are compared, and never reject a repetition.

    An aspect of form for which there is no check among ``checks`` gets the usual one
    (``scoring/defaults.py``), unless it is among ``unscored``.

    ``analysis_hz`` is how many frames a second it needs at most, where 30 are not enough.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: dict[str, str]
    aliases: tuple[str, ...] = ()
    group: str
    suggested: float = Field(default=1.0, ge=0, le=1)
    signal: tuple[Term, ...] = ()
    signal_label: str
    conditions: tuple[Condition, ...] = ()
    tells: tuple[Condition, ...] = ()
    counting: Counting
    assessment: Assessment | None = None
    checks: tuple[Check, ...] = ()
    unscored: tuple[Aspect, ...] = ()
    analysis_hz: Annotated[float, Field(ge=5, le=240)] | Literal["native"] | None = None
    posture: Posture = Posture()
    difficulty: Difficulty = Difficulty()
    sources: tuple[str, ...] = Field(min_length=1)

    @classmethod
    def from_file(cls, path: str | Path) -> Exercise:
        """An exercise of one's own, from a JSON file as those in ``exercises/data``.

        >>> import formtrace as ft
        >>> half_squat = ft.Exercise.from_file("half_squat.json")
        >>> half_squat.id
        'half_squat'
        >>> ft.analyze("jacks.mp4", exercise=half_squat, end_s=0.5).exercise
        'half_squat'

        Raises:
            InvalidExerciseError: the file is not there or has a mistake; the message names the first one.
        """
        try:
            return cls.model_validate_json(Path(path).read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidExerciseError(f"The exercise file '{path}' cannot be read ({error}).") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the file"
            reason = first["msg"].removeprefix("Value error, ")
            raise InvalidExerciseError(f"Correct {where} in the exercise file '{path}': {reason}.") from None

    @model_validator(mode="after")
    def _fits_together(self) -> Exercise:
        if bool(self.signal) == isinstance(self.counting, Jump):
            raise ValueError("repetitions and holds need a signal; a jump has its own, the rise of the hips")
        codes = [check.code for check in self.checks]
        if len(set(codes)) < len(codes):
            raise ValueError("each check needs a code of its own")
        return self
