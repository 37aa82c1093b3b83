"""Examples in docstrings become code blocks on the site; an extension of Griffe, which reads them."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

_EXAMPLE = re.compile(r"^([ ]*)(>>> .*(?:\n(?![ ]*\n).*)*)", re.MULTILINE)


class Doctests(Extension):
    """Puts a fence around each paragraph that begins with ``>>>``."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called for every object that has been read."""
        if obj.docstring is not None:
            obj.docstring.value = _EXAMPLE.sub(r"\1```pycon\n\2\n\1```", obj.docstring.value)
