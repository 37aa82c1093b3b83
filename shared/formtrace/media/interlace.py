"""Interlaced pictures as progressive ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def deinterlaced(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The plane (h, w) with the moment of its first, third, fifth … line throughout.

    A line of the other field stays where it lies between its neighbours in brightness (nothing moves there),
    and is clipped to them where it does not: the spatial median of three, pixel by pixel. It needs no other
    picture, so it does not depend on where the clip was cut.
    """
    out = plane.copy()
    kept, other = plane[::2], plane[1::2]
    above = kept[: len(other)]
    below = np.concatenate([kept[1:], kept[-1:]])[: len(other)]
    out[1::2] = np.clip(other, np.minimum(above, below), np.maximum(above, below))
    return out
