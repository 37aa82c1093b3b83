"""AWS: the only package that imports boto3 or Powertools, behind :mod:`formtrace.workflow.ports`."""
