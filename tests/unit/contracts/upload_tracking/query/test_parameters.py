"""The list of parameters against the contract's own tables."""

from __future__ import annotations

import pytest

from formtrace.contracts.upload_tracking.query.parameters import Parameter, find_parameter, parameters
from formtrace.contracts.upload_tracking.query.session import PageSettings
from formtrace.contracts.upload_tracking.query.values import read_value
from formtrace.options import AnalysisOptions


def words(text: str) -> list[str]:
    return text.split()


# Upload Tracking contract, tables 1a and 1b, typed from there.
UPLOAD = words(
    """
    token source exercise reference reference_movement scoring_profile userExercise difficulty minGrade
    skeleton keypoints angles recommendations progression blazepose poseBackend runInWorker poseEngine
    mediapipeModel engine userHeightCm devicePitchDeg videoSrc imageSrc showUpload uploadLabel
    uploadButtonPosition uploadAreaPadding width height containerMinHeight containerMaxWidth
    containerMaxHeight
    objectFit export postureBox isAndroid android isMobile loading_message
    """
)
LIVE = words(
    """
    placement placementCountdownSeconds placementOverlay placementZoneColor placementOverlayOpacity
    placementImageOpacity placementBoxStrokeColor silhouette silhouetteColor silhouetteShadow placementZone
    placementOverlayImageUrl paddingHorizontal paddingVertical paddingLeft paddingRight paddingTop
    paddingBottom
    timer timerSeconds timerBg timerColor timerBorder guide engineDebug type
    """
)
IMAGE_IGNORES = words(
    """
    exercise reference scoring_profile difficulty minGrade recommendations progression engine
    userHeightCm devicePitchDeg videoSrc export postureBox
    """
)


def known(name: str) -> Parameter:
    parameter = find_parameter(name)
    assert parameter is not None, name
    return parameter


def test_every_parameter_of_the_contract_is_known() -> None:
    assert {known(name).listed for name in UPLOAD} == {"upload"}
    assert {known(name).listed for name in LIVE} == {"live"}
    listed = {
        name
        for parameter in parameters()
        if parameter.listed != "ours"
        for name in (parameter.name, *parameter.aliases)
    }
    assert listed == {*UPLOAD, *LIVE}


def test_names_differ_however_they_are_spelt() -> None:
    names = [name for parameter in parameters() for name in (parameter.name, *parameter.aliases)]
    plain = [name.replace("_", "").lower() for name in names]
    assert len(set(plain)) == len(plain)
    assert known("MIN-GRADE") is known("min_grade") is known("minGrade")
    assert find_parameter("grade") is None


def test_a_photo_has_no_use_for_what_is_about_movement() -> None:
    for name in IMAGE_IGNORES:
        assert known(name).use == {"video"}, name
    assert known("imageSrc").use == {"image"}
    for name in ("token", "skeleton", "keypoints", "angles", "showUpload", "objectFit"):
        assert known(name).use == {"video", "image"}, name


def test_values_go_where_there_is_a_place_for_them() -> None:
    elsewhere = {"source", "remote_src", "callback_url", "job"}
    for parameter in parameters():
        area, _, field = (parameter.target or "").rpartition(".")
        if not parameter.has_effect or parameter.kind == "token":
            assert parameter.target is None, parameter.name
        elif area == "options":
            assert field in AnalysisOptions.model_fields
        elif area == "page":
            assert field in PageSettings.model_fields
        else:
            assert parameter.target in elsewhere
    targets = {parameter.target for parameter in parameters()}
    assert targets >= {f"page.{field}" for field in PageSettings.model_fields if field != "locale"}
    assert targets >= {f"options.{field}" for field in AnalysisOptions.model_fields if field != "chunk_s"}


def test_documented_defaults_are_those_that_hold() -> None:
    page, options = PageSettings(), AnalysisOptions()
    for parameter in parameters():
        if parameter.default is None or parameter.target is None:
            continue
        area, _, field = parameter.target.rpartition(".")
        if area:
            holder = page if area == "page" else options
            assert read_value(parameter, parameter.default) == getattr(holder, field), parameter.name


@pytest.mark.parametrize("parameter", parameters(), ids=lambda parameter: parameter.name)
def test_every_parameter_has_a_sentence(parameter: Parameter) -> None:
    assert parameter.doc.endswith(".")
    assert "|" not in parameter.doc
    assert (parameter.kind == "choice") == bool(parameter.choices)
