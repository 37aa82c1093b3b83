"""The part of a photo's file that its decoder gets to see."""

from __future__ import annotations

from dataclasses import dataclass

from formtrace.errors import MediaLimitError, UndecodableMediaError


@dataclass(frozen=True, slots=True)
class PhotoContent:
    """A photo for a decoder.

    Attributes:
        data: the file, without what does not make the picture.
        width, height: as the header announces them, before any turn.
        orientation: EXIF orientation, 1 to 8, that the decoder does not apply; ``None`` where only the
            decoder can find it.
        may_be_cut: the file does not say where it ends, so it may have been cut off.
    """

    data: bytes
    width: int
    height: int
    orientation: int | None = 1
    may_be_cut: bool = False


def damaged() -> UndecodableMediaError:
    """The error for a photo that is not what its format says."""
    return UndecodableMediaError("The photo is damaged and cannot be decoded; export or upload it again.")


def too_much_work() -> MediaLimitError:
    """The error for a photo whose structure costs far more to decode than a camera's."""
    return MediaLimitError(
        "The photo is stored in a way that takes too much work to decode; save it again as an ordinary JPEG."
    )
