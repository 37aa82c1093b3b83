"""One decoded picture: its place in the clip, its time and its planes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LUMA_WEIGHTS = {"bt601": (0.299, 0.114), "bt709": (0.2126, 0.0722), "bt2020": (0.2627, 0.0593)}
"""Kr and Kb of each matrix: ITU-R BT.601-7, BT.709-6 and BT.2020-2 (non-constant luminance)."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture as the decoder left it: 8-bit planes, neither rotated nor scaled.

    The planes are read-only views of the decoder's memory and keep it alive; a caller that holds many frames
    holds many decoder buffers. Chroma may be subsampled in any way: compare the shapes.

    Attributes:
        index: place in presentation order in the whole source, counted from 0.
        pts: presentation time stamp in the source's time base.
        t_s: seconds since the source's first frame.
        y: luma, (H, W) uint8.
        u: blue difference, (h, w) uint8.
        v: red difference, (h, w) uint8.
        colour_matrix: ``bt601``, ``bt709`` or ``bt2020``.
        full_range: luma uses 0..255 (``True``) or 16..235.
        interlaced: even and odd lines are of two moments.
    """

    index: int
    pts: int
    t_s: float
    y: NDArray[np.uint8]
    u: NDArray[np.uint8]
    v: NDArray[np.uint8]
    colour_matrix: str
    full_range: bool
    interlaced: bool = False

    def rgb(self) -> NDArray[np.uint8]:
        """Return the picture as RGB, (H, W, 3) uint8, chroma samples repeated where they are subsampled."""
        kr, kb = LUMA_WEIGHTS[self.colour_matrix]
        luma = self.y.astype(np.float32)
        shape = luma.shape
        blue = _upsampled(self.u, shape).astype(np.float32) - 128
        red = _upsampled(self.v, shape).astype(np.float32) - 128
        if self.full_range:
            scale = 1.0
        else:
            luma = (luma - 16) * (255 / 219)
            scale = 255 / 224
        out = np.empty((*shape, 3), dtype=np.float32)
        out[..., 0] = luma + scale * 2 * (1 - kr) * red
        out[..., 2] = luma + scale * 2 * (1 - kb) * blue
        out[..., 1] = (luma - kr * out[..., 0] - kb * out[..., 2]) / (1 - kr - kb)
        return (np.clip(out, 0, 255) + 0.5).astype(np.uint8)


def _upsampled(plane: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    for axis in (0, 1):
        factor = -(-shape[axis] // plane.shape[axis])
        if factor > 1:
            plane = np.repeat(plane, factor, axis=axis)
    return plane[: shape[0], : shape[1]]
