"""Planes of samples that strokes and sprites are blended into, in place.

Video is drawn on as it is, Y, Cb and Cr, each at its own resolution: samples that nothing covers stay as the
decoder made them, bit for bit, and no frame makes the trip through RGB.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from formtrace.overlay.colour import YuvSpace
from formtrace.overlay.raster import Float, Strokes, rasterise
from formtrace.overlay.style import Rgb

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class SpriteLevel:
    """A sprite for planes of one scale: the samples below times ``keep`` (h, w), plus ``ink`` (P, h, w).

    Both are in 256ths.
    """

    ink: NDArray[np.uint16]
    keep: NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A small translucent picture, ready to be blended into the planes of one kind of canvas."""

    width: int
    height: int
    levels: tuple[SpriteLevel, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PlaneGroup:
    """Planes of the same size: (height, width) uint8 windows on rows of ``stride`` samples.

    ``coverage`` is scratch of the same layout that is all zero between calls.
    """

    flats: tuple[NDArray[np.uint8], ...]
    width: int
    height: int
    stride: int
    step: int
    channels: tuple[int, ...]
    coverage: NDArray[np.uint8]

    def blend(self, index: NDArray[np.intp], coverage: Float, samples: tuple[float, float, float]) -> None:
        """Mix ``samples`` into those at ``index`` (P,) by ``coverage`` (P,), of duplicates the highest."""
        np.maximum.at(self.coverage, index, (coverage * 255.0 + 0.5).astype(np.uint8))
        # Duplicates read the same old samples and the same final coverage, so they write the same result.
        amount = self.coverage[index] * np.float32(1.0 / 255.0)
        self.coverage[index] = 0
        for flat, channel in zip(self.flats, self.channels, strict=True):
            old = flat[index].astype(np.float32)
            mixed = (np.float32(samples[channel]) - old) * amount
            mixed += old
            mixed += np.float32(0.5)
            flat[index] = mixed.astype(np.uint8)

    def windows(self) -> tuple[Plane, ...]:
        """The planes as (height, width) arrays that share the samples' memory."""
        return tuple(flat.reshape(-1, self.stride)[: self.height, : self.width] for flat in self.flats)


class Palette:
    """Turns sRGB colours into samples for one kind of canvas: RGB, or YUV in 4:2:0."""

    def __init__(self, space: YuvSpace | None) -> None:
        self.space = space
        #: (channels, subsampling step) of each plane group.
        self.layout: tuple[tuple[tuple[int, ...], int], ...] = (
            (((0, 1, 2), 1),) if space is None else (((0,), 1), ((1, 2), 2))
        )

    def samples(self, rgb: Rgb) -> tuple[float, float, float]:
        """The three samples of a colour."""
        red, green, blue = rgb
        return (float(red), float(green), float(blue)) if self.space is None else self.space.samples(rgb)

    @cached_property
    def affine(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Matrix (3, 3) and offset (3,): ``rgb @ matrix + offset`` are the samples of ``rgb`` in 0..1."""
        offset = np.array(self.samples((0, 0, 0)))
        primaries: tuple[Rgb, ...] = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
        return np.array([self.samples(primary) for primary in primaries]) - offset, offset


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """One plane of a picture: its samples in a row, lines of ``width`` samples ``stride`` apart."""

    samples: NDArray[np.uint8]
    width: int
    height: int
    stride: int


@dataclass(slots=True, eq=False)
class Canvas:
    """What a frame is drawn on: one group of planes (RGB), or luma and, at half the size, chroma (4:2:0)."""

    palette: Palette
    groups: list[PlaneGroup] = field(default_factory=list)
    _scratch: dict[int, NDArray[np.uint8]] = field(default_factory=dict)

    def attach(self, planes: Sequence[Surface]) -> None:
        """Draw on these three planes from now on."""
        self.groups.clear()
        for channels, step in self.palette.layout:
            first = planes[channels[0]]
            size = first.stride * first.height
            if step not in self._scratch or len(self._scratch[step]) != size:
                self._scratch[step] = np.zeros(size, np.uint8)
            flats = tuple(planes[channel].samples[:size] for channel in channels)
            self.groups.append(
                PlaneGroup(
                    flats, first.width, first.height, first.stride, step, channels, self._scratch[step]
                )
            )

    def stroke(self, *layers: tuple[Strokes, Rgb]) -> None:
        """Blend in layers of strokes, one colour each, one after the other.

        Where strokes of a layer overlap, the one that covers most counts, so joins do not show.
        """
        inked = [(strokes, self.palette.samples(colour)) for strokes, colour in layers if len(strokes)]
        if not inked:
            return
        for group in self.groups:
            covered = rasterise(
                [strokes for strokes, _ in inked], group.width, group.height, group.stride, 1.0 / group.step
            )
            for (index, coverage), (_, samples) in zip(covered, inked, strict=True):
                group.blend(index, coverage, samples)

    def place(self, sprite: Sprite, x: int, y: int, columns: tuple[int, int] | None = None) -> None:
        """Blend in a sprite, or some of its ``columns``, with its top left corner at ``x``, ``y``.

        Positions and columns are moved to the chroma grid. What hangs over the edges is left out.
        """
        for group, level in zip(self.groups, sprite.levels, strict=True):
            grid = self.groups[-1].step
            left, top = _on_grid(x, grid, group.step), _on_grid(y, grid, group.step)
            first, stop = 0, level.keep.shape[1]
            if columns:
                first, stop = (_on_grid(column, grid, group.step) for column in columns)
            x0, y0 = max(first, -left), max(0, -top)
            x1, y1 = min(stop, group.width - left), min(level.keep.shape[0], group.height - top)
            if x0 >= x1 or y0 >= y1:
                continue
            keep = level.keep[y0:y1, x0:x1]
            for window, ink in zip(group.windows(), level.ink, strict=True):
                target = window[top + y0 : top + y1, left + x0 : left + x1]
                mixed = target * keep
                mixed += ink[y0:y1, x0:x1]
                mixed >>= 8
                np.copyto(target, mixed, casting="unsafe")


def _on_grid(position: int, grid: int, step: int) -> int:
    """A position, rounded down to multiples of ``grid`` px, in samples of planes subsampled by ``step``."""
    return position // grid * grid // step


def make_sprite(rgba: Float, palette: Palette) -> Sprite:
    """A sprite for canvases of ``palette``; ``rgba`` (h, w, 4) is 0..1 with premultiplied alpha."""
    height, width = rgba.shape[:2]
    matrix, offset = palette.affine
    levels = []
    for channels, step in palette.layout:
        part = rgba if step == 1 else _halved(np.pad(rgba, ((0, height % 2), (0, width % 2), (0, 0))))
        alpha = part[..., 3:]
        # The constant part of the conversion counts only as far as the sprite is opaque.
        colour = (part[..., :3] @ matrix + alpha * offset)[..., list(channels)]
        keep = np.rint((1.0 - alpha) * 256.0)
        # Half a step more rounds the blend; the limit keeps 255 * keep + ink within 16 bits.
        ink = np.clip(np.rint(colour * 256.0) + 128.0, 0.0, 65535.0 - 255.0 * keep)
        ink[alpha[..., 0] == 0.0] = 0.0
        levels.append(
            SpriteLevel(
                np.ascontiguousarray(ink.transpose(2, 0, 1).astype(np.uint16)),
                np.ascontiguousarray(keep[..., 0].astype(np.uint16)),
            )
        )
    return Sprite(width, height, tuple(levels))


def _halved(picture: Float) -> Float:
    """Means of 2x2 blocks of an (h, w, c) picture with even h and w."""
    height, width, channels = picture.shape
    blocks = picture.reshape(height // 2, 2, width // 2, 2, channels)
    mean: Float = blocks.mean(axis=(1, 3), dtype=np.float32)
    return mean
