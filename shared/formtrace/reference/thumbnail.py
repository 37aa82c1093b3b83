"""The thumbnail of a reference movement: its first pose, faint, and the one furthest from it."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from formtrace.motion.body import Motion, torso_length
from formtrace.overlay.style import load_style

SIZE = (240, 320)
"""Pixels, width and height."""
_OVERSAMPLED = 4  # Pillow draws without smoothing
_MARGIN = 0.12  # of the picture
_WIDTH = 6  # of a line, pixels
_PARTS = ("trunk", "limb", "foot")
_FACE = ("nose", "left_ear", "right_ear")
_HEAD = 0.6  # of the trunk, diameter
_FAINT = 0.3

Points = NDArray[np.float64]


def draw_thumbnail(motion: Motion, span: tuple[float, float]) -> bytes:
    """The PNG; ``span`` in seconds of the video, with the person in a frame of it; a photo has one."""
    content = io.BytesIO()
    draw_poses(motion, span, SIZE).save(content, "PNG", optimize=True)
    return content.getvalue()


def draw_poses(motion: Motion, span: tuple[float, float], size: tuple[int, int]) -> Image.Image:
    """The picture of ``size`` pixels, width and height; see :func:`draw_thumbnail`."""
    first, last = (int(np.abs(motion.t_s - end_s).argmin()) for end_s in span)
    known = first + np.flatnonzero(motion.seen[first : last + 1])
    points = motion.xy_norm[known] * [motion.aspect, 1.0]
    away = np.sqrt(((points - points[:1]) ** 2).sum(axis=-1)).mean(axis=1)
    poses = _fitted(points[[0, int(away.argmax())]], motion, size)
    head = _HEAD * max(float(torso_length(pose, motion.skeleton)) for pose in poses)
    canvas = Image.new("RGB", (size[0] * _OVERSAMPLED, size[1] * _OVERSAMPLED), load_style().colours.card)
    line_px = round(_WIDTH * _OVERSAMPLED * size[1] / SIZE[1])
    for pose, strength in zip(poses, (_FAINT, 1.0), strict=True):
        drawn = canvas.copy()
        _draw(ImageDraw.Draw(drawn), motion, pose, head, line_px)
        canvas = Image.blend(canvas, drawn, strength)
    return canvas.resize(size, Image.Resampling.LANCZOS)


def _fitted(poses: Points, motion: Motion, size_px: tuple[int, int]) -> Points:
    """(P, 33, 2) pixels of the oversampled picture: all poses on one scale, in its middle."""
    used = sorted({index for edge in motion.skeleton.edges for index in (edge.start, edge.end)})
    heads = np.stack([_head_of(pose, motion) for pose in poses])
    radius = _HEAD / 2 * max(float(torso_length(pose, motion.skeleton)) for pose in poses)
    drawn = np.concatenate([poses[:, used].reshape(-1, 2), heads - radius, heads + radius])
    low, high = drawn.min(axis=0), drawn.max(axis=0)
    size = np.array(size_px, dtype=np.float64) * _OVERSAMPLED
    scale = float((size * (1 - 2 * _MARGIN) / np.maximum(high - low, 1e-6)).min())
    fitted: Points = (poses - (low + high) / 2) * scale + size / 2
    return fitted


def _draw(pen: ImageDraw.ImageDraw, motion: Motion, pose: Points, head: float, width: int) -> None:
    """Lines with round ends in the colours of the sides, and a head."""
    colours = load_style().colours
    for edge in motion.skeleton.edges:
        if edge.part in _PARTS:
            ends = [tuple(pose[index]) for index in (edge.start, edge.end)]
            pen.line(ends, colours.rgb(edge.side), width)
            for end in ends:
                _disc(pen, end, width, colours.rgb(edge.side))
    _disc(pen, tuple(_head_of(pose, motion)), head, colours.rgb("centre"))


def _head_of(pose: Points, motion: Motion) -> Points:
    """The middle of the head."""
    middle: Points = np.mean([pose[motion.skeleton.index(name)] for name in _FACE], axis=0)
    return middle


def _disc(
    pen: ImageDraw.ImageDraw, centre: tuple[float, ...], diameter: float, colour: tuple[int, int, int]
) -> None:
    x, y = centre
    pen.ellipse((x - diameter / 2, y - diameter / 2, x + diameter / 2, y + diameter / 2), colour)
