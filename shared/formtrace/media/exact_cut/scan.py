"""One pass over a stream's packets without decoding them, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from formtrace.media.exact_cut.packet_class import PacketClass
from formtrace.media.exact_cut.time_stamps import completed
from formtrace.media.sniff import Kind

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from formtrace.media.exact_cut.packet_class import Bitstream

Frames = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""PTS and packet number of every frame, in presentation order."""


@dataclass(slots=True)
class Scan:
    """What was seen of the packets, one entry each, in file order.

    Times are in the stream's time base, ``None`` where the container gives none. ``hidden`` packets are
    decoded for others to refer to but not shown (edit lists). ``damage`` says in a few words what is wrong.
    ``shapes`` are the different bytes that set the picture's size and turn, the first packet's first.
    ``leading_header`` belongs in front of any packet that a decoder starts with.
    """

    rules: Bitstream
    pts: list[int | None] = field(default_factory=list)
    dts: list[int | None] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    kinds: list[PacketClass] = field(default_factory=list)
    shapes: list[bytes] = field(default_factory=list)
    damage: str | None = None
    leading_header: bytes = b""

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def last_step(self) -> int:
        """Time from the last packet but one to the last, in the stream's time base."""
        return self._time(len(self) - 1) - self._time(len(self) - 2) if len(self) > 1 else 0

    def _time(self, number: int) -> int:
        """The packet's place in time, more or less: where decoding times are missing, others serve."""
        for time in (self.dts[number], self.pts[number]):
            if time is not None:
                return time
        return number

    def add(self, packet: Packet[VideoStream]) -> None:
        """Note the next packet."""
        data = bytes(packet)
        kind = self.rules.classify(data, packet.is_keyframe)
        if kind & _SHAPING or not self.shapes:
            shape = self.rules.shape(data)
            if not self.shapes or (shape and shape not in self.shapes):
                self.shapes.append(shape)
        self.pts.append(packet.pts)
        self.dts.append(packet.dts)
        self.sizes.append(len(data))
        self.hidden.append(packet.is_discard)
        self.kinds.append(kind)
        if kind & PacketClass.DAMAGED or packet.is_corrupt:
            self.damage = "damaged packets"
        elif len(self) > 1 and packet.has_sidedata("new_extradata"):
            self.damage = "the encoding changes midway"

    def doubt(self, kind: Kind, reorder_depth: int, field_order: int) -> str | None:
        """Why one packet may not be one frame, in order of PTS; ``None`` if all is plain."""
        known = [pts for pts in self.pts if pts is not None]
        if self.damage:
            return self.damage
        if not self.rules.one_picture_per_packet or any(kind & PacketClass.UNSURE for kind in self.kinds):
            return "packets without a picture of their own"
        if kind is Kind.AVI and reorder_depth > 0:
            return "B-frames in AVI, which has no PTS"
        if len(known) < len(self):
            return "missing time stamps"
        if len(set(known)) < len(known):
            return "doubled time stamps"
        if not self.kinds[0] & PacketClass.RESTART or min(known) < known[0]:
            return "it does not begin with a keyframe"
        if len(self.shapes) > 1:
            return "the picture may change its size or turn"
        if self._is_cut_midway():
            return "an edit list with several parts"
        if field_order not in _PROGRESSIVE:
            return "interlaced pictures"
        if reordering(np.argsort(known)) > reorder_depth:
            return "more reordering than announced"
        return None

    def _is_cut_midway(self) -> bool:
        """Whether packets are hidden between shown ones, not just before the first or after the last."""
        pts, hidden = np.array(self.pts), np.array(self.hidden, dtype=bool)
        if hidden.all():
            return False
        shown = pts[~hidden]
        return bool(np.any((pts[hidden] > shown.min()) & (pts[hidden] < shown.max())))

    def frames(self) -> Frames:
        """Every frame, if each shown packet is one (no :meth:`doubt`)."""
        pts = np.array(self.pts, dtype=np.int64)
        shown = np.flatnonzero(~np.array(self.hidden, dtype=bool))
        order = shown[np.argsort(pts[shown], kind="stable")]
        return pts[order], order

    def frames_of(self, decoded: list[int]) -> Frames:
        """Every frame, from the packet numbers in the order in which a decoder gave them back."""
        numbers = [number for number in dict.fromkeys(decoded) if not self.hidden[number]]
        stand_ins = sorted(self._time(number) for number in numbers)
        pts = completed([self.pts[number] for number in numbers], stand_ins)
        return np.array(pts, dtype=np.int64), np.array(numbers, dtype=np.int64)

    def restarts(self, packet_of_frame: NDArray[np.int64]) -> NDArray[np.int64]:
        """Pairs (packet, frame): a decoder that starts at the packet gives the frame and all after it.

        (R, 2) int64, both columns rising, the first always the beginning of the file.
        """
        pairs, changed = [(0, 0)], False
        if self.damage:
            return np.array(pairs, dtype=np.int64)
        frame_of_packet = {int(packet): frame for frame, packet in enumerate(packet_of_frame)}
        earliest_after = np.minimum.accumulate(packet_of_frame[::-1])[::-1]
        for packet, kind in enumerate(self.kinds):
            frame = frame_of_packet.get(packet)
            if kind & PacketClass.PARAMETERS:
                if not kind & PacketClass.RESTART:
                    break
                changed = True
            elif changed:
                continue  # a decoder that starts here would not have the parameters in force
            if not kind & PacketClass.RESTART or frame is None or frame <= pairs[-1][1]:
                continue
            if earliest_after[frame] >= packet:
                pairs.append((packet, frame))
        return np.array(pairs, dtype=np.int64)


_SHAPING = PacketClass.RESTART | PacketClass.PARAMETERS | PacketClass.RESIZED
_PROGRESSIVE = (0, 1)
"""AVFieldOrder: unknown, progressive."""


def reordering(packet_of_frame: NDArray[np.int64]) -> int:
    """How many pictures a decoder holds back at most to show ``packet_of_frame`` (N,) in that order."""
    waiting = np.argsort(np.argsort(packet_of_frame)) - np.arange(len(packet_of_frame))
    return int(np.max(waiting, initial=0))
