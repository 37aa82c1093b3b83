"""A result's pictures, and what is drawn on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis
from formtrace.clip.frame import Frame
from formtrace.clip.limits import Limits
from formtrace.clip.manifest import Manifest
from formtrace.clip.sampling import analysed_frames
from formtrace.errors import SourceUnknownError
from formtrace.media.kept_frames import kept_frames, small_rgb
from formtrace.options import AnalysisOptions
from formtrace.overlay.faces import Heads
from formtrace.overlay.track import OverlayTrack
from formtrace.results.data import ResultData
from formtrace.results.stills import FrameReader

Picture = NDArray[np.uint8]

_CHUNK_S = 60.0
_DUE_SHARE = 0.8  # of the wanted distance between pictures: kept ones are not at quite even distances


class Pictures(Protocol):
    """Where the pictures of a clip come from."""

    def between(
        self, start_s: float, end_s: float, hz: float | None, long_side_px: int
    ) -> Iterator[tuple[float, Picture]]:
        """Times in seconds and upright RGB pictures (H, W, 3), in order.

        Args:
            start_s: of the first picture, from the source's first frame.
            end_s: before which the last one is.
            hz: how many a second at most; all if ``None``.
            long_side_px: larger pictures are made smaller.
        """


@dataclass(frozen=True, slots=True)
class VideoPictures:
    """Those of a video file that ``data`` is the result of."""

    path: Path
    data: ResultData

    def between(
        self, start_s: float, end_s: float, hz: float | None, long_side_px: int
    ) -> Iterator[tuple[float, Picture]]:
        """See :meth:`Pictures.between`.

        Raises:
            SourceUnknownError: the file is not the video of the result.
            MediaError: it cannot be decoded.
        """
        from formtrace.media.decode import decode_chunk  # PyAV, which jobs write their results without
        from formtrace.media.probe import probe
        from formtrace.media.split import split

        probed, media = probe(self.path, Limits()), self.data.document.media
        if (probed.media.frames, probed.media.width, probed.media.height) != (
            media.frames,
            media.width,
            media.height,
        ):
            raise SourceUnknownError(
                f"'{self.path.name}' is not the video of this result; give the one that was analysed."
            )
        first, end = probed.frame_range(start_s, end_s)
        with TemporaryDirectory(prefix="formtrace-") as scratch:
            manifest = split(
                probed,
                Path(scratch),
                redetection_interval=max(round(probed.media.fps), 1),
                chunk_s=_CHUNK_S,
                first_frame=first,
                end_frame=end,
                analysis_hz=hz,
            )
            chosen, heads = analysed_frames(manifest), heads_of(self.data, manifest)
            chosen[:first] = chosen[end:] = False
            for chunk in manifest.chunks:
                wanted = chosen[chunk.first_frame : chunk.end_frame]
                for frame in decode_chunk(Path(scratch) / chunk.file, manifest, chunk, wanted=wanted):
                    yield frame.t_s, _small(frame, manifest, heads, long_side_px)


@dataclass(frozen=True, slots=True)
class KeptPictures:
    """The small pictures, 8 a second, that were kept while a clip was analysed."""

    analysis: Analysis
    frames: FrameReader

    def between(
        self, start_s: float, end_s: float, hz: float | None, long_side_px: int
    ) -> Iterator[tuple[float, Picture]]:
        """See :meth:`Pictures.between`; no pictures where they are not kept any more."""
        manifest = self.analysis.manifest
        indices = kept_frames(manifest)
        t_s = manifest.t_s[indices]
        within = (t_s >= start_s) & (t_s < end_s)
        kept = self.frames(set(indices[within].tolist()))
        heads = None
        if self.analysis.options.blur_faces and self.analysis.tracks is not None:
            heads = Heads.of_tracks(self.analysis.tracks, manifest)
        due_s = -np.inf
        for index, at_s in zip(indices[within].tolist(), t_s[within].tolist(), strict=True):
            if index in kept and at_s >= due_s:
                due_s = at_s + (0.0 if hz is None else _DUE_SHARE / hz)
                bgr = cv2.imdecode(np.frombuffer(kept[index], np.uint8), cv2.IMREAD_COLOR)
                assert bgr is not None, "a keeper wrote it"
                rgb = fitted(bgr[..., ::-1].astype(np.uint8, copy=False), long_side_px)
                yield at_s, rgb if heads is None else heads.blurred(rgb, index)


def fitted(rgb: Picture, long_side_px: int) -> Picture:
    """The picture (H, W, 3), made smaller if its long side is longer."""
    scale = long_side_px / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size_px = (max(round(rgb.shape[1] * scale), 1), max(round(rgb.shape[0] * scale), 1))
    return cv2.resize(rgb, size_px, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def options_of(data: ResultData) -> AnalysisOptions:
    """The options that a result was asked for with."""
    return AnalysisOptions.from_mapping(data.document.options)


def heads_of(data: ResultData, manifest: Manifest) -> Heads | None:
    """Covers of the person's head, if the result was asked for so: it does not hold where others were."""
    if not options_of(data).blur_faces:
        return None
    frames = np.searchsorted(manifest.t_s, data.t_s - 1e-6)
    return Heads.of_person(data.xy_norm, frames, data.skeleton, manifest.media.geometry)


def track_of(data: ResultData, *, with_angles: bool = False) -> OverlayTrack:
    """What the overlay shows of a result."""
    course = data.course
    signal = None
    if course is not None:
        signal = {
            "value": course.signal,
            "progress": course.progress,
            "count": course.count,
            "set": course.set,
        }
    angles: Mapping[str, NDArray[np.float64]] | None = None
    if with_angles:
        angles = {name: angle.image_deg for name, angle in data.angles.items()}
    return OverlayTrack.from_results(data.keypoint_arrays, signal, data.document.model_dump(), angles)


def _small(frame: Frame, manifest: Manifest, heads: Heads | None, long_side_px: int) -> Picture:
    rgb = small_rgb(frame, manifest.media.geometry, long_side_px)
    return rgb if heads is None else heads.blurred(rgb, frame.index)
