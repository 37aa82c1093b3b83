"""A client of the HTTP API of a deployment, without the AWS SDK; see :class:`Client`."""

from formtrace.client.client import Client
from formtrace.client.connection import ApiError, ConnectionLostError, JobFailedError, UploadRefusedError

__all__ = ["ApiError", "Client", "ConnectionLostError", "JobFailedError", "UploadRefusedError"]
