"""An overlay video in a real browser: it loads, plays to the end, seeks, and shows what was drawn."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from formtrace.media.decode import decode_chunk
from formtrace.media.join import publish
from formtrace.media.probe import probe
from formtrace.media.split import split
from formtrace.overlay.render import render_chunk
from formtrace.overlay.track import OverlayTrack
from formtrace.skeletons import load_skeleton
from tests.support.chromium import CHROMIUM, launch

pytestmark = pytest.mark.browser

WIDTH, HEIGHT, FRAMES = 480, 641, 75
PAGE = """<!doctype html><link rel="icon" href="data:,">
<video id="v" src="overlay.mp4" muted playsinline preload="auto"></video><canvas id="c"></canvas>"""
PLAY = """async () => {
  const v = document.getElementById('v');
  if (v.readyState < 1) await new Promise((ok, no) => { v.onloadedmetadata = ok; v.onerror = no; });
  const presented = new Set();
  const onFrame = (now, meta) => { presented.add(meta.mediaTime); v.requestVideoFrameCallback(onFrame); };
  v.requestVideoFrameCallback(onFrame);
  const ended = new Promise((ok) => { v.onended = ok; });
  await v.play();
  await ended;
  const quality = v.getVideoPlaybackQuality();
  return {
    duration: v.duration, width: v.videoWidth, height: v.videoHeight, error: v.error && v.error.message,
    frames: quality.totalVideoFrames, presented: [...presented],
    audio: v.webkitAudioDecodedByteCount,
  };
}"""
SEEK = """async ([time, points]) => {
  const v = document.getElementById('v'), c = document.getElementById('c');
  await new Promise((ok) => { v.onseeked = ok; v.currentTime = time; });
  await new Promise((ok) => requestAnimationFrame(() => requestAnimationFrame(ok)));
  c.width = v.videoWidth; c.height = v.videoHeight;
  const g = c.getContext('2d');
  g.drawImage(v, 0, 0);
  return points.map(([x, y]) => [...g.getImageData(x, y, 1, 1).data].slice(0, 3));
}"""


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, with byte ranges: without them Chromium does not seek."""

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        content = Path(self.translate_path(self.path)).read_bytes()
        asked = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")
        first, last = int(asked[0]), int(asked[1] or len(content) - 1)
        self.send_response(206)
        self.send_header("Content-Type", "video/mp4" if self.path.endswith(".mp4") else "text/html")
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        self.wfile.write(content[first : last + 1])


def pts_of(number: int) -> int:
    """Variable frame rate, in 1/90000 s."""
    return 3000 * number + 1200 * (number % 4 == 3)


def write_source(path: Path) -> Path:
    """A grey clip of odd height, filmed sideways, that brightens from frame to frame, with a tone."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=30, options={"preset": "ultrafast", "qp": "12"})
        video.width, video.height, video.pix_fmt = HEIGHT, WIDTH, "yuv444p"
        video.codec_context.time_base = Fraction(1, 90_000)
        video.set_display_rotation(-90)
        sound = out.add_stream("aac", rate=44_100, layout="mono")
        for number in range(FRAMES):
            rgb = np.full((WIDTH, HEIGHT, 3), 60 + number, np.uint8)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="yuv444p")
            frame.pts, frame.time_base = pts_of(number), Fraction(1, 90_000)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(round(2.5 * 44_100)) / 44_100)
        samples = av.AudioFrame.from_ndarray(tone[None].astype(np.float32), format="fltp", layout="mono")
        samples.sample_rate, samples.pts = 44_100, 0
        out.mux(sound.encode(samples))
        out.mux(sound.encode(None))
    return path


def track_of(t_s: np.ndarray[Any, np.dtype[np.float64]]) -> OverlayTrack:
    """Trunk and legs, the left one at x = 0.7, the right one at 0.3; nothing else is to be seen."""
    rows, names = len(t_s), load_skeleton().names
    xy, visibility = np.full((rows, 33, 2), 0.5), np.zeros((rows, 33))
    for side, x in (("left", 0.7), ("right", 0.3)):
        for joint, y in (("shoulder", 0.3), ("hip", 0.5), ("knee", 0.7), ("ankle", 0.9)):
            xy[:, names.index(f"{side}_{joint}")] = x, y
            visibility[:, names.index(f"{side}_{joint}")] = 1.0
    return OverlayTrack(
        t_s=t_s,
        xy_norm=xy,
        visibility=visibility,
        count=np.floor(t_s),
        count_label="reps",
        progress=t_s % 1.0,
        signal=np.sin(6 * t_s),
        title="Squat",
    )


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a page and an overlay that was rendered in three chunks."""
    folder = tmp_path_factory.mktemp("site")
    work = tmp_path_factory.mktemp("work")
    source = probe(write_source(work / "source.mp4"))
    manifest = split(source, work, redetection_interval=25, chunk_s=0.8)
    assert len(manifest.chunks) > 1
    track, parts = track_of(manifest.t_s), []
    for chunk in manifest.chunks:
        parts.append(work / f"part{chunk.index}.mp4")
        render_chunk(decode_chunk(work / chunk.file, manifest, chunk), manifest, track, parts[-1])
    publish(parts, work / "source.mp4", manifest, folder / "overlay.mp4")
    (folder / "index.html").write_text(PAGE)
    return folder


@pytest.fixture
def page(overlay: Path) -> Iterator[Any]:
    """A Chromium page on the folder, served on the loopback interface."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    playwright_api = pytest.importorskip("playwright.sync_api")
    handler = functools.partial(Files, directory=str(overlay))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with playwright_api.sync_playwright() as playwright:
            browser = launch(playwright, "--autoplay-policy=no-user-gesture-required")
            tab = browser.new_page()
            tab.goto(f"http://127.0.0.1:{server.server_port}/index.html")
            yield tab
            browser.close()
        server.shutdown()


def test_plays_to_the_end(page: Any) -> None:
    seen = page.evaluate(PLAY)
    assert seen["error"] is None
    assert (seen["width"], seen["height"]) == (WIDTH, HEIGHT + 1)
    assert seen["duration"] == pytest.approx(pts_of(FRAMES) / 90_000, abs=0.06)
    assert seen["frames"] == FRAMES
    assert seen["audio"] > 0
    # What is presented is presented at a source frame's time (how many depends on the machine's load).
    times = np.array([pts_of(number) / 90_000 for number in range(FRAMES)])
    assert len(seen["presented"]) >= 10
    assert max(np.abs(times - at).min() for at in seen["presented"]) < 0.001


def test_seeks_and_shows_the_picture_that_was_drawn(page: Any) -> None:
    points = [[round(x * WIDTH), round(0.8 * HEIGHT)] for x in (0.7, 0.3, 0.5)]
    for number in (60, 10, 40):
        left, right, background = page.evaluate(SEEK, [pts_of(number) / 90_000 + 0.005, points])
        assert left[0] - left[2] > 100
        assert right[2] - right[0] > 100
        assert background == pytest.approx([60 + number] * 3, abs=4)
