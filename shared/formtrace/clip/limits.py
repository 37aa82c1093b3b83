"""How much media one job may hold.

Checked as early as each number is known: bytes before the file is opened, streams and pixels before anything
is decoded, frames and duration while the packets are counted (headers lie about both).
"""

from __future__ import annotations

from dataclasses import dataclass

from formtrace.errors import MediaLimitError


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, with defaults for a function of 3 GB.

    Attributes:
        max_bytes: size of the file.
        max_pixels: width x height of the coded picture. 12 million covers 4K in 16:9 and 4:3; a decoder keeps
            up to about 20 pictures, so this bounds its memory to some 400 MB.
        max_side_px: longer side of a video's picture, coded and shown; H.264 encoders end at 16,384.
        min_side_px: a picture with a shorter side shows no person.
        max_duration_s: from the first frame to the last, measured from the packets.
        max_frames: packets of the video stream (30 minutes at 60 per second).
        max_streams: streams of all kinds.
        max_doubtful_pixels: width x height x packets of a video that must be decoded just to know its frames;
            the default takes some 7 minutes on one core.
        max_doubtful_s: how long that decoding may take.
        max_chunk_frames: frames of one chunk; two minutes at 60 per second.
        max_chunk_bytes: packets of one chunk, which a function keeps in its temporary storage.
        max_chunk_pixels: width x height x frames that one chunk decodes, with those before it back to a
            keyframe; the default takes some 8 minutes on one core.
        max_memory_bytes: what probing may allocate on top of what the process has, whatever a header claims.
        max_photo_bytes: size of a photo's file, which is held in memory.
        max_photo_pixels: width x height that a photo's header may announce.
        max_photo_side_px: larger photos are scaled down to this while decoding.
    """

    max_bytes: int = 2 * 1024**3
    max_pixels: int = 12_000_000
    max_side_px: int = 8192
    min_side_px: int = 16
    max_duration_s: float = 30 * 60
    max_frames: int = 108_000
    max_streams: int = 32
    max_doubtful_pixels: int = 100 * 10**9
    max_doubtful_s: float = 300
    max_chunk_frames: int = 7200
    max_chunk_bytes: int = 512 * 1024**2
    max_chunk_pixels: int = 120 * 10**9
    max_memory_bytes: int = 1024**3
    max_photo_bytes: int = 64 * 1024**2
    max_photo_pixels: int = 100_000_000
    max_photo_side_px: int = 4096

    @property
    def decoder_pixels(self) -> int:
        """What decoders are told: they align both sides to 64 before they compare."""
        return self.max_pixels + 128 * self.max_side_px

    def check_bytes(self, size: int) -> None:
        """Raise :class:`MediaLimitError` if a video file of ``size`` bytes is too large."""
        _check_size("video", size, self.max_bytes)

    def check_photo_bytes(self, size: int) -> None:
        """Raise :class:`MediaLimitError` if a photo file of ``size`` bytes is too large."""
        _check_size("photo", size, self.max_photo_bytes)

    def check_streams(self, count: int) -> None:
        """Raise :class:`MediaLimitError` if a file has too many streams."""
        if count > self.max_streams:
            raise MediaLimitError(
                f"The file has {count} streams and at most {self.max_streams} are accepted; "
                "export it with one video and one audio track."
            )

    def check_picture(self, width: int, height: int) -> None:
        """Raise :class:`MediaLimitError` if a video's picture, coded or shown, is too large or too small."""
        if width * height > self.max_pixels:
            raise MediaLimitError(
                f"The video has {width}x{height} pixels, more than the {self.max_pixels / 1e6:.0f} million "
                "that are accepted; export it in 4K (3840x2160) or smaller."
            )
        if max(width, height) > self.max_side_px:
            raise MediaLimitError(
                f"The video has {width}x{height} pixels and at most {self.max_side_px} are accepted "
                "on a side; export it in 4K (3840x2160) or smaller."
            )
        if min(width, height) < self.min_side_px:
            raise MediaLimitError(
                f"The video has only {width}x{height} pixels; "
                f"use one with at least {self.min_side_px} pixels on each side."
            )

    def check_photo(self, width: int, height: int) -> None:
        """Raise :class:`MediaLimitError` if a photo's header announces too many or too few pixels."""
        if width * height > self.max_photo_pixels:
            raise MediaLimitError(
                f"The photo has more than the {self.max_photo_pixels / 1e6:.0f} million pixels that are "
                "accepted; save it smaller."
            )
        if min(width, height) < self.min_side_px:
            raise MediaLimitError(
                f"The photo has only {width}x{height} pixels; "
                f"use one with at least {self.min_side_px} pixels on each side."
            )

    def check_length(self, frames: int, duration_s: float) -> None:
        """Raise :class:`MediaLimitError` if a video has too many frames or lasts too long."""
        if duration_s > self.max_duration_s:
            raise MediaLimitError(
                f"The video is longer than the {self.max_duration_s / 60:g} minutes that are accepted; "
                "cut it into shorter videos."
            )
        if frames > self.max_frames:
            raise MediaLimitError(
                f"The video has more than {self.max_frames} frames, the most that are accepted; "
                "cut it into shorter videos or export it with fewer frames per second."
            )

    def check_doubtful(self, pixels: int) -> None:
        """Raise :class:`MediaLimitError` if decoding ``pixels`` only to know the frames is too much."""
        if pixels > self.max_doubtful_pixels:
            raise _too_doubtful()

    def check_doubtful_time(self, seconds: float) -> None:
        """Raise :class:`MediaLimitError` if that decoding has gone on for too long."""
        if seconds > self.max_doubtful_s:
            raise _too_doubtful()


def _too_doubtful() -> MediaLimitError:
    return MediaLimitError(
        "The video's time stamps or packets cannot be relied on and it is too long to check all; "
        "export it as MP4 with H.264 or cut it."
    )


def _check_size(what: str, size: int, allowed: int) -> None:
    if size > allowed:
        raise MediaLimitError(
            f"The {what}'s file has {size / 1024**2:.0f} MiB and at most {allowed / 1024**2:.0f} MiB are "
            "accepted; export it smaller or with a lower quality."
        )
