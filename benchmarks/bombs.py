"""``python -m benchmarks.bombs``: files made to cost, each analysed in a child with limits; what it cost."""

from __future__ import annotations

import io
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import av
from PIL import Image

from benchmarks.tables import table
from tests.fuzz.case import judge, own_peak, prepare
from tests.support import clips
from tests.unit.media.photo_formats.test_work import CHEAP, REFUSED


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 90).save(out, "PNG")
    return out.getvalue()


def wide_video(width: int, height: int, aspect: int = 1) -> bytes:
    """One picture whose header says how wide its pixels are."""
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        stream.codec_context.sample_aspect_ratio = aspect
        container.mux(stream.encode(av.VideoFrame(width, height, "yuvj420p")))
        container.mux(stream.encode(None))
    return out.getvalue()


def mp4_claiming(samples: int) -> bytes:
    """An MP4 whose table of sizes says that all samples are alike, and how many they are."""
    content = clips.video(frames=10)
    at = content.index(b"stsz") + 8
    return content[:at] + struct.pack(">II", 100, samples) + content[at + 8 :]


def nested_boxes(depth: int) -> bytes:
    boxes = (
        struct.pack(">I4s", 8 * (depth - level), b"udta" if level else b"moov") for level in range(depth)
    )
    return struct.pack(">I4s8s", 16, b"ftyp", b"isom\0\0\0\0") + b"".join(boxes)


VIDEOS: dict[str, Callable[[], bytes]] = {
    "mp4, 100 million samples claimed": lambda: mp4_claiming(100_000_000),
    "mp4, 100,000 boxes within each other": lambda: nested_boxes(100_000),
    "mkv, 8200 x 1000 pixels": lambda: wide_video(8200, 1000),
    "mkv, 4000 x 3000 pixels, each 8 wide": lambda: wide_video(4000, 3000, 8),
    "mkv, 8192 x 16 pixels": lambda: wide_video(8192, 16),
    "mkv, 4000 x 3000 pixels": lambda: wide_video(4000, 3000),
    "mkv, 4096 x 3000 pixels": lambda: wide_video(4096, 3000),
    "png, 80 x 40,000 pixels": lambda: png(80, 40_000),
    "png, 10,000 x 10,000 pixels": lambda: png(10_000, 10_000),
    "png, 20,000 x 20,000 pixels": lambda: png(20_000, 20_000),
}


def main() -> None:
    """Judge all and print what they cost."""
    prepare()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (REFUSED | CHEAP | VIDEOS).items():
            content = make()
            base = own_peak()
            verdict = judge(content, True, Path(folder))
            more = max(0, verdict.peak_bytes - base) >> 20
            rows.append((name, f"{len(content) / 1024:.0f}", verdict.outcome, verdict.cpu_s, more))
    print(table(("bomb", "KiB", "outcome", "CPU s", "MiB more"), rows))


if __name__ == "__main__":
    main()
