"""Everything about a video that one quick scan of its packets can tell.

The scan reads the file once without decoding (some 10 µs per packet) and notes, per packet, its times and
whether decoding can restart there. From that follows every frame's place and time: one picture per packet,
in order of PTS, without those that an edit list hides.

That holds for sound files of the codecs that are common today. Where the scan finds a reason to doubt it
(:attr:`Probe.doubt` says which: missing or doubled PTS as in AVI with B-frames, damaged packets, field
pictures, codecs with hidden pictures, a start without keyframe), the file is decoded once to see what really
comes out. That costs what decoding costs: about 1 ms per frame at 360p, 4-8 ms at 1080p. In damaged
files only the beginning counts as a restart, since how a decoder patches a hole depends on all that came
before, and one thread decodes them.
"""

from __future__ import annotations

import dataclasses
import itertools
import shutil
import tempfile
import time
import weakref
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from formtrace.clip.geometry import Geometry, usable_aspect
from formtrace.clip.limits import Limits
from formtrace.clip.manifest import MediaInfo, Segment, seconds
from formtrace.errors import EmptyMediaError, MediaLimitError, UndecodableMediaError
from formtrace.media.animated_webp import as_video
from formtrace.media.container import numbered, opened, packets
from formtrace.media.exact_cut.bitstream import bitstream, leading_header
from formtrace.media.exact_cut.decoder import DecoderSetup, decode
from formtrace.media.exact_cut.scan import Scan, reordering
from formtrace.media.exact_cut.segments import PictureShape, segments_of
from formtrace.media.exact_cut.time_stamps import LEAP_S, strictly_rising
from formtrace.media.memory import memory_ceiling
from formtrace.media.pictures import colour_of, orientation, transfer_of
from formtrace.media.slow_motion import capture_speed
from formtrace.media.sniff import Kind, sniff_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from formtrace.media.exact_cut.scan import Frames

