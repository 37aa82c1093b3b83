"""What makes a photo's picture, found without decoding anything.

The containers of JPEG, PNG, WebP and HEIC are read here in Python, which damage cannot crash, and in bounded
time. Only what makes the picture reaches a native decoder: no metadata, no thumbnails, no second pictures.
What would take more work than any camera's photo does is refused before it is decoded. The decoder runs in a
process of its own (:mod:`~formtrace.media.photo_formats.decoder_process`).
"""
