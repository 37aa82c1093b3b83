from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formtrace.untrusted import UnreadableTextError, json_object, text_values

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=12,
)


@given(value=st.dictionaries(st.text(), JSON_VALUES), mark=st.booleans(), escaped=st.booleans())
def test_every_ordinary_object_is_read_as_it_is(value: dict[str, object], mark: bool, escaped: bool) -> None:
    text = ("\ufeff" if mark else "") + json.dumps(value, ensure_ascii=escaped)
    assert json_object(text) == json_object(text.encode()) == value


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe{}", "not UTF-8"),
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a":' + b"[" * 20 + b"]" * 20 + b"}", "nested too deeply"),
        (b'{"a": [{"b":' + b"[" * 2_000 + b"]" * 2_000 + b"}]}", "nested too deeply"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "digits"),
        (b'{"a": -' + b"9" * 31 + b"}", "digits"),
        (b'{"a": 1e999}', "not finite"),
        (b'{"a": NaN}', "not finite"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
    ],
)
def test_what_could_not_be_stored_or_sent_on_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableTextError, match=reason):
        json_object(content)


@given(st.binary(max_size=64))
def test_any_bytes_are_an_object_or_unreadable(content: bytes) -> None:
    try:
        assert isinstance(json_object(content), dict)
    except UnreadableTextError as error:
        assert str(error)


def test_what_is_nested_as_deeply_as_may_be_is_read() -> None:
    content = b'{"a":' + b"[" * 19 + b"]" * 19 + b"}"
    assert json.dumps(json_object(content), separators=(",", ":")).encode() == content


def test_metadata_are_unicode() -> None:
    assert text_values({"exercise": "深蹲 🏋️"}) == {"exercise": "深蹲 🏋️"}
    for values in ({"exercise": "\ud83c"}, {"\ud83c": "x"}):
        with pytest.raises(UnreadableTextError, match="Unicode"):
            text_values(values)
