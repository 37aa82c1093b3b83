"""Filters, peaks and alignment of time series, in NumPy alone.

Frame times are irregular, frames without the person hold NaN, and a clip may consist of several shots:
everything here works with that. Nothing here knows about bodies or exercises.
"""
