"""The tools, called by the SDK's own client."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from formtrace.mcp_server import build_server
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import Rep, Schedule
from tests.support.results import write

START = "import sys; from formtrace.cli import app; app(['mcp', sys.argv[1]])"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two sessions: two squats, and three of which the second is shallow and fast."""
    root = tmp_path_factory.mktemp("videos")
    quick = Rep(go_s=0.4, back_s=0.4, depth=0.8)
    for name, reps in {"monday": (Rep(), Rep()), "friday": (Rep(), quick, Rep())}.items():
        schedule = Schedule(reps)
        scene = [exerciser("squat", schedule)], frame_times(schedule.duration_s, 30), Camera(yaw_deg=90)
        write(analysed("squat", *scene), root / name)
    return root


def call(root: Path, tool: str, **arguments: Any) -> tuple[bool, Any]:
    """Whether the tool failed, and its structured answer or its message."""

    async def ask() -> tuple[bool, Any]:
        async with Client(build_server(root)) as client:
            answer = await client.call_tool(tool, arguments)
            return bool(answer.is_error), answer.structured_content or answer.content[0].text  # type: ignore[union-attr]

    return asyncio.run(ask())


def test_tools_have_typed_schemas(root: Path) -> None:
    async def ask() -> dict[str, Any]:
        async with Client(build_server(root)) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = asyncio.run(ask())
    assert set(tools) == {
        "list_exercises",
        "analyze_video",
        "read_result",
        "explain_repetition",
        "compare_sessions",
        "coaching_notes",
    }
    assert tools["explain_repetition"].input_schema["required"] == ["folder", "repetition"]
    assert all(tool.description and tool.output_schema for tool in tools.values())


def test_a_result_is_read(root: Path) -> None:
    failed, facts = call(root, "read_result", folder="friday")
    assert not failed
    assert (facts["exercise"], facts["count"], len(facts["reps"])) == ("Squat", 3, 3)


def test_a_repetition_is_explained_beside_the_best_one(root: Path) -> None:
    failed, told = call(root, "explain_repetition", folder="friday", repetition=2)
    assert not failed
    assert told["repetition"]["findings"]
    assert told["best"]["rep"] in (1, 3)
    assert told["points_below_best"] == told["best"]["score"] - told["repetition"]["score"] > 0


def test_two_sessions_are_compared(root: Path) -> None:
    failed, told = call(root, "compare_sessions", first="monday", second="friday")
    assert not failed
    assert told["same_exercise"]
    assert told["changes"]["count"] == 1
    assert told["changes"]["score"] < 0


def test_exercises_are_listed(root: Path) -> None:
    failed, told = call(root, "list_exercises")
    assert not failed
    assert {"squat", "push_up", "plank"} <= {each["id"] for each in told["result"]}


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("explain_repetition", {"folder": "friday", "repetition": 9}, "There is no repetition 9"),
        ("read_result", {"folder": "sunday"}, "There is no complete result"),
        ("read_result", {"folder": "../.."}, "leads out of the server's folder"),
        ("read_result", {"folder": "/etc"}, "leads out of the server's folder"),
        ("analyze_video", {"video": "nothing.mp4"}, "There is no file"),
    ],
)
def test_mistakes_are_one_sentence(root: Path, tool: str, arguments: dict[str, Any], message: str) -> None:
    failed, told = call(root, tool, **arguments)
    assert failed
    assert message in told


@pytest.mark.slow
def test_a_video_is_analysed_by_the_command(tmp_path: Path, demo_clip: Path, models_dir: Path) -> None:
    shutil.copy(demo_clip, tmp_path / "jacks.mp4")
    command = StdioServerParameters(
        command=sys.executable, args=["-c", START, str(tmp_path)], env=dict(os.environ)
    )

    async def ask() -> Any:
        async with Client(command) as client:
            asked = {"video": "jacks.mp4", "exercise": "jumping_jack"}
            return (await client.call_tool("analyze_video", asked)).structured_content

    told = asyncio.run(ask())
    assert told["folder"] == "jacks.mp4.formtrace"
    assert told["facts"]["count"] == 2
    assert (tmp_path / "jacks.mp4.formtrace" / "result.json").exists()
