"""Coaching notes: a brief of the facts of a result, and the notes that a language model writes from it."""

from formtrace.coaching.brief import Brief, brief_of
from formtrace.coaching.notes import CoachNotes, Point, UnsupportedNotesError, problems_in
from formtrace.coaching.prompt import Prompt, prompt_for
from formtrace.coaching.writer import LanguageModel, write_notes

__all__ = [
    "Brief",
    "CoachNotes",
    "LanguageModel",
    "Point",
    "Prompt",
    "UnsupportedNotesError",
    "brief_of",
    "problems_in",
    "prompt_for",
    "write_notes",
]
