"""AWS: the only package that imports boto3 or Powertools. Everything in it has a port in :mod:`formtrace.workflow.ports`."""
