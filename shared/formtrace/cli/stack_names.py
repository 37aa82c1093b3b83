"""What the commands know of a stack without the AWS SDK, which not every installation has."""

from __future__ import annotations

FUNCTIONS = (
    "api",
    "split",
    "pose",
    "aggregate",
    "render",
    "publish",
    "image",
    "coach",
    "fail",
    "fetch",
    "notify",
    "webhook",
)


class UnknownStackError(Exception):
    """There is no stack of that name where the credentials lead."""
