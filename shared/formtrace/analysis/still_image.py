"""Analyse a photo: a video of one frame as far as pose goes, without counting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis.analyse import Analysis, analyse
from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest, MediaInfo
from formtrace.media.photo import photo_frame
from formtrace.options import AnalysisOptions
from formtrace.pose.pipeline import PoseEstimator


def analyse_still(rgb: NDArray[np.uint8], options: AnalysisOptions, estimator: PoseEstimator) -> Analysis:
    """Find the most prominent person in an upright RGB photo (H, W, 3)."""
    manifest = _manifest(rgb)
    frame, geometry = photo_frame(rgb), manifest.media.geometry
    tracks = estimator.detect(frame, geometry)
    return analyse(tracks, manifest, options.model_copy(update={"exercise": None}))


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
