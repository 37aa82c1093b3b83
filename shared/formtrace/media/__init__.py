"""Reading video and photos: sniff, bound, probe, cut into chunks, decode.

The way of a file through this package::

    sniff ── the format, by the first bytes; the name says nothing
      │
    probe ── every frame's place and time, from one scan of the packets
      │
    plan ─── where to cut: at restarts, near keyframes
      │
    split ── packets copied into chunk files, and the manifest
      │
    decode ─ a chunk's frames, bit-identical to one sequential decode

probe, split and decode are the door of :mod:`~formtrace.media.exact_cut`; photos go through
:mod:`~formtrace.media.photo_formats`. PyAV is imported in this package and nowhere else.
"""
