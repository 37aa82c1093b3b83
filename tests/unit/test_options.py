"""Options, from whichever way in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.errors import InvalidOptionsError
from formtrace.options import AnalysisOptions


def test_nothing_asked_for_is_keypoints_only() -> None:
    options = AnalysisOptions.from_mapping({})
    assert options == AnalysisOptions()
    assert options.exercise is None
    assert not options.export


def test_json_values() -> None:
    options = AnalysisOptions.from_mapping(
        {"exercise": "squat", "export": True, "start_s": 1.5, "end_s": 9, "model": "heavy", "angles": False}
    )
    assert (options.exercise, options.export, options.start_s, options.end_s) == ("squat", True, 1.5, 9.0)
    assert options.model == "heavy"


def test_object_metadata_is_text_with_hyphens() -> None:
    options = AnalysisOptions.from_mapping(
        {
            "exercise": "push_up",
            "export": "TRUE",
            "start-s": "0.5",
            "End-S": "3",
            "angles": "0",
            "chunk-s": "5",
        }
    )
    assert (options.export, options.angles, options.start_s, options.end_s) == (True, False, 0.5, 3.0)
    assert options.chunk_s == 5.0


@pytest.mark.parametrize("yes", ["true", "True", "1", "yes", "on", " true "])
@pytest.mark.parametrize("no", ["false", "0", "no", "OFF"])
def test_spellings_of_yes_and_no(yes: str, no: str) -> None:
    options = AnalysisOptions.from_mapping({"export": yes, "angles": no})
    assert (options.export, options.angles) == (True, False)


def test_empty_values_are_not_given() -> None:
    options = AnalysisOptions.from_mapping({"exercise": "", "start_s": "", "model": None, "export": ""})
    assert options == AnalysisOptions()


def test_unknown_names_are_ignored() -> None:
    assert AnalysisOptions.from_mapping({"token": "x", "isAndroid": "true"}) == AnalysisOptions()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"start_s": -1}, "start_s"),
        ({"start_s": "soon"}, "start_s"),
        ({"end_s": 0}, "end_s"),
        ({"end_s": float("nan")}, "end_s"),
        ({"end_s": float("inf")}, "end_s"),
        ({"start_s": 5, "end_s": 5}, "end_s must be after start_s"),
        ({"model": "No Such"}, "model"),
        ({"export": "maybe"}, "export"),
        ({"chunk_s": 0}, "chunk_s"),
        ({"chunk_s": 1e9}, "chunk_s"),
        ({"exercise": 7}, "exercise"),
        ({"analysis_hz": 1}, "'analysis_hz':"),
        ({"subject": [0.5, 2]}, "'subject':"),
    ],
)
def test_what_cannot_be_is_named_in_one_sentence(values: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidOptionsError) as caught:
        AnalysisOptions.from_mapping(values)
    message = caught.value.message
    assert named in message
    assert message.startswith("Correct the option")
    assert message.endswith(".")
    assert "\n" not in message


value = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))


@given(st.dictionaries(st.sampled_from([*AnalysisOptions.model_fields, "start-s", "other"]), value))
def test_whatever_comes_it_is_options_or_a_permanent_error(values: dict[str, object]) -> None:
    try:
        options = AnalysisOptions.from_mapping(values)
    except InvalidOptionsError:
        return
    assert AnalysisOptions.from_mapping(options.model_dump()) == options


@pytest.mark.parametrize("given", ["0.35,0.3", "0.35, 0.3", [0.35, 0.3]])
def test_a_place_is_a_pair_however_it_is_written(given: object) -> None:
    assert AnalysisOptions.from_mapping({"subject": given}).subject == (0.35, 0.3)


@pytest.mark.parametrize("given", ["0.35", "1.2,0.3", "left", "0.1,0.2,0.3"])
def test_a_place_outside_the_picture_is_refused(given: str) -> None:
    with pytest.raises(InvalidOptionsError, match="subject"):
        AnalysisOptions.from_mapping({"subject": given})


@pytest.mark.parametrize("name", ["minGrade", "min-grade", "min_grade", "MIN_GRADE", "Min-Grade"])
def test_an_option_in_any_spelling(name: str) -> None:
    assert AnalysisOptions.from_mapping({name: "b"}).min_grade == "B"


@pytest.mark.parametrize(
    ("word", "means"),
    [("easy", "easy"), ("normal", "medium"), ("Medium", "medium"), ("pro", "hard"), ("hard", "hard")],
)
def test_difficulty_in_all_its_vocabularies(word: str, means: str) -> None:
    assert AnalysisOptions.from_mapping({"difficulty": word}).difficulty == means
