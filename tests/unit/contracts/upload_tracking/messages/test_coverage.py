"""``docs/contract-coverage.md`` has a row for every message and field, and the tests it names are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.contracts.upload_tracking.messages.samples import SCHEMA, VALIDATORS

DOCS = Path(__file__).parents[5] / "docs"
PAGE = (DOCS / "contract-coverage.md").read_text(encoding="utf-8")
EVERYWHERE = {"type", "seq", "t", "timestampMs", "last"}
# Upload Tracking contract, sections 2c and 10b, typed from there: what a message of the type may have.
CONTRACT = {
    "initialization": "message ready source step mode acceleration",
    "environment": "poseBackend webgl",
    "error": "error code message details current_count origin",
    "warning": "error message",
    "posture": "message direction ready requirements placementMessage postureDirection missingKeypoints",
    "counter": "current_count final form_score score avg_score grade reference_score overallScore poseScore "
    "timingScore movementScore nccScore dtwScore distScore analysis",
    "form_score": "score avg_score grade",
    "progression": "value phase",
    "recommendations": "data message",
    "keypoints": "data keypoints name x y z score frameId",
    "angles": "data left_side right_side angles",
    "keypoints_batch": "data frames timestampMs frameId keypoints",
    "exercise_summary": "counter recommendations progression avg_similarity avg_rep_score "
    "avg_rep_score_ratio total_frames_compared exercise grade history durationMs index formScore "
    "referenceScore analysis disclaimer method",
    "export_ready": "url",
    "image_overlay": "url data image",
    "jump_calibration": "calibrated cmPerPixel baselineY visibleHips left right message",
    "jump_started": "message",
    "jump_height": "jumpHeightCm measuring landed final baselineY minY deltaPixels sideUsed airTimeMs "
    "airTimeSeconds visibleHips cmPerPixel",
    "jump_discarded": "reason userMessage",
    "jump_result": "jumpNumber jumpHeightCm airTimeMs airTimeSeconds baselineY minY deltaPixels sideUsed "
    "visibleHips",
    "jump_summary": "totalJumps avgJumpHeight maxJumpHeight minJumpHeight avgAirTimeSeconds jumps jumpNumber "
    "jumpHeightCm airTimeMs airTimeSeconds",
}


def rows() -> Iterator[tuple[str, set[str], bool]]:
    """Type, fields and whether they are sent, of every row of the table of messages."""
    table = PAGE.partition("<!-- messages -->")[2].partition("<!-- end of messages -->")[0]
    for line in table.strip().splitlines()[2:]:
        _, kind, fields, origin, _, test, _ = line.split("|")
        sent = "not sent" not in origin
        assert bool(test.strip()) == sent, line
        yield kind.strip(" `"), set(re.findall(r"`(\w+)`", fields)), sent


def fields_of(definition: dict[str, Any]) -> set[str]:
    """Names of all fields, also of the objects in them."""
    names = set(definition.get("properties", ()))
    for text in re.findall(r"#/\$defs/(\w+)", str(definition)):
        names |= fields_of(SCHEMA["$defs"][text])
    return names


def listed(kind: str, *, sent: bool) -> set[str]:
    found: set[str] = set()
    for row_kind, fields, row_sent in rows():
        if row_kind == kind and row_sent == sent:
            found |= fields
    return found


@pytest.mark.parametrize("kind", sorted(VALIDATORS))
def test_every_field_has_a_row_and_every_row_is_a_field(kind: str) -> None:
    (definition,) = (
        each for each in SCHEMA["$defs"].values() if each["properties"].get("type", {}).get("const") == kind
    )
    assert listed(kind, sent=True) - EVERYWHERE == fields_of(definition) - EVERYWHERE


@pytest.mark.parametrize("kind", sorted(CONTRACT))
def test_every_field_of_the_contract_has_a_row(kind: str) -> None:
    missing = set(CONTRACT[kind].split()) - listed(kind, sent=True) - listed(kind, sent=False)
    assert missing - EVERYWHERE == set()


def test_the_types_are_those_of_the_contract() -> None:
    assert set(VALIDATORS) == set(CONTRACT) == {kind for kind, _, _ in rows()} - {"every message"}


def test_every_test_that_is_named_is_there() -> None:
    links = re.findall(r"\[([^\]]+)\]\((\.\./(?:tests|web)/[^)]+)\)", PAGE)
    assert links
    for name, path in links:
        source = (DOCS / path).read_text(encoding="utf-8")
        if name != Path(path).name:
            assert re.search(
                rf'^\s*def {re.escape(name)}\(|test\("{re.escape(name)}"', source, re.MULTILINE
            ), name
