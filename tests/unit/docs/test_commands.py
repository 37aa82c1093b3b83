"""The page of the command line: current, with what every ``--json`` prints."""

from __future__ import annotations

from docs.commands import JSON, PAGE, commands, page

WITHOUT_JSON = {"mcp", "invoke", "reference export"}  # a protocol, a container's own output, JSON anyway


def test_it_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "make docs"


def test_every_command_has_json_and_it_is_described() -> None:
    found = {name: {option for one in command.params for option in one.opts} for name, command in commands()}
    assert len(found) > 25
    assert {name for name, options in found.items() if "--json" not in options} == WITHOUT_JSON
    assert set(JSON) == found.keys() - WITHOUT_JSON
