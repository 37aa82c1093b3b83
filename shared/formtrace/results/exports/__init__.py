"""Results in the formats of other tools, a module for each kind of tool.

An exporter is a function that writes a :class:`~formtrace.results.data.ResultData` to a path;
:func:`exporter` registers it under a name, ours and those of users alike.
"""

from formtrace.results.exports.registry import Exporter, export, exporter, exporters, own_formats

__all__ = ["Exporter", "export", "exporter", "exporters", "own_formats"]
