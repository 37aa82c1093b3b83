"""The sentences: every language says everything, with the same values in it."""

from __future__ import annotations

import re

import pytest

from formtrace.exercises.catalogue import catalogue
from formtrace.scoring.defaults import checks_of, unit_of
from formtrace.scoring.posture import required_parts
from formtrace.texts import LANGUAGES, Language, texts


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)(?::[^}]*)?}", sentence))


@pytest.mark.parametrize("language", LANGUAGES)
class TestEachLanguage:
    def test_has_what_english_has(self, language: Language) -> None:
        table, english = texts(language), texts("en")
        for part in ("units", "sides", "checks", "posture", "parts", "quality", "reference"):
            assert set(getattr(table, part)) == set(getattr(english, part)), part
        for part in ("posture", "quality", "reference"):
            for name, sentence in getattr(english, part).items():
                assert placeholders(getattr(table, part)[name]) == placeholders(sentence), name

    def test_has_the_sentences_of_every_check(self, language: Language) -> None:
        table = texts(language)
        for exercise in catalogue().values():
            for check in checks_of(exercise) if exercise.counting.kind != "jump" else ():
                sentence = table.measured(check.code, 1.25, unit_of(check), "left")
                assert "{" not in sentence
                assert table.checks[check.code].advice.endswith(".")
                assert table.checks[check.code].name
            for part in required_parts(exercise):
                assert table.parts[part]

    def test_measured_sentences_have_the_value_and_advice_none(self, language: Language) -> None:
        for code, sentences in texts(language).checks.items():
            assert placeholders(sentences.measured) == {"value"}, code
            assert not placeholders(sentences.advice + sentences.name), code


def test_english() -> None:
    table = texts("en")
    assert table.measured("trunk_lean", 47.6, "deg", "both") == "Trunk leaning by 48°"
    assert table.measured("knees_straight", 161.2, "deg", "left") == "Knees at 161° (left)"
    assert table.measured("lowering_tempo", 0.84, "s", None) == "Lowered in 0.8 s"
    assert table.measured("knees_caving", 0.62, "ratio", "both") == "Knees at 62% of the width of your feet"
    assert table.listed(["hip", "knee", "ankle"]) == "hips, knees and feet"
    assert table.listed(["ankle"]) == "feet"


def test_french() -> None:
    table = texts("fr")
    assert table.measured("lowering_tempo", 0.84, "s", None) == "Descente en 0,8 s"
    assert (
        table.measured("range_of_motion", 85.0, "percent", "right") == "85 % du mouvement complet (à droite)"
    )
    assert table.listed(["knee", "ankle"]) == "les genoux et les pieds"
