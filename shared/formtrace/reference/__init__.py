"""Reference movements: somebody's own movement, found again in other videos and compared with it.

:mod:`~formtrace.reference.series` turns a motion into poses that do not depend on the person's size, place
and direction; :mod:`~formtrace.reference.signature` keeps one repetition of them;
:mod:`~formtrace.reference.detect` finds it in a whole clip;
:mod:`~formtrace.reference.score` says how alike the two are.
"""
