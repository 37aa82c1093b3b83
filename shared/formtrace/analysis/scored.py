"""Give an outcome its form scores, and take out what is below the grade that was asked for."""

from __future__ import annotations

from dataclasses import replace

from formtrace.analysis.outcome import HoldSet, JumpSet, Outcome, RepetitionSet
from formtrace.counting.attempts import Attempt
from formtrace.motion.body import Motion
from formtrace.motion.quarter_turns import rotated
from formtrace.options import AnalysisOptions
from formtrace.reference.reference_match import ReferenceMatch
from formtrace.scoring.grades import Grade, grade_of, reaches
from formtrace.scoring.score import score_holds, score_repetitions


def scored(outcome: Outcome, motion: Motion, options: AnalysisOptions) -> Outcome:
    """The outcome with form scores, where its kind has them."""
    match outcome:
        case RepetitionSet():
            upright = rotated(motion, outcome.quarter_turns)
            scores = score_repetitions(
                outcome.exercise, options.difficulty, upright, outcome.signal, outcome.repetitions
            )
            found = replace(outcome, scores=scores)
            return found if options.min_grade is None else _at_least(options.min_grade, found)
        case HoldSet():
            scores = score_holds(outcome.exercise, options.difficulty, motion, outcome.signal, outcome.holds)
            return replace(outcome, scores=scores)
        case JumpSet() | ReferenceMatch():
            return outcome


def _at_least(grade: Grade, found: RepetitionSet) -> RepetitionSet:
    """Without the repetitions below ``grade``; one that could not be scored counts."""
    pairs = list(zip(found.repetitions, found.scores, strict=True))
    kept = [pair for pair in pairs if pair[1].total is None or reaches(grade_of(pair[1].total), grade)]
    below = [
        Attempt(rep.start, rep.peak, rep.end, rep.side, "below_min_grade")
        for rep, score in pairs
        if (rep, score) not in kept
    ]
    return replace(
        found,
        repetitions=tuple(rep for rep, _ in kept),
        scores=tuple(score for _, score in kept),
        rejected=tuple(sorted((*found.rejected, *below), key=lambda attempt: attempt.peak)),
    )
