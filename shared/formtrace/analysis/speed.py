"""How many times slower than life a clip plays, and how that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formtrace.analysis.outcome import RepetitionSet
from formtrace.analysis.sets import PerformedSet
from formtrace.clip.manifest import Manifest
from formtrace.options import AnalysisOptions

_USUAL_SPEEDS = (2.0, 4.0, 8.0, 16.0)  # of phones: 60, 120, 240 and 480 frames a second played at 30
_USUAL_S = 2.0  # a repetition from leaving the rest to coming near it again
_FEWEST = 2  # attempts that are too slow alike


@dataclass(frozen=True, slots=True)
class CaptureSpeed:
    """The factor, 8 for eightfold slow motion, and where it is from."""

    factor: float = 1.0
    source: Literal["option", "container", "assumed", "default"] = "default"

    @classmethod
    def of(cls, options: AnalysisOptions, manifest: Manifest) -> CaptureSpeed:
        """That of the options, else that of the container's tags."""
        if options.speed is not None:
            return cls(options.speed, "option")
        tagged = manifest.media.capture_speed
        return cls() if tagged == 1.0 else cls(tagged, "container")


def assumed(sets: Sequence[PerformedSet]) -> CaptureSpeed | None:
    """The speed at which attempts that are all too slow take as long as repetitions do, if they are."""
    if len(sets) != 1 or not isinstance(sets[0].outcome, RepetitionSet) or sets[0].outcome.repetitions:
        return None
    t_s = sets[0].motion.t_s
    slow_s = [
        float(t_s[each.end] - t_s[each.start])
        for each in sets[0].outcome.rejected
        if each.reason == "too_slow"
    ]
    if len(slow_s) < _FEWEST or 2 * len(slow_s) < len(sets[0].outcome.rejected):
        return None
    middle_s = float(np.median(slow_s))
    factor = min(_USUAL_SPEEDS, key=lambda speed: abs(np.log(middle_s / speed / _USUAL_S)))
    return CaptureSpeed(factor, "assumed")
