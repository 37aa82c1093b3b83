"""Masks of boxes."""

from __future__ import annotations

import numpy as np

from formtrace.overlay.strokes import Float


def rounded_box(width: int, height: int, radius: float) -> Float:
    """Mask (height, width), 0..1, of a box with rounded corners that fills it.

    By the distance from its edge: OpenCV has no smoothed box with corners of part of a pixel.
    """
    radius = min(radius, width / 2, height / 2)
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2) - (height / 2 - radius)
    distance = np.hypot(np.maximum(x, 0.0)[None, :], np.maximum(y, 0.0)[:, None])
    mask: Float = np.clip(radius + 0.5 - distance, 0.0, 1.0).astype(np.float32)
    return mask
