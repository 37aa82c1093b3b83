"""From the tracks of all people to the subject's motion, its angles, and the outcome.

:func:`analyse` is pure: tracks, manifest and options in, an :class:`Analysis` out. The aggregate function and
the command line both call it; ``results`` turns the analysis into files.
"""

from formtrace.analysis.analyse import Analysis, analyse

__all__ = ["Analysis", "analyse"]
