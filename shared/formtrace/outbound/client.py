"""HTTPS requests under the rules."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from formtrace.errors import OutboundError, RefusedUrlError, UnreachableError
from formtrace.outbound.address import Address, Resolver, is_public, resolve
from formtrace.outbound.guard import Caps, Guard, HeadersTooLargeError, secure, strict_context
from formtrace.outbound.url import HostList, Reason, Target, check_url, literal, private

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({408, 425, 429})
_SERVER_ERROR = 500
_MAX_PER_FAMILY = 2
"""Of the IPv4 and the IPv6 addresses of a host, how many are tried."""
_USER_AGENT = "Formtrace/1.0"


@dataclass(frozen=True, slots=True)
class Network:
    """How servers are reached. The defaults are the rules; only tests construct another one.

    Attributes:
        resolve: all addresses of a host.
        permits: whether an address may be connected to.
        port: where servers listen.
        tls: whom to trust; a context from :func:`~formtrace.outbound.guard.guarded`.
    """

    resolve: Resolver = resolve
    permits: Callable[[Address], bool] = is_public
    port: int = 443
    tls: ssl.SSLContext = field(default_factory=strict_context)


@dataclass(slots=True)
class Body:
    """The body of a good answer, read as it comes.

    Attributes:
        content_type: what the server says it is, in lower case and without parameters; it may be wrong.
        size_bytes: how long the server says it is, if it says so.
    """

    content_type: str
    size_bytes: int | None
    _response: http.client.HTTPResponse
    _max_bytes: int
    _read_bytes: int = 0

    def read(self, size: int) -> bytes:
        """The next bytes, ``size`` of them if there are so many; none at the end.

        Raises:
            UnreachableError: the other side broke off or became too slow.
            OutboundError: there are more bytes than may be read.
        """
        with map_errors():
            block = self._response.read(size)
        self._read_bytes += len(block)
        if self._read_bytes > self._max_bytes:
            raise too_large(self._max_bytes)
        if not block and size and self.size_bytes is not None and self._read_bytes < self.size_bytes:
            raise _broke_off()
        return block


class OutboundClient:
    """Asks hosts that a deployment may speak to.

    Args:
        hosts: which ones.
        network: the way out; anything but the default is for tests.
    """

    def __init__(self, hosts: HostList, network: Network | None = None) -> None:
        self._hosts = hosts
        self._network = network or Network()

    @contextmanager
    def get(self, url: str, caps: Caps) -> Iterator[Body]:
        """Ask for a document; follow up to :data:`MAX_REDIRECTS` redirects, each checked like the URL.

        Raises:
            RefusedUrlError: a URL, or an address that it leads to, is against the rules.
            UnreachableError: no answer, or none of use this time.
            OutboundError: an answer of no use.
        """
        guard, headers = Guard(caps), {"Accept": "video/*, image/*, */*;q=0.5"}
        for _ in range(MAX_REDIRECTS + 1):
            with self._request("GET", check_url(url, self._hosts), headers, b"", guard) as response:
                location = response.headers.get("Location")
                if response.status not in _REDIRECTS or location is None:
                    yield _body(response, caps)
                    return
                url = _redirected(url, location)
        message = f"The URL redirects more than {MAX_REDIRECTS} times; use the one that it leads to."
        raise _problem(Reason.REDIRECT, message)

    def post(self, url: str, body: bytes, headers: Mapping[str, str], caps: Caps) -> int:
        """Send a document, follow no redirect, and return the answer's status; its body is not read.

        Raises:
            RefusedUrlError: the URL, or an address that it leads to, is against the rules.
            UnreachableError: no answer.
        """
        target = check_url(url, self._hosts)
        with self._request("POST", target, headers, body, Guard(caps)) as response:
            return response.status

    @contextmanager
    def _request(
        self, method: str, target: Target, headers: Mapping[str, str], body: bytes, guard: Guard
    ) -> Iterator[http.client.HTTPResponse]:
        """One request over a connection of its own."""
        connection = http.client.HTTPConnection(target.authority)  # HTTP only: the socket brings TLS along
        connection.auto_open = False
        # Identity, since what was compressed may be endless when it is not.
        sent = {"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", "Connection": "close", **headers}
        try:
            with map_errors():
                connection.sock = self._connect(target, guard)
                guard.headers_begin()
                connection.request(method, target.path, body or None, sent)
                response = connection.getresponse()
                guard.headers_end()
            with response:
                yield response
        finally:
            connection.close()

    def _connect(self, target: Target, guard: Guard) -> ssl.SSLSocket:
        """Connect to one of the addresses that were checked, without asking for the name again."""
        failure: OSError = OSError("no address")
        for address in _some(self._addresses(target.host)):
            try:
                raw = socket.create_connection((str(address), self._network.port), timeout=guard.wait_s())
            except OSError as error:
                failure = error
                continue
            return secure(self._network.tls, raw, target.host, guard)
        raise failure

    def _addresses(self, host: str) -> Sequence[Address]:
        """The addresses of a host, all of which are permitted."""
        address = literal(host)
        try:
            found = [address] if address is not None else self._network.resolve(host)
        except OSError as error:
            raise unreachable(Reason.UNKNOWN_HOST, f"The host {host} is not known; check the URL.") from error
        if not all(self._network.permits(one) for one in found):
            raise private(host)
        return found


def _redirected(url: str, location: str) -> str:
    """The URL that a redirect leads to, still to be checked.

    Raises:
        RefusedUrlError: it is none.
    """
    try:
        return urljoin(url, location)
    except ValueError as error:
        message = "The URL redirects to something that is not a URL; use the one that it should lead to."
        raise RefusedUrlError(message, details={"reason": Reason.INVALID_URL.value}) from error


def _some(addresses: Sequence[Address]) -> list[Address]:
    """The first of each family, IPv4 before IPv6: most functions on Lambda have no IPv6, and fail at once."""
    families = ([one for one in addresses if one.version == version] for version in (4, 6))
    return [one for family in families for one in family[:_MAX_PER_FAMILY]]


@contextmanager
def map_errors() -> Iterator[None]:
    """Raise the errors of this package for those of sockets, TLS and HTTP."""
    try:
        yield
    except TimeoutError as error:
        raise unreachable(Reason.TIMEOUT, "The server answers too slowly; try again later.") from error
    except ssl.SSLCertVerificationError as error:
        message = "The server's certificate is not valid for this host; use a host with a valid one."
        raise _problem(Reason.TLS, message) from error
    except (ssl.SSLEOFError, http.client.IncompleteRead) as error:
        raise _broke_off() from error
    except ssl.SSLError as error:
        raise _problem(Reason.TLS, "The server does not speak proper TLS; use another host.") from error
    except OSError as error:
        raise unreachable(Reason.UNREACHABLE, "The server cannot be reached; try again later.") from error
    except HeadersTooLargeError as error:
        raise _problem(Reason.BAD_RESPONSE, "The server's answer has too many headers.") from error
    except (http.client.HTTPException, ValueError) as error:
        raise _problem(Reason.BAD_RESPONSE, "The server's answer is not proper HTTP.") from error


def too_large(max_bytes: int) -> OutboundError:
    """The error for a body that is larger than allowed."""
    return _problem(
        Reason.TOO_LARGE,
        f"The file has more than the {max_bytes / 2**20:g} MiB that are accepted; use a smaller one.",
    )


def _body(response: http.client.HTTPResponse, caps: Caps) -> Body:
    """The body of an answer, if it is a good one."""
    if response.status != http.client.OK:
        message = (
            f"The server answers {response.status}; check that the URL can be downloaded without signing in."
        )
        make = unreachable if response.status in _TRY_AGAIN or response.status >= _SERVER_ERROR else _problem
        raise make(Reason.HTTP_STATUS, message)
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise _problem(Reason.ENCODED, "The server compresses the file for the transfer; switch that off.")
    if response.length is not None and response.length > caps.body_bytes:
        raise too_large(caps.body_bytes)
    return Body(response.headers.get_content_type(), response.length, response, caps.body_bytes)


def _broke_off() -> UnreachableError:
    return unreachable(Reason.INCOMPLETE, "The server broke off before the end; try again.")


def unreachable(reason: Reason, message: str) -> UnreachableError:
    """An error that another attempt may not meet."""
    return UnreachableError(message, details={"reason": reason.value})


def _problem(reason: Reason, message: str) -> OutboundError:
    return OutboundError(message, details={"reason": reason.value})
