"""Pictures of a real person for comparing models: frames of the demo clip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Where the man on the roof is in the first three seconds of the clip, found by eye: left, top, right, bottom.
# The square is 1.25 times as wide as he is tall, as the landmark models expect it.
_PERSON_BOX_XYXY_PX = (368, 0, 928, 560)
_PERSON_FRAMES = range(0, 90, 6)

LANDMARK_SIZE_PX = 256
DETECTOR_SIZE_PX = 224


def person_crops(demo: Path) -> list[NDArray[np.uint8]]:
    """The man, (256, 256, 3) RGB, as the landmark models see him."""
    size = (LANDMARK_SIZE_PX, LANDMARK_SIZE_PX)
    return [
        np.asarray(frame.resize(size, Image.Resampling.BILINEAR, box=_PERSON_BOX_XYXY_PX))
        for frame in _frames(demo)
    ]


def letterboxed_frames(demo: Path) -> list[NDArray[np.uint8]]:
    """Whole frames on black, (224, 224, 3) RGB, as the detector sees them."""
    size = (DETECTOR_SIZE_PX, DETECTOR_SIZE_PX)
    pictures = []
    for frame in _frames(demo):
        frame.thumbnail(size, Image.Resampling.BILINEAR)
        picture = Image.new("RGB", size)
        picture.paste(frame, ((size[0] - frame.width) // 2, (size[1] - frame.height) // 2))
        pictures.append(np.asarray(picture))
    return pictures


def _frames(demo: Path) -> Iterator[Image.Image]:
    with av.open(str(demo)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index >= _PERSON_FRAMES.stop:
                return
            if index in _PERSON_FRAMES:
                yield Image.fromarray(frame.to_ndarray(format="rgb24"))
