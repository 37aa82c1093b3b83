from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from formtrace.access.authorise import Access
from formtrace.access.plans import find_plan
from formtrace.contracts.upload_tracking.query.interpret import Deployment, session_of
from formtrace.contracts.upload_tracking.query.session import Session

Understand = Callable[..., Session]


@pytest.fixture(scope="session")
def understand() -> Understand:
    """The session of a query that is written as in an address."""

    def session(query: str = "", plan: str = "unlimited", **deployment: Any) -> Session:
        pairs = [tuple(part.partition("=")[::2]) for part in query.split("&") if part]
        return session_of(pairs, Access("tok_1", find_plan(plan)), Deployment(**deployment))

    return session
