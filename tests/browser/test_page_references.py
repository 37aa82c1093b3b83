"""Reference movements in the browser: made on a phone against the whole stack, and shown beside a result."""

from __future__ import annotations

import base64
import io
import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from formtrace.in_process import Workers, analyse_video
from formtrace.options import AnalysisOptions
from formtrace.overlay.style import load_style
from formtrace.reference.draft import ReferenceDraft, Trim
from formtrace.reference.make_reference import Origin, reference_from_motion
from formtrace.results.document import ResultDocument
from formtrace.results.files import read_keypoints
from tests.browser.test_page_states import check
from tests.support.browser import Analysed, until
from tests.support.http import Client
from tests.support.page_stub import PageStub, Plot
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NewPage = Callable[..., Any]
Serve = Callable[[Plot], PageStub]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FRAME = "document.querySelector('canvas').dataset.frame"
EVERYWHERE = "0, 0, document.querySelector('canvas').width, document.querySelector('canvas').height"


def row_of(page: Any, end: str) -> int:
    """The frame that an end of the trim is at."""
    return int(page.locator(f".handle[data-end={end}]").get_attribute("aria-valuenow"))


def move(page: Any, end: str, to: int) -> None:
    """Step an end to a frame by keys; each step is one frame, and the video shows it."""
    page.locator(f".handle[data-end={end}]").focus()
    while (row := row_of(page, end)) != to:
        step = 1 if to > row else -1
        page.keyboard.press("ArrowRight" if step > 0 else "ArrowLeft")
        until(page, f"document.activeElement.ariaValueNow === '{row + step}'")
    until(page, f"{FRAME} === '{to}'")


