"""Reference movements: a user's own movement, found again in other videos and compared with it.

:mod:`~formtrace.reference.pose_series` turns a motion into poses that do not depend on the person's size,
place and heading; :mod:`~formtrace.reference.template` keeps one repetition of them as a motion template;
:mod:`~formtrace.reference.detect` finds it in a clip by subsequence DTW;
:mod:`~formtrace.reference.similarity` scores each repetition, and :mod:`~formtrace.reference.differences`
explains the scores joint by joint.
"""
