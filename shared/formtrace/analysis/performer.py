"""Choose whose movement is meant, of all the people in the picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from formtrace.analysis.sets import PerformedSet
from formtrace.motion.body import Motion
from formtrace.motion.subject import Subject

_IDLE = 0.25  # weight of a person who does nothing that was asked for, beside 1.25 for doing it all the time


@dataclass(frozen=True)
class Performer:
    """A person, their motion, and what was found in it."""

    subject: Subject
    motion: Motion
    sets: tuple[PerformedSet, ...]

    @property
    def weight(self) -> float:
        """How likely it is that this person is meant: doing what was asked for counts."""
        t_s = self.motion.t_s
        active_s = sum(each.active_s for each in self.sets)
        whole_s = max(float(t_s[-1] - t_s[0]), 1e-9)
        return self.subject.weight * (_IDLE + min(active_s / whole_s, 1.0))


def choose(subjects: Sequence[Subject], perform: Callable[[Subject], Performer], task: str) -> Performer:
    """The likeliest; ``task`` is what they do, for the sentence that says how they were chosen.

    ``perform`` is not called for those who cannot be likelier, whatever they do.
    """
    chosen = perform(subjects[0])
    for subject in subjects[1:]:
        if subject.weight * (_IDLE + 1.0) > chosen.weight:
            chosen = max(chosen, perform(subject), key=lambda each: each.weight)
    if chosen.subject is subjects[0]:
        return chosen
    how = f"of up to {chosen.subject.people} people the one who does the {task}"
    return replace(chosen, subject=replace(chosen.subject, how=how))
