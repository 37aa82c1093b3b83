"""The steps of a job, one function each: what the handlers call, with no event shape and no AWS in it.

:mod:`~formtrace.workflow.ports` says what the steps need from outside; :mod:`formtrace.adapters` supplies it.
"""
