"""The picture people look at: skeleton, angles and counter drawn on video frames and photos.

The parts, from the bottom up: ``colour`` (sRGB to a video's own YUV), ``raster`` (anti-aliased round-capped
strokes), ``canvas`` (planes that strokes and sprites are blended into), ``sprites`` (text and cards, drawn
once), ``body``, ``angles`` and ``hud`` (what is drawn), ``look`` and ``preset`` (how people are drawn),
``scene`` (all of it for one frame), ``render`` and ``image`` (video chunks and photos). ``track`` is what is
drawn, ``style`` what it looks like.
"""
