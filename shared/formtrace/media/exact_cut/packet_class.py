"""What a packet's first bits make of it, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto


class PacketClass(Flag):
    """What a packet's first bits make of it."""

    DEPENDENT = 0
    """Refers to earlier packets; nothing else is to be said of it."""
    RESTART = auto()
    """A decoder can start here."""
    UNSURE = auto()
    """May give no picture, or two."""
    PARAMETERS = auto()
    """Sets parameters that a decoder which starts later would miss."""
    RESIZED = auto()
    """Gives the picture a size of its own."""
    DAMAGED = auto()
    """Not what its codec allows."""


@dataclass(frozen=True, slots=True)
class Bitstream:
    """Classifies the packets of one stream.

    Attributes:
        classify: from a packet's bytes, and the container's keyframe flag, to its class.
        shape: from a packet's bytes to what in them sets the picture's size and turn, ``b""`` for nothing;
            called for restarts and packets with parameters or a size.
        one_picture_per_packet: whether every sound packet gives exactly one picture.
    """

    classify: Callable[[bytes, bool], PacketClass]
    one_picture_per_packet: bool
    shape: Callable[[bytes], bytes] = lambda _data: b""
