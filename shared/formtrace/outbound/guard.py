"""Caps on time and headers, kept where bytes arrive, so that nothing above can wait or read without them."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class HeadersTooLargeError(Exception):
    """The other side does not come to the end of its headers."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How much one request may take, redirects included.

    Attributes:
        total_s: from the first connection to the last byte.
        idle_s: the longest wait for a connection, a handshake or the next bytes.
        headers_bytes: status line and headers of each answer.
        body_bytes: the body that is read.
    """

    total_s: float
    idle_s: float = 15.0
    headers_bytes: int = 64 * 1024
    body_bytes: int = 64 * 1024


@dataclass(slots=True)
class Guard:
    """What is left of :class:`Caps` while a request is under way."""

    caps: Caps
    deadline: float = field(init=False)
    headers_left: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.caps.total_s

    def wait_s(self) -> float:
        """How long the next step may take.

        Raises:
            TimeoutError: no time is left.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole request is over")
        return min(left, self.caps.idle_s)

    def headers_begin(self) -> None:
        """From here on every byte counts as a header, until :meth:`headers_end`."""
        self.headers_left = self.caps.headers_bytes

    def headers_end(self) -> None:
        """From here on bytes belong to the body, which its reader counts."""
        self.headers_left = None

    def check_headers(self) -> None:
        """Raise :class:`HeadersTooLargeError` if no more may come."""
        if self.headers_left is not None and self.headers_left <= 0:
            raise HeadersTooLargeError

    def received(self, count: int) -> None:
        """Bytes have arrived."""
        if self.headers_left is not None:
            self.headers_left -= count


class GuardedSocket(ssl.SSLSocket):
    """A TLS socket that looks at the clock, and at the headers' cap, before it waits for the other side.

    A plain timeout starts anew with each byte, so that a server that drips could hold a request for hours.
    """

    guard: Guard

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """Receive, within what is left."""
        self.guard.check_headers()
        self.settimeout(self.guard.wait_s())
        count = super().recv_into(buffer, nbytes, flags)
        self.guard.received(count)
        return count

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        """Send a part, within what is left; ``sendall`` calls this."""
        self.settimeout(self.guard.wait_s())
        return super().send(data, flags)


def strict_context() -> ssl.SSLContext:
    """TLS that verifies certificates and names against the system's authorities."""
    return guarded(ssl.create_default_context())


def guarded(context: ssl.SSLContext) -> ssl.SSLContext:
    """Have a context make sockets that are guarded."""
    context.sslsocket_class = GuardedSocket
    return context


def secure(context: ssl.SSLContext, raw: socket.socket, host: str, guard: Guard) -> GuardedSocket:
    """Do the handshake for ``host`` over a connection; the socket is closed if it fails.

    A connection that ends without TLS saying so is an error, not the end of the body.
    """
    raw.settimeout(guard.wait_s())
    try:
        wrapped: Any = context.wrap_socket(raw, server_hostname=host, suppress_ragged_eofs=False)
    except BaseException:
        raw.close()
        raise
    wrapped.guard = guard
    tls: GuardedSocket = wrapped
    return tls
