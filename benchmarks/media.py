"""How long it takes to probe, split and decode a video: ``python -m benchmarks.media FILE...``."""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from formtrace.media.decode import decode_file
from formtrace.media.probe import probe
from formtrace.media.split import split

REPEATS = 5
DECODED_FRAMES = 300


def main(paths: list[str]) -> None:
    """Print a table row per file: the best of several runs for probe and split, one run for decoding."""
    print("| Clip | Frames | Probe | Split | Decode, one thread |\n|---|---|---|---|---|")
    for path in paths:
        probe_ms, split_ms = (min(times) for times in zip(*(_cut(path) for _ in range(REPEATS)), strict=True))
        source = probe(path)
        began = time.perf_counter()
        decoded = sum(1 for _ in islice(decode_file(source), DECODED_FRAMES))
        per_frame_ms = (time.perf_counter() - began) * 1000 / decoded
        media = source.media
        print(
            f"| {media.codec} {media.width}x{media.height}, {media.duration_s:.0f} s, "
            f"{Path(path).stat().st_size / 1e6:.0f} MB | {media.frames} | {probe_ms:.0f} ms "
            f"| {split_ms:.0f} ms | {per_frame_ms:.1f} ms per frame |"
        )


def _cut(path: str) -> tuple[float, float]:
    """Milliseconds to probe and to split in chunks of 10 seconds."""
    began = time.perf_counter()
    source = probe(path)
    probed = time.perf_counter()
    with TemporaryDirectory() as folder:
        split(source, Path(folder), redetection_interval=30, chunk_s=10)
        return (probed - began) * 1000, (time.perf_counter() - probed) * 1000


if __name__ == "__main__":
    main(sys.argv[1:])
