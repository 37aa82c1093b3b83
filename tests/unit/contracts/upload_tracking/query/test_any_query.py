from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.access.authorise import Access
from formtrace.access.plans import find_plan
from formtrace.contracts.upload_tracking.query.interpret import Deployment, session_of
from formtrace.contracts.upload_tracking.query.parameters import find_parameter, parameters
from formtrace.errors import (
    FormtraceError,
    InvalidOptionsError,
)
from formtrace.options import AnalysisOptions

FULL, FREE = (Access("tok_1", find_plan(plan)) for plan in ("unlimited", "free"))


def test_what_strangers_write_comes_back_short_and_as_text() -> None:
    odd = {"\ud800" * 100: "x", "m-" * 5000: "x", **{f"n{number}": 1 for number in range(500)}}
    session = session_of({"exercise": "squat", **odd}, FULL, Deployment())
    assert len(session.model_dump_json()) < 5000
    with pytest.raises(InvalidOptionsError) as caught:
        session_of({"minGrade" + "-" * 5000: "\ud800" * 5000}, FULL, Deployment())
    assert len(str(caught.value).encode()) < 300
    assert len(json.dumps(caught.value.details)) < 300
    with pytest.raises(InvalidOptionsError) as caught:
        session_of({"exercise": "x\ud800"}, FULL, Deployment())
    str(caught.value).encode()


NAMES = st.sampled_from([name for one in parameters() for name in (one.name, *one.aliases)])
VALUES = st.one_of(
    st.sampled_from(
        [
            "true",
            "false",
            "1",
            "0",
            "video",
            "image",
            "squat",
            "plank",
            "A",
            "hard",
            "chalk",
            "0.5,0.5",
            "170",
            "*",
        ]
    ),
    st.text(max_size=30),
)
QUERIES = st.lists(st.tuples(st.one_of(NAMES, st.text(max_size=20)), VALUES), max_size=12)


@given(QUERIES, st.sampled_from([FULL, FREE]))
def test_any_query_is_a_session_or_a_typed_error(query: list[tuple[str, str]], access: Access) -> None:
    try:
        session = session_of(query, access, Deployment())
    except FormtraceError as error:
        assert error.code != "internal"
        assert len(error.message) < 500
        return
    AnalysisOptions.from_mapping(session.options)
    assert session_of(session.options | {"source": session.source}, access, Deployment()).options == (
        session.options
    )


@given(QUERIES, st.text(max_size=20).filter(lambda name: find_parameter(name) is None), VALUES, st.data())
def test_unknown_parameters_change_nothing_but_the_list_of_what_is_ignored(
    query: list[tuple[str, str]], name: str, value: str, data: st.DataObject
) -> None:
    try:
        session = session_of(query, FULL, Deployment())
    except FormtraceError:
        return
    place = data.draw(st.integers(0, len(query)))
    more = session_of([*query[:place], (name, value), *query[place:]], FULL, Deployment())
    assert more.model_copy(update={"ignored": ()}) == session.model_copy(update={"ignored": ()})
    assert set(more.ignored) == {*session.ignored, name}


@given(
    st.permutations(["exercise=squat", "angles=true", "width=300", "foo=1", "minGrade=B", "isAndroid=true"])
)
def test_the_order_makes_no_difference(parts: list[str]) -> None:
    def session(parts: list[str]) -> dict[str, Any]:
        pairs = [tuple(part.split("=")) for part in parts]
        found = session_of(pairs, FULL, Deployment()).model_dump()
        return found | {"ignored": sorted(found["ignored"])}

    assert session(parts) == session(sorted(parts))
