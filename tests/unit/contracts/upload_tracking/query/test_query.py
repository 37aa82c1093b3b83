from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from formtrace.access.authorise import Access
from formtrace.access.plans import find_plan
from formtrace.contracts.upload_tracking.query.interpret import Deployment, session_of
from formtrace.contracts.upload_tracking.query.parameters import parameters
from formtrace.contracts.upload_tracking.query.session import PageSettings
from formtrace.errors import (
    FeaturesNotAllowedError,
    InvalidOptionsError,
    MissingHeightError,
    ReferenceNotFoundError,
    UnknownExerciseError,
)
from formtrace.exercises.catalogue import catalogue
from formtrace.reference.source import ReferenceSource
from formtrace.workflow.reference_records import StoredReference
from tests.unit.contracts.upload_tracking.query.conftest import Understand

FULL, FREE = (Access("tok_1", find_plan(plan)) for plan in ("unlimited", "free"))


def test_the_quick_start_for_a_video(understand: Understand) -> None:
    session = understand("token=KEY&source=video&exercise=squat&skeleton=true&showUpload=true")
    assert session.source == "video"
    assert session.options == {"exercise": "squat", "skeleton": True}
    assert session.exercise is not None
    assert (session.exercise.id, session.exercise.name, session.exercise.unit) == ("squat", "Squat", "reps")
    assert session.page == PageSettings()
    assert session.limits.max_bytes == 2 * 2**30
    assert session.plan.features == ("angles", "export", "keypoints", "progression", "recommendations")
    assert session.ignored == ()
    assert "KEY" not in session.model_dump_json()


def test_the_quick_start_for_a_photo(understand: Understand) -> None:
    session = understand("token=KEY&source=image&skeleton=true&keypoints=true&angles=true&width=400")
    assert session.source == "image"
    assert session.options == {"skeleton": True, "keypoints": True, "angles": True}
    assert session.exercise is None
    assert session.page.width_px == 400


def test_an_empty_query_is_a_video_with_its_keypoints(understand: Understand) -> None:
    """Newest edition of the contract: without an exercise, keypoints come without being asked for."""
    assert understand("").options == {"keypoints": True}
    assert understand("", plan="free").options == {"keypoints": True}
    assert understand("keypoints=false").options == {"keypoints": False}
    assert understand("exercise=squat").options == {"exercise": "squat"}
    assert understand("source=image").options == {}


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("exercise=face_squat", {"exercise": "squat"}),
        ("exercise=Push-up", {"exercise": "push_up"}),
        ("exercise=squat&difficulty=normal", {"exercise": "squat", "difficulty": "medium"}),
        ("exercise=squat&difficulty=PRO", {"exercise": "squat", "difficulty": "hard"}),
        ("exercise=squat&minGrade=b", {"exercise": "squat", "min_grade": "B"}),
        ("exercise=squat&angles=1&export=0", {"exercise": "squat", "angles": True, "export": False}),
        (
            "exercise=squat&keypoints=yes&recommendations=on&progression=true",
            {"exercise": "squat", "keypoints": True, "recommendations": True, "progression": True},
        ),
        ("exercise=squat&userHeightCm=178.5", {"exercise": "squat", "user_height_cm": 178.5}),
        ("exercise=squat&devicePitchDeg=-5", {"exercise": "squat", "device_pitch_deg": -5.0}),
        ("exercise=squat&locale=fr-CA", {"exercise": "squat", "locale": "fr"}),
        ("exercise=squat&lang=fr", {"exercise": "squat", "locale": "fr"}),
        (
            "exercise=squat&startS=1.5&endS=9&subject=0.3,0.5",
            {"exercise": "squat", "start_s": 1.5, "end_s": 9.0, "subject": [0.3, 0.5]},
        ),
        ("exercise=squat&eBand=true&model=lite", {"exercise": "squat", "e_band": True, "model": "lite"}),
        ("exercise=squat&skeleton=false", {"exercise": "squat", "skeleton": False}),
        (
            "exercise=squat&skeleton=Chalk",
            {"exercise": "squat", "skeleton": True, "skeleton_style": "chalk"},
        ),
        ("exercise=squat&exercise=plank", {"exercise": "squat"}),
        ("exercise=&exercise=plank", {"exercise": "plank"}),
    ],
)
def test_options(understand: Understand, query: str, options: dict[str, Any]) -> None:
    session = understand(query)
    assert session.options == options
    assert session.ignored == ()
    assert json.loads(session.model_dump_json())["options"] == options


