"""Formtrace: repetitions, angles and form from ordinary video, on CPU.

The core of the project. Nothing in it knows about AWS except :mod:`formtrace.adapters`.
"""

__version__ = "0.1.0"
