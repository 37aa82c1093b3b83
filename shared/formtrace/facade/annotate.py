"""Draw a result on its video or photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.geometry import Geometry
from formtrace.clip.manifest import Manifest
from formtrace.errors import SourceUnknownError
from formtrace.facade.frames import FrameSource
from formtrace.facade.progress_bar import progress_bar
from formtrace.in_process import cut_clip, decode_still
from formtrace.options import AnalysisOptions
from formtrace.overlay.annotator import Annotator, Moment
from formtrace.overlay.faces import Heads
from formtrace.overlay.image import draw_photo
from formtrace.overlay.render import render_chunk
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.track import OverlayTrack
from formtrace.processors import Workers, usable_cores
from formtrace.results.data import ResultData
from formtrace.results.photo_overlay import jpeg
from formtrace.results.shown import track_of


def annotate(
    data: ResultData,
    source: Path | FrameSource | None,
    path: Path,
    *,
    annotators: Sequence[Annotator],
    overlay: bool,
    options: Mapping[str, object],
    progress: bool | None,
) -> Path:
    """See :meth:`formtrace.facade.result.Result.annotate`."""
    if source is None or (isinstance(source, FrameSource) and not source.again):
        raise SourceUnknownError(
            "The pictures are not known: load the result with its source, or analyse an array of pictures."
        )
    chosen = AnalysisOptions.from_mapping({**options, **_range(data), "skeleton": overlay, "export": True})
    track, people = track_of(data, with_angles=chosen.angles), SkeletonStyle.of(chosen)
    if data.document.source == "image":
        return _photo(data, source, path, track, people, annotators, blur_faces=chosen.blur_faces)
    if isinstance(source, FrameSource):
        if (manifest := source.manifest) is not None:
            track = _covered(track, manifest) if chosen.blur_faces else track
            render_chunk(source.frames(), manifest, track, path, people=people, annotators=annotators)
        return path
    team = Workers(1 if annotators else usable_cores())
    with progress_bar(progress) as show, cut_clip(source, chosen, team, show) as clip:
        track = _covered(track, clip.manifest) if chosen.blur_faces else track
        clip.render(track, people, path, annotators)
    return path


def _covered(track: OverlayTrack, manifest: Manifest) -> OverlayTrack:
    """With a cover for the analysed person's head: a result does not hold where others were."""
    frames = np.searchsorted(manifest.t_s, track.t_s - 1e-6)
    heads = Heads.of_person(track.xy_norm, frames, track.skeleton, manifest.media.geometry)
    return replace(track, heads=heads)


def _range(data: ResultData) -> dict[str, object]:
    """The part of the video that was analysed."""
    asked = data.document.options
    return {name: asked[name] for name in ("start_s", "end_s") if asked.get(name) is not None}


def _photo(
    data: ResultData,
    source: Path | FrameSource,
    path: Path,
    track: OverlayTrack,
    people: SkeletonStyle,
    annotators: Sequence[Annotator],
    *,
    blur_faces: bool,
) -> Path:
    rgb = decode_still(source) if isinstance(source, Path) else np.asarray(next(iter(source.pictures)))
    angles = {name: float(values[0]) for name, values in track.angles.items()}
    if blur_faces:
        rgb = _without_face(rgb, track)
    picture = draw_photo(
        rgb, track.xy_norm[0], track.visibility[0], angles, people=people, skeleton=data.skeleton
    )
    for annotator in annotators:
        picture = annotator.annotate(picture, Moment.of(track, 0, (rgb.shape[1], rgb.shape[0])))
    path.write_bytes(jpeg(picture))
    return path


def _without_face(rgb: NDArray[np.uint8], track: OverlayTrack) -> NDArray[np.uint8]:
    geometry = Geometry(rgb.shape[1], rgb.shape[0])
    heads = Heads.of_person(track.xy_norm[:1], np.zeros(1, np.int64), track.skeleton, geometry)
    return heads.blurred(rgb, 0)
