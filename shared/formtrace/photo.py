"""Analyse a photo: a video of one frame as far as pose goes, without counting."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from formtrace.analysis import Analysis, analyse
from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.media.photo import photo_frame
from formtrace.options import AnalysisOptions
from formtrace.overlay.image import draw_photo
from formtrace.overlay.look import Look
from formtrace.pose.pipeline import PoseEstimator

OVERLAY = "overlay.jpg"
_SCREEN_PX = 1600


def analyse_photo(rgb: NDArray[np.uint8], options: AnalysisOptions, estimator: PoseEstimator) -> Analysis:
    """Find the most prominent person in an upright RGB photo (H, W, 3)."""
    manifest = _manifest(rgb)
    frame, geometry = photo_frame(rgb), manifest.media.geometry
    tracks = estimator.detect(frame, geometry)
    return analyse(tracks, manifest, options.model_copy(update={"exercise": None}))


def draw(rgb: NDArray[np.uint8], analysis: Analysis) -> NDArray[np.uint8]:
    """A copy of the photo with the skeleton, and the angles if the options ask for them, on it."""
    motion = analysis.motion
    wanted = {angle.name: float(angle.image_deg[0]) for angle in analysis.angles if analysis.options.angles}
    score = np.nan_to_num(motion.visibility[0])
    look = Look.of(analysis.options)
    return draw_photo(rgb, motion.xy_norm[0], score, wanted, look=look, skeleton=motion.skeleton)


def save(picture: NDArray[np.uint8], path: Path) -> None:
    """Write the picture as a JPEG with sharp colours; a PNG of 12 million pixels would take two seconds."""
    Image.fromarray(picture).save(path, "JPEG", quality=92, subsampling="4:4:4")


def data_url(picture: NDArray[np.uint8]) -> str:
    """The picture as a JPEG in a data URL, made smaller where it is larger than a screen."""
    image = Image.fromarray(picture)
    image.thumbnail((_SCREEN_PX, _SCREEN_PX), Image.Resampling.BILINEAR, reducing_gap=1.0)
    content = BytesIO()
    image.save(content, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{b64encode(content.getvalue()).decode()}"


def _manifest(rgb: NDArray[np.uint8]) -> Manifest:
    height, width = rgb.shape[:2]
    media = MediaInfo(
        width=width,
        height=height,
        fps=0.0,
        frames=1,
        duration_s=0.0,
        rotation=0,
        codec="photo",
        vfr=False,
        has_audio=False,
        container="photo",
        geometry=Geometry(width, height),
        colour_matrix="bt601",
        full_range=True,
    )
    return Manifest(
        source="image",
        media=media,
        time_base=(1, 1),
        pts=(0,),
        redetection_interval=1,
        first_frame=0,
        end_frame=1,
        chunks=(),
    )
