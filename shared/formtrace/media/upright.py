"""Turning decoded planes into the picture that is encoded: upright, square pixels, 4:2:0, even sides.

H.264 in yuv420p needs even sides. A picture with an odd side is made one pixel larger by repeating its last
coded column or row, so nothing of it is lost and every chroma sample stays where it was. Anamorphic pictures
are scaled to square pixels (and to even sides in the same step), interlaced ones deinterlaced. Everything
else is copied bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from formtrace.media.interlace import deinterlaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from formtrace.clip.frame import Frame
    from formtrace.clip.geometry import Geometry


@dataclass(frozen=True, slots=True)
class UprightPicture:
    """How frames of one geometry are laid out for encoding.

    Attributes:
        width: of the encoded picture in pixels, even.
        height: of the encoded picture in pixels, even.
        origin_px: where the display picture's top left corner lies in it; not (0, 0) if odd and turned.
        geometry: how the coded planes are turned and mirrored.
        pad_px: columns and rows that the coded luma is padded with, right and below.
    """

    width: int
    height: int
    origin_px: tuple[int, int]
    geometry: Geometry
    pad_px: tuple[int, int]

    @classmethod
    def of(cls, geometry: Geometry) -> UprightPicture:
        """The layout for a source of that geometry."""
        width, height = geometry.display_width, geometry.display_height
        square = geometry.sample_aspect == 1.0
        right, below = (geometry.coded_width % 2, geometry.coded_height % 2) if square else (0, 0)
        # A clockwise turn takes the coded picture's lower edge to the left, its right edge to the bottom.
        left, top = {0: (0, 0), 90: (below, 0), 180: (right, below), 270: (0, right)}[geometry.rotation_deg]
        if geometry.mirrored:
            left = (below if geometry.rotation_deg in (90, 270) else right) - left
        return cls(width + width % 2, height + height % 2, (left, top), geometry, (right, below))

    def fill(self, frame: Frame, planes: Sequence[NDArray[np.uint8]]) -> None:
        """Write a frame into ``planes``: Y (height, width), U and V (height / 2, width / 2), writable."""
        right, below = self.pad_px
        luma, *chroma = (
            deinterlaced(plane) if frame.interlaced else plane for plane in (frame.y, frame.u, frame.v)
        )
        luma = np.pad(luma, ((0, below), (0, right)), mode="edge") if right or below else luma
        for source, target in zip((luma, *chroma), planes, strict=True):
            turned = self.geometry.upright(source)
            if turned.shape == target.shape:
                np.copyto(target, turned)
            else:
                picture = Image.fromarray(np.ascontiguousarray(turned))
                rows, columns = target.shape
                target[:] = np.asarray(picture.resize((columns, rows), Image.Resampling.BICUBIC))
