"""The sentences and numbers of a report in its language."""

from __future__ import annotations

from datetime import datetime

from formtrace.exercises.catalogue import catalogue
from formtrace.results.document import ResultDocument
from formtrace.texts import Language, TextTable, texts


class Words:
    """Called with the key of a sentence, it gives the sentence.

    >>> Words("fr")("reps", count=3)
    '3 répétitions'
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.table: TextTable = texts(language)

    def __call__(self, key: str, **values: object) -> str:
        """A sentence with its values."""
        return self.table.report[key].format(**values)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the language's decimal mark."""
        return f"{value:.{digits}f}".replace(".", self.table.decimal_mark)

    def points(self, score: float) -> str:
        """A score as a whole number, never rounded up into the next grade's band."""
        return f"{int(score)}"

    def date(self, moment: datetime) -> str:
        """A day, in the language's order."""
        local = moment.astimezone()
        month = self.table.report["months"].split()[local.month - 1]
        return self("date", day=local.day, month=month, year=local.year)

    def clock(self, t_s: float) -> str:
        """A moment of the video."""
        minutes, seconds = divmod(round(t_s, 1), 60)
        return f"{minutes:.0f}:{seconds:04.1f}".replace(".", self.table.decimal_mark)

    def counted(self, document: ResultDocument) -> str:
        """What was counted, by its name."""
        if document.exercise is not None:
            return self.exercise(document.exercise)
        if document.reference is not None:
            return document.reference.name
        named = dict.fromkeys(self.exercise(each.exercise) for each in document.in_sets if each.exercise)
        return ", ".join(named) or self("movement")

    def exercise(self, exercise_id: str) -> str:
        """An exercise's name; its id in words where the catalogue does not have it."""
        known = catalogue().get(exercise_id)
        if known is None:
            return exercise_id.replace("_", " ")
        return known.name.get(self.language) or known.name["en"]
