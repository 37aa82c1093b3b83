"""Requests made from the served OpenAPI document are answered as it describes, never with a 500."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from formtrace.http import waiting
from tests.support.wsgi import wsgi
from tests.unit.http.conftest import World

WORLD = World(Path(mkdtemp()))
SCHEMA = schemathesis.openapi.from_wsgi("/v1/openapi.json", wsgi(WORLD.resolve))


# A schema cannot say which exercises and models there are, that a part ends after it begins, that an exercise
# and a reference exclude each other, that a cursor was given out here, or that a file is a photo.
EXCLUDED = [positive_data_acceptance]
# In options an empty value is as if it were not given, whatever the schema says of other values.
EXCLUDED_OF = {"/v1/jobs": [negative_data_rejection]}


@pytest.fixture(autouse=True)
def answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No job of this test ever ends, so nothing is waited for."""
    monkeypatch.setattr(waiting, "WAIT_S", 0.0)


@SCHEMA.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_request_is_answered_as_described(case: schemathesis.Case) -> None:
    token = {"Authorization": f"Bearer {WORLD.token}"}
    excluded = [*EXCLUDED, *EXCLUDED_OF.get(case.operation.path, ())]
    case.call_and_validate(headers=token, excluded_checks=excluded)