@pytest.mark.stack
def test_a_reference_from_a_video_to_its_deletion(
    stack: Stack, http: Client, demo_clip: Path, new_page: NewPage
) -> None:
    own = Client(stack.endpoint, stack.new_token("references"))
    page = new_page(360, 640, bypass_csp=True, has_touch=True)
    page.goto(f"{stack.endpoint}/pose_tracker/references?token={own.token}")
    page.get_by_text("There are no references yet.").wait_for()
    check(page)
    page.set_input_files("input[type=file]", str(demo_clip))
    page.locator("[data-state=trimming]").wait_for(timeout=180_000)
    job_id = page.url.partition("job=")[2]
    times = (
        Client(stack.endpoint, None).get(own.get(f"/v1/jobs/{job_id}").json["files"]["frames"]).json["t_s"]
    )
    movement = own.get(f"/v1/jobs/{job_id}/movement").json

    # What is proposed is what the API proposes, on frames; the video stands at its start.
    first, last = row_of(page, "first"), row_of(page, "last")
    assert (times[first], times[last]) == (movement["trim"]["start_s"], movement["trim"]["end_s"])
    until(page, f"{FRAME} === '{first}'")
    check(page)

    move(page, "first", first + 3)
    move(page, "last", last - 2)
    page.get_by_role("button", name="End: one frame later").click()
    assert row_of(page, "last") == last - 1
    said = page.locator(".handle[data-end=first]").get_attribute("aria-valuetext")
    assert said.replace("\u00a0", " ") == f"frame {first + 3}, {times[first + 3]:.2f} s"
    page.evaluate("scrollTo(0, 0)")
    handle = page.locator(".handle[data-end=first]").bounding_box()
    page.mouse.move(handle["x"] + 20, handle["y"] + 40)
    page.mouse.down()
    page.mouse.move(29, handle["y"] + 40)
    page.mouse.up()
    assert row_of(page, "first") < first + 3

    # In the loop only frames of the trim are shown, again and again.
    first, last = row_of(page, "first"), row_of(page, "last")
    page.get_by_role("button", name="Play in a loop").click()
    shown: list[int] = []
    while sum(np.diff(shown) < -5) < 2:
        assert len(shown) < 400
        shown.append(int(page.evaluate(FRAME)))
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Stop the loop").click()
    assert first - 1 <= min(shown)
    assert max(shown) <= last + 8  # until the player has gone back

    # What the API has against a trim is said beside it.
    page.get_by_label("Name", exact=True).fill("My jack")
    page.locator(".handle[data-end=last]").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Create the reference").click()
    page.get_by_text("One repetition takes from 0.3 to 20 s").wait_for()
    page.evaluate("scrollTo(0, 0)")
    check(page)
    move(page, "last", last)
    assert page.locator(".problem").count() == 0

    page.get_by_role("button", name="Add another repetition").click()
    assert page.locator(".several li").count() == 2
    page.evaluate("scrollTo(0, 0)")  # nothing half below the picture, which stays in sight
    check(page)
    page.get_by_role("button", name="Remove repetition 2").click()
    page.get_by_role("button", name="Create the reference").click()
    page.locator("[data-state=made]").wait_for()
    check(page)
    (reference,) = own.get("/v1/references").json["references"]
    assert UUID.search(page.locator("code").inner_text())[0] == reference["id"]
    assert (reference["source"]["start_s"], reference["source"]["end_s"]) == pytest.approx(
        (times[first], times[last]), abs=1e-4
    )

    page.get_by_role("button", name="All references").click()
    page.get_by_role("heading", name="My jack").wait_for()
    until(page, "document.querySelector('li img').naturalWidth > 100")
    check(page)
    page.get_by_role("button", name="Rename: My jack").click()
    until(page, "document.activeElement.value === 'My jack'")
    page.keyboard.type("Jack, slow")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Jack, slow").wait_for()
    assert own.get(f"/v1/references/{reference['id']}").json["name"] == "Jack, slow"
    page.get_by_role("link", name="Use it: Jack, slow").click()
    page.get_by_text("Jack, slow: every repetition counted").wait_for()
    page.go_back()
    page.get_by_role("button", name="Delete: Jack, slow").click()
    check(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Delete: Jack, slow").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_text("There are no references yet.").wait_for()
    assert own.get("/v1/references").json["references"] == []


@pytest.fixture(scope="module")
def compared(jacks: Analysed, tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    """The demo clip against its own first jack."""
    media = ResultDocument.model_validate_json((jacks.result / "result.json").read_bytes()).media
    motion = read_keypoints(
        io.BytesIO((jacks.result / "keypoints.npz").read_bytes()), media.width / media.height
    )
    draft = ReferenceDraft(name="My jack", repetitions=(Trim(start_s=0.2, end_s=1.3),))
    made = reference_from_motion(
        motion, draft, Origin.of(media, None), str(uuid.uuid4()), datetime.now(UTC)
    ).reference
    folder = tmp_path_factory.mktemp("compared")
    options = AnalysisOptions(reference=made.id)
    analyse_video(jacks.media, folder, options, Workers(2), lambda *_: None, made)
    return Analysed(jacks.media, folder)


def test_the_result_shows_what_is_unlike_the_reference(
    compared: Analysed, serve: Serve, new_page: NewPage
) -> None:
    stub = serve(Plot(compared.result, compared.media))
    page = new_page(390, 844, bypass_csp=True, reduced_motion="reduce", device_scale_factor=3)
    page.goto(stub.url(job=stub.job_id))
    page.locator("[data-state=finished]").wait_for()
    reps = stub.document["reps"]
    rows = page.locator(".efforts > li")
    assert rows.count() == len(reps) == 2
    assert [int(each) for each in rows.locator(".row .points").all_inner_texts()] == [
        int(100 * rep["reference_score"]["overallScore"]) for rep in reps
    ]
    rows.nth(1).locator(".why").click()
    check(page)
    reasons = rows.nth(1).locator(".reasons").inner_text()
    scores = reps[1]["reference_score"]
    for name in ("nccScore", "poseScore", "movementScore", "timingScore", "dtwScore", "distScore"):
        assert str(int(100 * scores[name])) in reasons
    difference = reps[1]["differences"][0]
    assert difference["text"] in reasons

    rows.nth(1).get_by_role("button", name="See it").first.click()
    until(page, f"Math.abs({FRAME.replace('frame', 'time')} - {difference['t_s']}) < 0.05")
    frames = json.loads((compared.result / "frames.json").read_text())
    deviation = frames["deviation"][int(page.evaluate(FRAME))]
    colours = load_style().ghost.differences
    present = {colours[min(len(colours) - 1, off * len(colours) // 100)] for off in deviation}
    assert len(present) > 1
    pixels = drawn(page)
    assert all(near(pixels, colour) > 20 for colour in present)
    red, green, blue, alpha = pixels
    assert ((alpha > 120) & (red > green + 8) & (blue > red + 25)).sum() > 100  # the reference's pale violet
    page.get_by_role("button", name="Skeleton").click()
    until(
        page,
        f"!document.querySelector('canvas').getContext('2d').getImageData({EVERYWHERE}).data.some(Boolean)",
    )


def drawn(page: Any) -> Any:
    """The canvas: red, green, blue, alpha."""
    url = page.evaluate("document.querySelector('canvas').toDataURL()")
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
        return np.asarray(image.convert("RGBA")).astype(int).transpose(2, 0, 1)


def near(pixels: Any, colour: str) -> int:
    """How many pixels are of that colour."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return int((np.abs(pixels[:3] - np.reshape(wanted, (3, 1, 1))).max(axis=0) <= 4).sum())
