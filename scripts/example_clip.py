"""``python scripts/example_clip.py FROM TO``: the demo clip, smaller, for the page's visitors to try."""

from __future__ import annotations

import sys
from pathlib import Path

import av

_WIDTH = 960
_OPTIONS = {"crf": "27", "preset": "medium"}
_CONTAINER = {"movflags": "+faststart"}


def shrink(source: Path, target: Path) -> None:
    """Write the clip's picture at a smaller size, without its sound."""
    with av.open(str(source)) as clip, av.open(str(target), "w", format="mp4", options=_CONTAINER) as small:
        stream = clip.streams.video[0]
        height = 2 * round(_WIDTH * stream.height / stream.width / 2)
        out = small.add_stream("libx264", rate=stream.average_rate, options=_OPTIONS)
        out.width, out.height, out.pix_fmt = _WIDTH, height, "yuv420p"
        out.time_base = stream.time_base
        for frame in clip.decode(stream):
            small.mux(out.encode(frame.reformat(_WIDTH, height, "yuv420p")))
        small.mux(out.encode())


if __name__ == "__main__":
    shrink(Path(sys.argv[1]), Path(sys.argv[2]))
