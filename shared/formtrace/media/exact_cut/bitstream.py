"""What a packet's first bits tell: can decoding start here, and can the packet be what it claims to be.

Containers mark keyframes, but not reliably: without a sync table every sample of an MP4 counts as one, and
some writers mark any intra picture. A restart must give the same pixels as a decode from the beginning, so
it is read from the bitstream itself:

* H.264: an IDR picture, or a recovery point SEI message with ``recovery_frame_cnt`` 0 and
  ``exact_match_flag`` 1 (ITU-T H.264, 7.4.1.2.1, D.2.8)
* HEVC: an intra random access point: IDR, CRA or BLA (ITU-T H.265, 7.4.2.2)
* AV1: a shown key frame (AV1 specification, 5.9.2) · VP9, VP8: a key frame (RFC 6386 for VP8)
* MPEG-4 Part 2: a coded I-VOP (ISO/IEC 14496-2, 6.2.5) · MPEG-2: an I picture (ISO/IEC 13818-2, 6.2.3)
* Motion JPEG and ProRes: every picture

Pictures that follow a restart in the file but precede it on screen (the leading pictures of an open GOP) may
still refer to what came before; the planner never takes them from such a start.
"""

from __future__ import annotations

from formtrace.media.exact_cut.frame_headers import FRAME_HEADERS
from formtrace.media.exact_cut.nal_units import h264, hevc
from formtrace.media.exact_cut.packet_class import Bitstream


def bitstream(codec: str, extradata: bytes) -> Bitstream | None:
    """Return the rules of a codec by libavcodec's name for it, or ``None`` where it is not read."""
    if codec == "h264":
        return h264(extradata)
    if codec == "hevc":
        return hevc(extradata)
    return FRAME_HEADERS.get(codec)


def leading_header(codec: str, first_packet: bytes, extradata: bytes) -> bytes:
    """What a decoder would only learn from the first packet and needs for later ones, too.

    DivX says in a comment before the first VOP that B-frames are packed, and the container may not repeat it.
    """
    if codec != "mpeg4":
        return b""
    header = first_packet[: max(0, first_packet.find(b"\x00\x00\x01\xb6"))]
    return b"" if header in extradata else header
