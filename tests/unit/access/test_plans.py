from __future__ import annotations

import pytest

from formtrace.access.plans import Source, find_plan, plans
from formtrace.errors import FeaturesNotAllowedError, InvalidOptionsError
from formtrace.options import AnalysisOptions

GATED = {"keypoints", "angles", "recommendations", "progression", "export"}
EVERYTHING = dict.fromkeys(GATED, True)


def blocked(plan: str, source: Source = "video", **options: object) -> set[str]:
    return set(find_plan(plan).blocked(AnalysisOptions.from_mapping(options), source))


def test_the_contracts_gate_on_free() -> None:
    """Contract, section 7: four always, keypoints when an exercise is set; pictures likewise."""
    assert blocked("free", exercise="squat") == set()
    assert blocked("free", keypoints=True) == set()
    assert blocked("free", exercise="squat", keypoints=True) == {"keypoints"}
    for feature in GATED - {"keypoints"}:
        assert blocked("free", **{feature: True}) == {feature}
    assert blocked("free", exercise="squat", **EVERYTHING) == GATED
    assert blocked("free", "image", keypoints=True, angles=True) == {"keypoints", "angles"}


def test_what_a_picture_never_has_is_not_refused() -> None:
    assert blocked("free", "image", recommendations=True, progression=True, export=True) == set()


@pytest.mark.parametrize("plan", ["developer", "unlimited"])
def test_the_other_plans_have_everything(plan: str) -> None:
    assert blocked(plan, exercise="squat", **EVERYTHING) == set()


def test_the_error_lists_what_is_blocked_under_the_name_that_was_chosen() -> None:
    options = AnalysisOptions(exercise="squat", angles=True, export=True)
    with pytest.raises(FeaturesNotAllowedError, match="does not include angles, export") as caught:
        find_plan("free").check(options, "video", "free_plan_feature_blocked")
    assert caught.value.code == "free_plan_feature_blocked"
    assert caught.value.details == {"blocked": ["angles", "export"], "plan": "free"}
    find_plan("developer").check(options, "video", "developer_features_not_allowed")


def test_a_plan_that_is_not_there() -> None:
    assert set(plans()) == {"free", "developer", "unlimited"}
    with pytest.raises(InvalidOptionsError, match="choose one of: developer, free, unlimited"):
        find_plan("gold")
