"""The overlay: skeleton, angles and counter drawn on video frames and photos.

From the bottom up: ``colour`` (sRGB to a video's own YUV), ``strokes`` (round-capped lines, by OpenCV),
``layer`` and ``canvas`` (translucent pictures, and the planes they are composited with), ``text`` and
``shapes`` (masks). A ``plane_annotator`` draws one thing: ``skeleton``, ``skeleton_style`` and ``preset``
(people), ``ghost`` (a reference), ``angles``, ``hud`` with ``plot`` (the card). ``scene`` is all of it for
one frame, ``render`` and ``image`` draw video chunks and photos. ``track`` holds the values that are drawn,
``style`` how they look; an ``annotator`` is the user's own drawing on top.
"""