def test_a_hold_is_counted_in_seconds_and_named_in_the_language(understand: Understand) -> None:
    exercise = understand("exercise=plank&locale=fr").exercise
    assert exercise is not None
    assert exercise.unit == "seconds"
    assert exercise.name == catalogue()["plank"].name["fr"]


def test_how_the_page_looks(understand: Understand) -> None:
    page = understand(
        "exercise=squat&showUpload=false&uploadLabel=Pick%20one&uploadButtonPosition=Top-Left&uploadAreaPadding=0"
        "&width=360&height=640px&containerMinHeight=100.4&containerMaxWidth=500&containerMaxHeight=700"
        "&objectFit=cover&loading_message=One%20moment&postureBox=false&locale=fr&pace=playback&channel=Host"
        "&targetOrigin=https://App.example.com/&messageFormat=object"
        "&view=Trends&library=no&compare=1B4E28BA-2fa1-41d2-883f-0016d3cca427"
    ).page
    assert page == PageSettings(
        show_upload=False,
        upload_label="Pick%20one",
        upload_button_position="top-left",
        upload_area_padding_px=0,
        width_px=360,
        height_px=640,
        container_min_height_px=100,
        container_max_width_px=500,
        container_max_height_px=700,
        object_fit="cover",
        loading_message="One%20moment",
        posture_box=False,
        locale="fr",
        pace="playback",
        channel="Host",
        target_origin="https://app.example.com",
        message_format="object",
        view="trends",
        library=False,
        compare="1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    )


def test_looks_that_cannot_be_read_keep_nobody_from_an_analysis(understand: Understand) -> None:
    session = understand(
        "exercise=squat&width=100%&objectFit=zoom&showUpload=maybe&locale=de&uploadLabel=a\x00b"
    )
    assert session.page == PageSettings()
    assert session.ignored == ("width", "objectFit", "showUpload", "locale", "uploadLabel")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("source=pdf", "source"),
        ("angles=perhaps", "angles"),
        ("minGrade=E", "minGrade"),
        ("MIN_GRADE=F", "MIN_GRADE"),
        ("difficulty=brutal", "difficulty"),
        ("userHeightCm=tall", "userHeightCm"),
        ("userHeightCm=nan", "userHeightCm"),
        ("userHeightCm=1.78", "userHeightCm"),
        ("devicePitchDeg=inf", "devicePitchDeg"),
        ("job=42", "job"),
        ("targetOrigin=example.com", "targetOrigin"),
        ("targetOrigin=https://*.example.com", "targetOrigin"),
        ("subject=2,0", "subject"),
        ("subject=1", "subject"),
        ("startS=-1", "startS"),
        ("messageFormat=xml", "messageFormat"),
        ("videoSrc=https://a.example/" + "x" * 5000, "videoSrc"),
    ],
)
def test_other_values_that_cannot_be_read_are_named(understand: Understand, query: str, named: str) -> None:
    with pytest.raises(InvalidOptionsError, match=f"Correct the parameter '{named}': .") as caught:
        understand(f"exercise=squat&{query}")
    assert caught.value.code == "invalid_options"
    assert caught.value.details["parameter"] == named
    assert len(caught.value.details["value"]) <= 64


def test_a_part_that_ends_before_it_begins(understand: Understand) -> None:
    with pytest.raises(InvalidOptionsError, match="end_s must be after start_s"):
        understand("startS=5&endS=4")


