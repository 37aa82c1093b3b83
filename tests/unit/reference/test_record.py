"""The stored form of a reference: files of earlier releases are read, and written with the same names."""

from __future__ import annotations

import json

from formtrace.reference.record import Reference

STORED = {
    "schema_version": 1,
    "id": "0b6f",
    "name": "Swing",
    "created_at": "2026-01-01T00:00:00Z",
    "signature": {
        "schema_version": 1,
        "duration_s": 1.5,
        "poses": [[[0.0, 1.0, 0.0]] * 10] * 2,
        "visibility": [0.9] * 10,
        "view": "side",
        "turn_deg": 82.5,
        "repetitions": 1,
    },
    "source": {"job_id": None, "start_s": 1.0, "end_s": 2.5, "fps": 30.0, "width": 640, "height": 360},
    "mirror_allowed": True,
    "signals": ["left_elbow"],
    "thumbnail": "thumbnail.png",
}


def test_a_stored_reference_is_read_and_written_with_the_same_names() -> None:
    reference = Reference.model_validate_json(json.dumps(STORED))
    assert (reference.template.yaw_deg, reference.template.view) == (82.5, "side")
    assert json.loads(reference.model_dump_json()) == STORED
