"""Reading video and photos: sniff, bound, probe, cut into chunks, decode.

The way of a file through this package::

    sniff ── what the bytes are, whatever the name says        limits ── how much is too much
      │
    probe ── every frame's place and time, from one scan of the packets
      │
    plan ─── where to cut: at restart points, near keyframes
      │
    split ── packets copied into chunk files, and the manifest
      │
    decode ─ a chunk's frames, bit-identical to one sequential decode

PyAV is imported in this package and nowhere else.
"""