@pytest.mark.parametrize("reference", ["reference", "reference_movement", "Reference"])
def test_an_exercise_and_a_reference_contradict_each_other(understand: Understand, reference: str) -> None:
    sentence = "You cannot combine reference & exercise. Please check the documentation"
    with pytest.raises(InvalidOptionsError, match=sentence):
        understand(f"exercise=squat&{reference}=1b4e28ba-2fa1-41d2-883f-0016d3cca427")
    with pytest.raises(InvalidOptionsError, match=sentence):
        understand(f"userExercise=mine&{reference}=1b4e28ba-2fa1-41d2-883f-0016d3cca427")
    assert understand(f"source=image&exercise=squat&{reference}=x").ignored == ("exercise", reference)


def stored(owner: str | None) -> StoredReference:
    return StoredReference(
        id="1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        owner=owner,
        name="My swing",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        duration_s=1.5,
        repetitions=1,
        view="side",
        mirror_allowed=True,
        signals=("left_elbow",),
        source=ReferenceSource(start_s=0.5, end_s=2.0, fps=30, width=640, height=480),
        thumbnail=None,
    )


def test_a_reference_is_the_tokens_own(understand: Understand) -> None:
    mine = stored("tok_1")
    session = understand(
        f"reference_movement={mine.id.upper()}&scoring_profile=Kali&minGrade=b", references=lambda _: mine
    )
    assert session.options == {"reference": mine.id, "scoring_profile": "strict", "min_grade": "B"}
    assert session.reference is not None
    assert (session.reference.name, session.reference.signals) == ("My swing", ("left_elbow",))
    assert session.exercise is None
    refusals = []
    for found in (None, stored("tok_2"), stored(None)):
        with pytest.raises(ReferenceNotFoundError) as caught:
            understand(f"reference={mine.id}", references=lambda _, found=found: found)
        refusals.append((caught.value.code, caught.value.message, caught.value.details))
    assert refusals[0][0] == "reference_not_found"
    assert len(set(map(str, refusals))) == 1
    with pytest.raises(InvalidOptionsError, match="scoring_profile"):
        understand(f"reference={mine.id}&scoring_profile=loose", references=lambda _: mine)


def test_keypoints_are_not_free_with_a_reference(understand: Understand) -> None:
    mine = stored("tok_1")
    assert understand("", plan="free").options == {"keypoints": True}
    assert understand(f"reference={mine.id}", plan="free", references=lambda _: mine).options == {
        "reference": mine.id
    }
    with pytest.raises(FeaturesNotAllowedError):
        understand(f"reference={mine.id}&keypoints=true", plan="free", references=lambda _: mine)
    assert understand("userExercise=1").ignored == ("userExercise",)


def test_an_exercise_that_is_not_there_is_refused_in_the_contracts_words(understand: Understand) -> None:
    with pytest.raises(UnknownExerciseError) as caught:
        understand("exercise=squart")
    assert caught.value.code == "invalid_exercise"
    assert caught.value.message.startswith("Exercise 'squart' is not available in V3 engine")
    assert "perhaps you mean squat." in caught.value.message
    assert caught.value.details == {"exercise": "squart", "suggestions": ["squat"]}
    with pytest.raises(UnknownExerciseError, match="/v1/exercises"):
        understand("exercise=%C3%A9")


def test_a_jump_that_is_measured_by_height_needs_the_height(understand: Understand) -> None:
    if "jump_analysis" not in catalogue():
        pytest.skip("jump_analysis is not in the catalogue")
    with pytest.raises(MissingHeightError) as caught:
        understand("exercise=jump_analysis")
    assert caught.value.code == "jump_analysis_missing_height"
    assert caught.value.message.startswith(
        "User height (userHeightCm) must be provided for jump_analysis exercise"
    )
    session = understand("exercise=jump_analysis&userHeightCm=180")
    assert session.options == {"exercise": "jump_analysis", "user_height_cm": 180.0}
    assert understand("exercise=air_time_jump").exercise is not None


