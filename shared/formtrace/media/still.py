"""The first picture of a clip, as a photo."""

from __future__ import annotations

from pathlib import Path

import av
from PIL import Image


def write_first_picture(clip: Path, photo: Path) -> None:
    """Write the first picture of a clip as a JPEG."""
    with av.open(str(clip)) as container:
        rgb = next(container.decode(video=0)).to_ndarray(format="rgb24")
    Image.fromarray(rgb).save(photo, quality=95)
