"""The photo with the skeleton on it."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from formtrace.analysis import Analysis
from formtrace.overlay.faces import Heads
from formtrace.overlay.image import draw_photo
from formtrace.overlay.skeleton_style import SkeletonStyle

_SCREEN_PX = 1600


def draw(rgb: NDArray[np.uint8], analysis: Analysis) -> NDArray[np.uint8]:
    """A copy of the photo with the skeleton, and the angles if the options ask for them, on it.

    Faces are unrecognisable if the options ask for that.
    """
    motion = analysis.motion
    if analysis.options.blur_faces and analysis.tracks is not None:
        rgb = Heads.of_tracks(analysis.tracks, analysis.manifest).blurred(rgb, 0)
    wanted = {angle.name: float(angle.image_deg[0]) for angle in analysis.angles if analysis.options.angles}
    score = np.nan_to_num(motion.visibility[0])
    people = SkeletonStyle.of(analysis.options)
    return draw_photo(rgb, motion.xy_norm[0], score, wanted, people=people, skeleton=motion.skeleton)


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    """The picture as a JPEG with sharp colours; a PNG of 12 million pixels would take two seconds."""
    content = BytesIO()
    Image.fromarray(picture).save(content, "JPEG", quality=92, subsampling="4:4:4")
    return content.getvalue()


def data_url(picture: NDArray[np.uint8]) -> str:
    """The picture as a JPEG in a data URL, made smaller where it is larger than a screen."""
    image = Image.fromarray(picture)
    image.thumbnail((_SCREEN_PX, _SCREEN_PX), Image.Resampling.BILINEAR, reducing_gap=1.0)
    content = BytesIO()
    image.save(content, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{b64encode(content.getvalue()).decode()}"
