"""A clip as values: what it is (manifest), how its picture is shown (geometry), one frame, and the limits.

Nothing here needs PyAV, so functions that neither read nor write video files can use it.
"""
