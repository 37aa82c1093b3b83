"""Cutting a clip without changing it.

The promise: **the frames decoded from the chunks are those of one sequential decode, bit for bit, in order,
with the same PTS**, wherever the cuts are. It holds because

* decoding restarts only where the bitstream itself allows it (:mod:`~formtrace.media.exact_cut.bitstream`),
* every picture is known by the number of its packet, not by a time stamp (``decoder``, ``scan``),
* chunks carry the source's packets byte for byte and run through no muxer or demuxer (``chunk_file``),
* what is not certain from the packets alone is established by one decode of the whole clip (``scan``).

Callers use :mod:`formtrace.media.probe`, ``split`` and ``decode``; this package is their machinery.
"""
