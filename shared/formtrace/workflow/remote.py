"""URLs that a job brings along: what the API checks before it accepts one, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from formtrace.errors import CallbackUrlError, OutboundError, RefusedUrlError, RemoteMediaError
from formtrace.outbound.url import HostList, Reason, check_url

if TYPE_CHECKING:
    from formtrace.outbound.url import Target

Source = Literal["video", "image"]


def check_remote_media(url: str, source: Source, hosts: HostList) -> Target:
    """Check ``videoSrc`` or ``imageSrc``; whether its host is public is found out when it is fetched.

    Raises:
        RemoteMediaError: it will not be fetched; ``details`` have the reason.
    """
    try:
        return check_url(url, hosts)
    except RefusedUrlError as error:
        raise load_error(error, source) from error


def check_callback_url(url: str, hosts: HostList) -> Target:
    """Check where a job's end shall be announced.

    Raises:
        CallbackUrlError: it will not be called; ``details`` have the reason.
    """
    try:
        return check_url(url, hosts)
    except RefusedUrlError as error:
        message = error.message
        if error.reason == Reason.REMOTE_DISABLED:
            message = (
                "This deployment calls no URLs; leave callbackUrl out, or ask its owner to allow the host."
            )
        raise CallbackUrlError(message, details=error.details) from error


def load_error(error: OutboundError, source: Source) -> RemoteMediaError:
    """The contract's error for a video or photo that is not fetched."""
    message = error.message
    if error.reason == Reason.REMOTE_DISABLED:
        message = (
            f"This deployment fetches no files; upload the {source}, or ask its owner to allow the host."
        )
    return RemoteMediaError(message, code=f"{source}_load_error", details=error.details)