_JITTER = 0.1
"""A frame interval that is off by more than this share of the median is uneven."""
_UNEVEN_SHARE = 0.01
"""A clip with more uneven intervals than this has a variable frame rate."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Probe:
    """A video file, understood.

    Attributes:
        path: the file that was scanned; of an animated WebP a video, which is deleted with this object.
        media: size, rate, duration, codec: what the manifest says of the source.
        time_base: seconds per PTS unit.
        pts: (N,) int64, every frame's time stamp in presentation order.
        segments: see :class:`~formtrace.clip.manifest.Manifest`.
        packet_of_frame: (N,) int64, number of the packet each frame comes from.
        restarts: (R, 2) int64, pairs of packet number and frame index, both rising: a decoder that starts at
            the packet gives that frame and all later ones as if it had started at the beginning.
        packet_bytes: (P,) int64, size of each packet in the stream.
        decoder: set-up for the stream's decoder.
        doubt: why the file had to be decoded to know its frames; ``None`` if the scan was enough.
        limits: what the file was checked against.
    """

    path: Path
    media: MediaInfo
    time_base: Fraction
    pts: NDArray[np.int64]
    segments: tuple[Segment, ...]
    packet_of_frame: NDArray[np.int64]
    restarts: NDArray[np.int64]
    packet_bytes: NDArray[np.int64]
    decoder: DecoderSetup
    doubt: str | None
    limits: Limits

    @property
    def packet_count(self) -> int:
        """Packets in the stream."""
        return len(self.packet_bytes)

    @property
    def t_s(self) -> NDArray[np.float64]:
        """Time of every frame in seconds, (N,), zero at the first."""
        return seconds(self.pts, self.time_base)

    def frame_range(self, start_s: float | None, end_s: float | None) -> tuple[int, int]:
        """Indices (first, one past last) of the frames with ``start_s <= t < end_s``; at least one frame."""
        t = self.t_s
        first = 0 if start_s is None else int(np.searchsorted(t, start_s - 1e-9))
        end = len(t) if end_s is None else int(np.searchsorted(t, end_s - 1e-9))
        first = min(first, len(t) - 1)
        return first, max(end, first + 1)


def probe(path: Path | str, limits: Limits | None = None) -> Probe:
    """Scan a video file.

    Raises:
        MediaError: the file is not a video that can be analysed, or exceeds ``limits``.
    """
    path, limits = Path(path), limits or Limits()
    limits.check_bytes(path.stat().st_size)
    if sniff_file(path) is Kind.ANIMATED_WEBP:
        return _probe_animation(path, limits)
    try:
        with memory_ceiling(limits.max_memory_bytes):
            return _probe(path, limits)
    except MemoryError as error:
        raise MediaLimitError(
            "The video takes more memory to read than is allowed; export it as MP4 with H.264 and try again."
        ) from error


def _probe_animation(path: Path, limits: Limits) -> Probe:
    folder = tempfile.mkdtemp(prefix="formtrace-")
    try:
        found = _probe(as_video(path, Path(folder), limits), limits)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    media = found.media.model_copy(update={"container": "webp", "codec": "webp"})
    found = dataclasses.replace(found, media=media)
    weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
    return found


def _probe(path: Path, limits: Limits) -> Probe:
    with opened(path, limits) as (container, stream, kind):
        setup = DecoderSetup.of(stream, limits.decoder_pixels)
        if setup.width and setup.height:
            limits.check_picture(setup.width, setup.height)
        scan, first = _scan(container, stream, setup, limits)
        limits.check_picture(first.width, first.height)
        doubt = scan.doubt(kind, setup.reorder_depth, stream.codec_context.field_order)
        setup = dataclasses.replace(
            setup, doubted=doubt is not None, extradata=setup.extradata + scan.leading_header
        )
        shapes: list[PictureShape] = []
        if doubt is None:
            pts, packet_of_frame = scan.frames()
        else:
            (pts, packet_of_frame), shapes = _counted(path, setup, scan, limits)
        if len(pts) == 0:
            raise EmptyMediaError("The video has no frames that can be shown; export or upload it again.")
        pts, time_base = strictly_rising(
            pts, stream.time_base or Fraction(1, 1000), stream.guessed_rate or Fraction(30)
        )
        limits.check_length(len(pts), float((int(pts[-1]) - int(pts[0])) * time_base))
        turn, mirrored = orientation(first) or (0, False)
        aspect = usable_aspect(stream.sample_aspect_ratio)
        geometry = Geometry(first.width, first.height, turn, aspect, mirrored)
        geometry, segments = segments_of(shapes, geometry)
        limits.check_picture(geometry.display_width, geometry.display_height)  # wide pixels make it larger
        t_s = seconds(pts, time_base)
        media = _media_info(t_s, time_base, container, stream, first, geometry, kind.value)
    setup = dataclasses.replace(setup, reorder_depth=max(setup.reorder_depth, reordering(packet_of_frame)))
    restarts = scan.restarts(packet_of_frame)
    sizes = np.array(scan.sizes, dtype=np.int64)
    return Probe(
        path, media, time_base, pts, segments, packet_of_frame, restarts, sizes, setup, doubt, limits
    )


def _scan(
    container: InputContainer, stream: VideoStream, setup: DecoderSetup, limits: Limits
) -> tuple[Scan, VideoFrame]:
    """All packets, and the first picture, decoded for its size, format, colours and rotation."""
    codec = stream.codec_context.codec.canonical_name
    rules = bitstream(codec, setup.extradata)
    if rules is None:
        raise UndecodableMediaError(f"Videos in {codec} are not read; export it as MP4 with H.264.")
    context = stream.codec_context
    context.thread_count, context.thread_type = 1, "SLICE"
    context.options = {"max_pixels": str(limits.decoder_pixels)}
    scan, first, length_s = Scan(rules), None, 0.0
    try:
        for packet in packets(container, stream):
            if packet.has_sidedata("encryption_info"):
                raise UndecodableMediaError("The video is encrypted; upload a copy without protection.")
            if not len(scan):
                scan.leading_header = leading_header(codec, bytes(packet), setup.extradata)
            scan.add(packet)
            step_s = scan.last_step * float(stream.time_base or 0)
            length_s += step_s if abs(step_s) <= LEAP_S else 0
            limits.check_length(len(scan), length_s)
            first = first or _first_of(context, packet)
    except av.FFmpegError:
        scan.damage = "the file breaks off"
    first = first or _first_of(context, None)
    if len(scan) == 0:
        raise EmptyMediaError("The video has no frames; export or upload it again.")
    if first is None and scan.damage:
        raise UndecodableMediaError("The video is damaged or incomplete; export or upload it again.")
    if first is None:
        raise UndecodableMediaError("No frame of the video can be decoded; export it as MP4 with H.264.")
    return scan, first


def _first_of(context: VideoCodecContext, packet: Packet[VideoStream] | None) -> VideoFrame | None:
    try:
        return next(iter(context.decode(packet)), None)
    except av.FFmpegError:
        return None


def _counted(
    path: Path, setup: DecoderSetup, scan: Scan, limits: Limits
) -> tuple[Frames, list[PictureShape]]:
    """The frames that really come out of one decode of the whole file, and the shape of each."""
    limits.check_doubtful(setup.width * setup.height * len(scan))
    with opened(path, limits) as (container, stream, _):
        source = itertools.islice(numbered(container, stream), len(scan))
        shapes = {
            picture.pts: PictureShape(picture.width, picture.height, orientation(picture))
            for picture in _in_time(decode(setup, source), limits)
            if picture.pts is not None
        }
    frames = scan.frames_of(list(shapes))
    return frames, [shapes[int(packet)] for packet in frames[1]]


def _in_time(pictures: Iterable[VideoFrame], limits: Limits) -> Iterator[VideoFrame]:
    began = time.monotonic()
    for picture in pictures:
        limits.check_doubtful_time(time.monotonic() - began)
        yield picture


def _media_info(
    t: NDArray[np.float64],
    time_base: Fraction,
    container: InputContainer,
    stream: VideoStream,
    first: VideoFrame,
    geometry: Geometry,
    kind: str,
) -> MediaInfo:
    context = stream.codec_context
    matrix, full_range = colour_of(first, context.colorspace, context.color_range, context.color_trc)
    steps = np.diff(t)
    step = float(np.median(steps)) if len(steps) else 1 / float(stream.guessed_rate or 30)
    uneven = np.abs(steps - step) > max(_JITTER * step, 1.01 * max(float(time_base), 0.001))
    fps = len(steps) / float(t[-1]) if t[-1] > 0 else 1 / step if step > 0 else 30.0
    return MediaInfo(
        width=geometry.display_width,
        height=geometry.display_height,
        fps=fps,
        frames=len(t),
        duration_s=float(t[-1]) + step,
        rotation=geometry.rotation_deg,
        codec=context.codec.canonical_name,
        vfr=float(np.mean(uneven)) > _UNEVEN_SHARE if len(steps) else False,
        has_audio=bool(container.streams.audio),
        container=kind,
        geometry=geometry,
        colour_matrix=matrix,
        full_range=full_range,
        capture_speed=capture_speed(_tags(container, stream), fps),
        transfer=transfer_of(first, context.color_trc),
    )


def _tags(container: InputContainer, stream: VideoStream) -> dict[str, str]:
    return {**container.metadata, **stream.metadata}
