"""Small pictures of a clip, a few a second, kept while it is analysed: stills are made of them.

No picture is decoded for them alone: they are taken from the frames on their way to the pose network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from formtrace.clip.frame import LUMA_WEIGHTS
from formtrace.clip.sampling import analysed_frames
from formtrace.media.interlace import deinterlaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from formtrace.clip.frame import Frame
    from formtrace.clip.geometry import Geometry
    from formtrace.clip.manifest import Manifest

LONG_SIDE_PX = 720
_KEPT_HZ = 8.0  # the nearest one is at most 63 ms from a turning point, where the body hardly moves
_MOST = 2400  # in a longer clip they are further apart; with 40 kB each, about 100 MB
_JPEG_QUALITY = 82


def kept_frames(manifest: Manifest) -> NDArray[np.intp]:
    """Absolute indices of the frames that are kept: the first analysed one in each cell of a grid in time."""
    analysed = analysed_frames(manifest)
    analysed[: manifest.first_frame] = analysed[manifest.end_frame :] = False
    indices = np.flatnonzero(analysed)
    if not len(indices):
        return indices
    t_s = manifest.t_s[indices]
    hz = min(_KEPT_HZ, _MOST / max(float(t_s[-1] - t_s[0]), 1.0))
    cell = np.floor(t_s * hz + 1e-6)
    return indices[np.diff(cell, prepend=cell[0] - 1) > 0]


class FrameKeeper:
    """Keeps small JPEG pictures of some of the frames that pass through it, upright and in square pixels."""

    def __init__(self, manifest: Manifest) -> None:
        self._geometry = manifest.media.geometry
        self._wanted = frozenset(kept_frames(manifest).tolist())
        self.jpegs: dict[int, bytes] = {}

    def passing(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """The same frames."""
        for frame in frames:
            if frame.index in self._wanted:
                self.jpegs[frame.index] = small_jpeg(frame, self._geometry)
            yield frame

    def save(self, path: Path) -> None:
        """Write the pictures, for :func:`read_kept`."""
        contents = [np.frombuffer(content, np.uint8) for content in self.jpegs.values()]
        np.savez(
            path,
            frame=np.array(list(self.jpegs), np.int64),
            end=np.cumsum([len(content) for content in contents], dtype=np.int64),
            content=np.concatenate(contents) if contents else np.empty(0, np.uint8),
        )


def read_kept(path: Path, wanted: Collection[int]) -> dict[int, bytes]:
    """Those of the ``wanted`` pictures that a keeper saved there, by the index of their frame."""
    with np.load(path) as stored:
        frames, ends, content = stored["frame"], stored["end"], stored["content"]
    starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    return {
        int(frame): content[start:end].tobytes()
        for frame, start, end in zip(frames, starts, ends, strict=True)
        if int(frame) in wanted
    }


def small_jpeg(frame: Frame, geometry: Geometry) -> bytes:
    """The picture of :func:`small_rgb` as a JPEG."""
    rgb = small_rgb(frame, geometry)
    _, content = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return content.tobytes()


def small_rgb(frame: Frame, geometry: Geometry, long_side_px: int = LONG_SIDE_PX) -> NDArray[np.uint8]:
    """The frame upright, in square pixels and at most ``long_side_px`` long, (H, W, 3) RGB."""
    width, height = geometry.display_width, geometry.display_height
    scale = min(1.0, long_side_px / max(width, height))
    size_px = max(round(width * scale), 1), max(round(height * scale), 1)
    turned = size_px[::-1] if geometry.rotation_deg in (90, 270) else size_px
    planes = [deinterlaced(plane) if frame.interlaced else plane for plane in (frame.y, frame.u, frame.v)]
    small = [cv2.resize(plane, turned, interpolation=cv2.INTER_AREA) for plane in planes]
    rgb = cv2.transform(cv2.merge(small), _to_rgb(frame)).astype(np.uint8, copy=False)
    channels = [geometry.upright(rgb[..., channel]) for channel in range(3)]
    return np.stack(channels, axis=-1)


def _to_rgb(frame: Frame) -> NDArray[np.float64]:
    """(3, 4) from Y, Cb, Cr and 1 to R, G, B (ITU-R BT.601-7, 2.5; the other matrices alike)."""
    kr, kb = LUMA_WEIGHTS[frame.colour_matrix]
    black, luma, chroma = (0, 1.0, 1.0) if frame.full_range else (16, 255 / 219, 255 / 224)
    red, blue = 2 * (1 - kr) * chroma, 2 * (1 - kb) * chroma
    kg = 1 - kr - kb
    matrix = np.array(
        [[luma, 0, red], [luma, -kb * blue / kg, -kr * red / kg], [luma, blue, 0]], dtype=np.float64
    )
    return np.hstack([matrix, -matrix @ [[black], [128], [128]]])
