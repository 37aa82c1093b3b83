"""The overlay on a photo."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import RgbSpace
from formtrace.overlay.scene import Scene
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.style import OverlayStyle, load_style
from formtrace.overlay.track import LABELLED_JOINTS, OverlayTrack
from formtrace.skeletons import Skeleton, load_skeleton


def draw_photo(
    rgb: NDArray[np.uint8],
    xy_norm: NDArray[np.floating],
    visibility: NDArray[np.floating],
    angles: Mapping[str, float] | None = None,
    style: OverlayStyle | None = None,
    people: SkeletonStyle | None = None,
    skeleton: Skeleton | None = None,
) -> NDArray[np.uint8]:
    """A copy of an upright photo, (H, W, 3) uint8, with one person's skeleton and angles drawn on it.

    ``xy_norm`` (K, 2) is 0..1 of the picture, ``visibility`` (K,); of ``angles``, degrees by name, those of
    knees, hips, shoulders and elbows are drawn. ``people`` says how they are drawn. The ``skeleton``
    is BlazePose's if not given. Pixels that nothing is drawn on are those of ``rgb``.
    """
    height, width = rgb.shape[:2]
    nothing = np.full(1, np.nan)
    track = OverlayTrack(
        t_s=np.zeros(1),
        xy_norm=np.asarray(xy_norm, np.float64)[None],
        visibility=np.asarray(visibility, np.float64)[None],
        count=nothing,
        count_label="",
        progress=nothing,
        signal=nothing,
        angles={
            name: np.array([value], np.float64)
            for name, value in (angles or {}).items()
            if name.endswith(LABELLED_JOINTS)
        },
        skeleton=skeleton or load_skeleton(),
    )
    planes = [rgb[..., channel].copy() for channel in range(3)]
    canvas = Canvas(RgbSpace())
    canvas.attach(planes)
    Scene.of(track, width, height, style or load_style(), people=people).draw(canvas, 0)
    return np.stack(planes, axis=-1)