def test_a_photo_ignores_what_is_about_movement(understand: Understand) -> None:
    session = understand(
        "source=image&exercise=juggling&minGrade=Z&export=true&angles=true", plan="developer"
    )
    assert session.options == {"angles": True}
    assert session.ignored == ("exercise", "minGrade", "export")


def test_the_gate(understand: Understand) -> None:
    with pytest.raises(FeaturesNotAllowedError) as caught:
        understand(
            "exercise=squat&angles=true&keypoints=true",
            plan="free",
            gate_code="developer_feature_not_allowed",
        )
    assert caught.value.code == "developer_feature_not_allowed"
    assert caught.value.details["blocked"] == ["keypoints", "angles"]
    assert understand("exercise=squat&blazepose=true", plan="free").ignored == ("blazepose",)


def test_presets(understand: Understand) -> None:
    assert understand("skeleton=true").skeleton.model_dump() == {"visible": True, "style": {}}
    assert understand("skeleton=0").skeleton.visible is False
    style = understand("skeleton=classic").skeleton.style
    # Contract, section 8.
    assert style["circles"]["circleFillColor"] == "#010A73"
    assert style["lines"] == {"lineStrokeColor": "#010A73", "strokeWidth": 4.0}
    assert len(style["keypoints"]) == 17
    assert len(style["keypoint_lines"]) == 12


def test_a_preset_that_is_not_here_gives_the_usual_look(understand: Understand) -> None:
    session = understand("exercise=squat&skeleton=3f6c1a52-9d0e-4b7a-8f35-0a1b2c3d4e5f")
    assert session.skeleton.model_dump() == {"visible": True, "style": {}}
    assert session.options == {"exercise": "squat", "skeleton": True}
    assert session.ignored == ("skeleton",)


def test_what_is_unknown_or_only_accepted_is_listed(understand: Understand) -> None:
    session = understand("exercise=squat&foo=1&isAndroid=true&poseBackend=webgl&timer=3&foo=2&empty=")
    assert session.options == {"exercise": "squat"}
    assert session.ignored == ("foo", "empty", "isAndroid", "poseBackend", "timer")


@pytest.mark.parametrize("name", [one.name for one in parameters() if not one.has_effect])
@pytest.mark.parametrize("value", ["true", "what nobody can read"])
def test_what_is_only_accepted_changes_nothing(understand: Understand, name: str, value: str) -> None:
    plain, given = understand("exercise=squat"), understand(f"exercise=squat&{name}={value}")
    assert given.ignored == (name,)
    assert given.model_copy(update={"ignored": ()}) == plain


def test_what_goes_beside_the_options(understand: Understand) -> None:
    session = understand(
        "exercise=squat&videoSrc=https://a.example/clip.mp4&callbackUrl=https://b.example/&job="
        "1B4E28BA-2FA1-41D2-883F-0016D3CCA427"
    )
    assert session.options == {"exercise": "squat"}
    assert session.remote_src == "https://a.example/clip.mp4"
    assert session.callback_url == "https://b.example/"
    assert session.job == "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
    photo = understand("source=image&imageSrc=https://a.example/p.jpg&videoSrc=https://a.example/clip.mp4")
    assert photo.remote_src == "https://a.example/p.jpg"
    assert photo.ignored == ("videoSrc",)


def test_a_json_object_means_the_same(understand: Understand) -> None:
    body = {
        "source": "video",
        "exercise": "squat",
        "angles": True,
        "startS": 2,
        "subject": [0.3, 0.5],
        "foo": {},
    }
    session = session_of(body, FULL, Deployment())
    assert session == understand("exercise=squat&angles=true&startS=2&subject=0.3,0.5&foo=1")
    for value in ({"a": 1}, ["squat"], [1, 2, 3]):
        with pytest.raises(InvalidOptionsError, match="Correct the parameter 'exercise'"):
            session_of({"exercise": value}, FULL, Deployment())
