"""Measurements on real media: counts, keypoints, speed. Run with ``python -m benchmarks.NAME``."""
