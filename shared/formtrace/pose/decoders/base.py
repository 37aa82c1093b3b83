"""What a decoder gives, and what all decoders share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class CropLandmarks:
    """K landmarks in the pixels of the network's input, pixel centres at +0.5.

    Attributes:
        xy_px: (K, 2).
        visibility: (K,) 0..1.
        presence: how likely the crop shows a person, 0..1.
        z_px: (K,) depth relative to the hips in the scale of x; ``None`` from a model without depth.
        world_m: (K, 3) metres around the hips, in the crop's axes; ``None`` from a model without depth.
        circle_px: (2, 2) centre of the circle around the body, and its point above the head; ``None`` from a
            model that does not predict it.
    """

    xy_px: Floats
    visibility: NDArray[np.float64]
    presence: float
    z_px: NDArray[np.float64] | None = None
    world_m: NDArray[np.float64] | None = None
    circle_px: Floats | None = None


class Decoder(Protocol):
    """Decodes the ``outputs`` of a network, in that order, each with its batch dimension of one."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs that it needs."""
        ...

    def decode(self, values: Sequence[NDArray[np.float32]]) -> CropLandmarks:
        """The landmarks in the network's input."""
        ...


def presence_of(confidence: NDArray[np.float64]) -> float:
    """Presence, where the network does not predict it: the mean of the better half of ``confidence`` (K,)."""
    better = np.sort(confidence)[len(confidence) // 2 :]
    return float(better.mean())


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of logits."""
    return 1.0 / (1.0 + np.exp(-logits))
