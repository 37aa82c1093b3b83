"""Vertical jumps: take-off and landing to a fraction of a frame, heights by two methods, with uncertainty."""
