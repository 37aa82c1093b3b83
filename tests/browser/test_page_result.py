"""The page's result in a real browser: drawn where the body is, in step with the frame that is shown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.support.browser import WATCH, Analysed, until
from tests.support.page_stub import PROJECT, PageStub, Plot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Serve = Callable[[Plot], PageStub]
NewPage = Callable[..., Any]
STYLE = json.loads((PROJECT / "shared/formtrace/overlay/styles/default.json").read_text())

PIXELS = """(points) => {
  const canvas = document.querySelector('canvas'), box = canvas.getBoundingClientRect();
  const context = canvas.getContext('2d');
  const at = ([x, y]) => // the pixel and its eight neighbours: far away people have lines of two pixels
    [...context.getImageData(x * canvas.width - 1, y * canvas.height - 1, 3, 3).data];
  return {ratio: canvas.width / box.width, pixels: points.map(at)};
}"""


def open_result(page: Any, stub: PageStub, **query: object) -> Any:
    page.goto(stub.url(job=stub.job_id, **query))
    page.wait_for_selector(".headline")
    return page


def frames_of(result: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((result / "frames.json").read_text())
    return loaded


def shown(page: Any) -> int:
    return int(page.evaluate("Number(document.querySelector('canvas').dataset.frame)"))


def pause_at(page: Any, t_s: float) -> None:
    """Stop, go there, and wait for that frame to be shown."""
    until(page, "document.querySelector('video').readyState >= 2")
    page.evaluate("document.querySelector('video').pause()")
    page.evaluate(f"document.querySelector('video').currentTime = {t_s + 0.004}")
    until(page, f"Math.abs(Number(document.querySelector('canvas').dataset.time) - {t_s}) < 0.02")


def rgb(name: str) -> tuple[int, int, int]:
    text = STYLE["colours"][name]
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def test_each_frame_gets_its_own_skeleton(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    page = open_result(new_page(), serve(Plot(jacks.result, jacks.media)))
    seen = page.evaluate(WATCH, 2.5)
    times = np.array(frames_of(jacks.result)["t_s"])
    assert len(seen) >= 10
    assert len({row for _, row in seen}) >= 10
    assert [row for _, row in seen] == [int(np.abs(times - at).argmin()) for at, _ in seen]


@pytest.mark.parametrize("scale", [1, 3])
def test_it_is_drawn_over_the_person_in_the_overlays_colours(
    jacks: Analysed, serve: Serve, new_page: NewPage, scale: int
) -> None:
    frames = frames_of(jacks.result)
    page = open_result(new_page(390, 844, device_scale_factor=scale), serve(Plot(jacks.result, jacks.media)))
    row = 24
    pause_at(page, frames["t_s"][row])
    assert shown(page) == row

    names = frames["keypoint_names"]
    xy = np.array(frames["xy"][row]).reshape(-1, 2) / 10_000

    def middle(a: str, b: str) -> list[float]:
        return list((xy[names.index(a)] + xy[names.index(b)]) / 2)

    thighs = [middle("left_hip", "left_knee"), middle("right_hip", "right_knee")]
    trunk = middle("left_shoulder", "left_hip")
    seen = page.evaluate(PIXELS, [*thighs, trunk, [0.05, 0.05], [0.95, 0.5], [0.5, 0.95]])
    assert seen["ratio"] == pytest.approx(scale, abs=0.01)
    *limbs, _, _, _ = seen["pixels"]
    for pixels, name in zip(limbs, ("left", "right", "centre"), strict=True):
        away = np.abs(np.array(pixels).reshape(9, 4)[:, :3] - rgb(name)).max(axis=1)
        assert away.min() <= 45, name  # colours of two sides are 150 apart
    assert not np.any(seen["pixels"][3:])


def test_the_skeleton_can_be_left_out(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    page = open_result(new_page(), serve(Plot(jacks.result, jacks.media)), skeleton="false")
    drawn = """() => { const c = document.querySelector('canvas');
      return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0); }"""
    pause_at(page, 0.8)
    assert not page.evaluate(drawn)
    page.get_by_role("button", name="Skeleton").click()
    until(page, f"({drawn})()")


def test_count_timeline_and_reasons_follow(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    document = json.loads((jacks.result / "result.json").read_text())
    page = open_result(new_page(), serve(Plot(jacks.result, jacks.media)))
    count = "document.querySelector('[data-count]').textContent"
    assert page.locator("[data-total]").inner_text() == str(document["count"])
    pause_at(page, 0.1)
    until(page, f"{count} === '0'")
    pause_at(page, document["reps"][1]["end_s"] + 0.2)
    until(page, f"{count} === '2'")

    page.get_by_role("button", name="Go to repetition 2").click()
    start_s = document["reps"][1]["start_s"]
    until(page, f"Math.abs(Number(document.querySelector('canvas').dataset.time) - {start_s}) < 0.04")

    page.get_by_role("button", name="Why: Repetition 1").click()
    for reason in document["reps"][0]["subscores"]:
        page.get_by_text(reason["text"]).first.wait_for()

    box = page.get_by_role("slider").bounding_box()
    end_s = frames_of(jacks.result)["t_s"][-1]
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 50)
    until(page, f"Math.abs(Number(document.querySelector('canvas').dataset.time) - {0.25 * end_s}) < 0.08")


@pytest.mark.parametrize("width", [360, 1000, 1280])
def test_rows_have_room_for_their_texts(width: int, jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    page = open_result(new_page(width), serve(Plot(jacks.result, jacks.media)), lang="fr")
    page.evaluate("document.querySelectorAll('.row .index').forEach(each => each.textContent = '128')")
    rooms = page.evaluate("""[...document.querySelectorAll('.row')].map(row => {
      const [outer, index, facts] = [row, row.querySelector('.index'), row.querySelector('.facts')]
        .map(each => each.getBoundingClientRect());
      const first = row.querySelector('.facts > :first-child').getBoundingClientRect();
      return {above: first.top - outer.top, lines: index.height / 26, apart: facts.left - index.right};
    })""")
    assert rooms
    assert all(room["above"] > 5 and room["lines"] < 1.5 and room["apart"] > 5 for room in rooms)


def test_jumps_have_heights_instead_of_grades(
    jacks: Analysed, serve: Serve, new_page: NewPage, tmp_path: Path
) -> None:
    folder = tmp_path / "jumped"
    shutil.copytree(jacks.result, folder)
    document = json.loads((folder / "result.json").read_text())
    jump = {"index": 1, "take_off_s": 0.5, "landing_s": 0.9, "air_time_s": 0.4}
    height = {"height_cm": 19.6, "uncertainty_cm": 2.0, "method": "air_time", "air_time_height_cm": 19.6}
    document |= {"exercise": "air_time_jump", "count": 1, "form": None, "reps": document["reps"][:1]}
    document["jumps"] = {"jumps": [jump | height], "discarded": []}
    (folder / "result.json").write_text(json.dumps(document))
    page = open_result(new_page(), serve(Plot(folder, jacks.media)))
    assert page.locator("[data-total]").inner_text() == "1"
    assert page.locator(".tally .unit").inner_text() == "jump"
    assert page.get_by_text("19.6 cm ± 2.0").is_visible()
    assert page.get_by_role("heading", name="Repetitions").count() == 0


def test_the_keyboard_steps_and_jumps(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    document = json.loads((jacks.result / "result.json").read_text())
    times = np.array(frames_of(jacks.result)["t_s"])
    page = open_result(new_page(), serve(Plot(jacks.result, jacks.media)))
    pause_at(page, times[30])

    def expect(row: int) -> None:
        until(page, f"Number(document.querySelector('canvas').dataset.frame) === {row}")

    for key, row in (("ArrowRight", 31), ("ArrowRight", 32), ("ArrowLeft", 31)):
        page.keyboard.press(key)
        expect(row)
    page.keyboard.press("j")
    expect(int(np.abs(times - document["reps"][1]["start_s"]).argmin()))
    page.keyboard.press("k")
    expect(int(np.abs(times - document["reps"][0]["start_s"]).argmin()))
    page.keyboard.press("Space")
    until(page, "!document.querySelector('video').paused")


def test_plots_have_a_cursor_and_a_click_in_them_seeks(
    jacks: Analysed, serve: Serve, new_page: NewPage
) -> None:
    page = open_result(new_page(), serve(Plot(jacks.result, jacks.media)))
    pause_at(page, 1.0)
    assert page.locator(".plot").count() == 1
    page.get_by_role("group", name="Joints to plot").get_by_role("button", name="Knee").click()
    until(page, "document.querySelectorAll('.plot').length === 2")
    plot = page.locator(".plot .u-over").first
    plot.scroll_into_view_if_needed()
    before = page.locator(".plot .cursor").first.bounding_box()["x"]
    box = plot.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 20)
    until(page, "Number(document.querySelector('canvas').dataset.time) > 3")
    cursor = "document.querySelector('.plot .cursor').getBoundingClientRect().x"
    until(page, f"Math.abs({cursor} - {box['x'] + box['width'] / 2}) <= 4")
    assert page.evaluate(cursor) - before > 0.2 * box["width"]


def test_the_exported_video_is_another_view(jacks: Analysed, serve: Serve, new_page: NewPage) -> None:
    page = open_result(new_page(), serve(Plot(jacks.result, jacks.media)))
    pause_at(page, 1.0)
    page.get_by_role("button", name="Exported").click()
    until(
        page,
        "document.querySelector('video').src.endsWith('/overlay?token=' + "
        "new URLSearchParams(location.search).get('token'))",
    )
    until(page, "document.querySelector('video').readyState >= 2")
    assert page.evaluate("document.querySelector('video').currentTime") >= 0.9
    assert page.get_by_role("button", name="Skeleton").count() == 0


def test_what_the_browser_cannot_play_is_shown_otherwise(
    jacks: Analysed, serve: Serve, new_page: NewPage, tmp_path: Path
) -> None:
    broken = tmp_path / "clip.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypheic" + bytes(4000))
    page = open_result(new_page(), serve(Plot(jacks.result, broken)))
    page.get_by_text("The exported video is shown").wait_for()
    until(page, "document.querySelector('video').readyState >= 2")

    without = tmp_path / "without"
    shutil.copytree(jacks.result, without)
    document = json.loads((without / "result.json").read_text())
    del document["files"]["overlay"]
    (without / "result.json").write_text(json.dumps(document))
    page = open_result(new_page(), serve(Plot(without, broken)))
    page.get_by_text("only the skeleton is shown").wait_for()
    assert page.locator("video").count() == 0
    until(page, "Number(document.querySelector('canvas').dataset.frame) > 20")


def test_a_photo_shows_its_skeleton_and_numbers(still: Analysed, serve: Serve, new_page: NewPage) -> None:
    page = open_result(new_page(), serve(Plot(still.result, still.media)), source="image")
    until(page, "document.querySelector('.stage img').naturalWidth > 100")
    assert page.get_by_role("row", name="Left knee").first.is_visible()
    page.get_by_text("Keypoints", exact=True).first.click()
    page.get_by_role("row", name="Nose").wait_for()


def test_a_video_whose_sound_begins_first_is_in_step(
    jacks: Analysed, serve: Serve, new_page: NewPage, tmp_path: Path
) -> None:
    late_s = 0.2
    shifted = tmp_path / "late.mp4"
    with av.open(str(jacks.media)) as source, av.open(str(shifted), "w") as out:
        video = out.add_stream_from_template(source.streams.video[0])
        sound = out.add_stream("aac", rate=44_100, layout="mono")
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 88_200), np.float32), format="fltp", layout="mono")
        silence.sample_rate, silence.pts = 44_100, 0
        for packet in [*sound.encode(silence), *sound.encode(None)]:
            out.mux(packet)
        for packet in source.demux(video=0):
            if packet.pts is not None:
                packet.pts += round(late_s / packet.time_base)
                packet.dts = packet.pts
                packet.stream = video
                out.mux(packet)
    page = open_result(new_page(), serve(Plot(jacks.result, shifted)))
    seen = page.evaluate(WATCH, 2.5)
    times = np.array(frames_of(jacks.result)["t_s"])
    assert len(seen) >= 5
    assert min(at for at, _ in seen) >= late_s
    assert [row for _, row in seen] == [int(np.abs(times + late_s - at).argmin()) for at, _ in seen]
