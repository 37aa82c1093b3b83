"""Drawing and encoding one chunk of a video."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from formtrace.clip.frame import Frame
from formtrace.clip.manifest import Manifest
from formtrace.media.encode import Clock, Picture, VideoFormat, encoding
from formtrace.media.upright import UprightPicture
from formtrace.overlay.annotator import Annotator, Moment
from formtrace.overlay.canvas import Canvas
from formtrace.overlay.colour import YuvSpace
from formtrace.overlay.scene import Scene
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.style import OverlayStyle, load_style
from formtrace.overlay.track import OverlayTrack


def render_chunk(
    frames: Iterable[Frame],
    manifest: Manifest,
    track: OverlayTrack,
    out_path: Path,
    style: OverlayStyle | None = None,
    threads: int = 1,
    people: SkeletonStyle | None = None,
    annotators: Sequence[Annotator] = (),
) -> int:
    """Draw the overlay on a chunk's frames and encode them to ``out_path``.

    Frames outside the range that the manifest asks for are left out. ``track`` is that of the whole range;
    frames that it has no row for stay as they are. ``threads`` are the encoder's, ``people`` says how they
    are drawn, ``annotators`` draw on top of all else.
    Returns the number of frames written; when that is 0, there is no file.
    """
    media = manifest.media
    layout = UprightPicture.of(media.geometry)
    scene = Scene.of(
        track,
        media.geometry.display_width,
        media.geometry.display_height,
        style or load_style(),
        layout.origin_px,
        people,
    )
    canvas = Canvas(YuvSpace(media.colour_matrix, media.full_range))
    wanted = (frame for frame in frames if manifest.first_frame <= frame.index < manifest.end_frame)
    first = next(wanted, None)
    if first is None:
        return 0
    ticks = Clock.of(manifest).ticks(manifest)
    with encoding(out_path, VideoFormat.of(manifest, layout.width, layout.height), threads) as encoder:
        frame: Frame | None = first
        while frame is not None:
            picture = encoder.picture()
            layout.fill(frame, picture.planes)
            if track.heads is not None:
                box = (*layout.origin_px, media.geometry.display_width)
                track.heads.blur(picture.planes, frame.index, box)
            canvas.attach(picture.planes)
            row = track.row_at(frame.t_s)
            if row is not None:
                scene.draw(canvas, row)
                _annotate(picture, annotators, track, row)
            encoder.write(picture, int(ticks[frame.index]))
            frame = next(wanted, None)
        return encoder.frames


def _annotate(picture: Picture, annotators: Sequence[Annotator], track: OverlayTrack, row: int) -> None:
    if not annotators:
        return
    rgb = picture.rgb()
    moment = Moment.of(track, row, (rgb.shape[1], rgb.shape[0]))
    for annotator in annotators:
        rgb = annotator.annotate(rgb, moment)
    picture.fill_rgb(rgb)
