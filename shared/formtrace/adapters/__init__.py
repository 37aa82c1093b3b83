"""What connects the core to AWS: the only package that imports boto3 or Powertools.

``aws`` implements the ports of :mod:`formtrace.workflow`, ``http`` serves :mod:`formtrace.http`, and
``events`` reads the events that functions are invoked with.
"""
