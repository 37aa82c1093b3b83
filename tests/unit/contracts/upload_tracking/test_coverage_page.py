from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from formtrace.access.plans import GateCode
from formtrace.contracts.upload_tracking import coverage
from formtrace.contracts.upload_tracking.query.parameters import parameters

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "docs" / "contract-coverage.md"
ERRORS = json.loads((files("formtrace.contracts.upload_tracking") / "errors.json").read_text("utf-8"))
# Upload Tracking contract, section 7, typed from there; quality_downgraded is in section 2c.
CODES = """
    missing_token invalid_token developer_features_not_allowed developer_feature_not_allowed
    free_plan_feature_blocked invalid_exercise jump_analysis_missing_height video_load_error image_load_error
    media_decode_error cross_origin_video cross_origin_image webgl_unavailable wasm_unavailable
    backend_fallback_wasm backend_fallback_cpu camera_permission_denied camera_not_found camera_denied
    camera_unavailable quota_exceeded network network_required offline_metered feature_not_supported
    model_load_failed engine_load_failed integrity_check_failed webview_error device_too_slow
    media_load_failed media_unavailable internal quality_downgraded
"""


def test_the_page_is_as_fresh_as_the_data() -> None:
    text = PAGE.read_text("utf-8")
    assert coverage.page(text) == text, "run make docs"


def test_a_page_without_markers_is_left_alone() -> None:
    with pytest.raises(ValueError, match="no marker lines for parameters"):
        coverage.page("# Nothing")


def test_every_code_of_the_contract_has_a_row() -> None:
    listed = [error["code"] for error in ERRORS if error["listed"] != "ours"]
    assert sorted(listed) == sorted(CODES.split())
    assert set(GateCode.__args__) < set(listed)


def test_every_row_has_a_test_that_exists() -> None:
    tests = {coverage.test_of(parameter) for parameter in parameters()}
    tests |= {error["test"] for error in ERRORS if error["sent"]}
    for test in tests:
        path, _, name = test.partition("::")
        source = (ROOT / path).read_text("utf-8")
        assert not name or re.search(rf"^def {name}\(", source, re.MULTILINE), test
    assert not [error["code"] for error in ERRORS if not error["sent"] and "test" in error]
