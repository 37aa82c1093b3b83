"""The file of one chunk: a decoder's set-up and the packets to feed it, nothing else.

No media container carries every codec's packets and times unchanged: Matroska rounds to milliseconds, MP4
hides frames behind edit lists, AVI has no PTS, muxers rewrite H.264 and unpack MPEG-4. A chunk therefore
holds the source's packets byte for byte in a plain ZIP archive (stored, with its CRCs), and its reader runs
no demuxer. The members:

``packets``       the packets' bytes, one after the other, each followed by the header that comes into force
                  with it, if any (an MP4 with several sample descriptions)
``index.npy``     (P, 4) int64 per packet: size in bytes, size of the new header (0: none), index of the frame
                  in the source (-1: not shown), keyframe
``extradata``     the codec's header
``decoder.json``  the rest of :class:`~formtrace.media.exact_cut.decoder.DecoderSetup`
"""

from __future__ import annotations

import dataclasses
import json
from io import BytesIO
from typing import TYPE_CHECKING, Any, Self
from zipfile import ZipFile

import numpy as np
from av.packet import Packet, PacketSideData, packet_sidedata_type_from_literal

from formtrace.media.exact_cut.decoder import DecoderSetup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

SUFFIX = ".packets"
_NEW_EXTRADATA = packet_sidedata_type_from_literal("new_extradata")


class ChunkWriter:
    """Writes a chunk packet by packet; use it as a context manager."""

    def __init__(self, path: Path, setup: DecoderSetup) -> None:
        self._zip = ZipFile(path, "w")
        self._setup = setup
        self._index: list[tuple[int, int, int, bool]] = []
        self._packets = self._zip.open("packets", "w", force_zip64=True)

    def add(self, packet: Packet[Any], frame: int) -> None:
        """Append a packet; ``frame`` is the source frame that it shows, or -1."""
        header = bytes(packet.get_sidedata("new_extradata")) if packet.has_sidedata("new_extradata") else b""
        self._packets.write(bytes(packet))
        self._packets.write(header)
        self._index.append((packet.size, len(header), frame, packet.is_keyframe))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._packets.close()
        with self._zip:
            index = BytesIO()
            np.save(index, np.array(self._index, dtype=np.int64).reshape(-1, 4))
            setup = dataclasses.asdict(self._setup)
            self._zip.writestr("index.npy", index.getvalue())
            self._zip.writestr("extradata", setup.pop("extradata"))
            self._zip.writestr("decoder.json", json.dumps(setup))


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class ChunkIndex:
    """What a chunk says of its packets: the decoder's set-up and ``index.npy`` (P, 4)."""

    setup: DecoderSetup
    table: NDArray[np.int64]

    @property
    def frame_of_packet(self) -> NDArray[np.int64]:
        """Source frame of every packet, (P,), -1 for packets that show none."""
        return self.table[:, 2]


def read_index(path: Path) -> ChunkIndex:
    """Read all of a chunk but its packets."""
    with ZipFile(path) as archive:
        setup = json.loads(archive.read("decoder.json"))
        table = np.load(BytesIO(archive.read("index.npy")), allow_pickle=False)
        return ChunkIndex(DecoderSetup(extradata=archive.read("extradata"), **setup), table)


def read_packets(path: Path, index: ChunkIndex) -> Iterator[Packet[Any]]:
    """Yield the packets with their number in the chunk as time stamp."""
    with ZipFile(path) as archive, archive.open("packets") as data:
        for number, (size, header_size, _, is_key) in enumerate(index.table.tolist()):
            # Memory of libav's own: decoders read a little past the end and expect zeros there.
            packet: Packet[Any] = Packet(size)
            packet.update(data.read(size))
            if header_size:
                header = PacketSideData(_NEW_EXTRADATA, header_size)  # type: ignore[call-arg]  # missing in the stubs
                header.update(data.read(header_size))
                packet.set_sidedata(header)
            packet.pts = packet.dts = number
            packet.is_keyframe = bool(is_key)
            yield packet
