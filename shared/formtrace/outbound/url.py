"""What can be told from a URL alone, without a network: pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import quote

from formtrace.errors import RefusedUrlError
from formtrace.outbound.address import Address, is_public

MAX_URL_CHARACTERS = 2048

_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(?P<port>[0-9]*))?", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_MAX_NAME_CHARACTERS = 253
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "onion")
"""Never public: RFC 6761, RFC 6762, RFC 7686, RFC 8375 and ICANN's reservation of ``internal``."""
_TARGET_CHARACTERS = "!$%&'()*+,/:;=?@[]|~"
"""Stay as they are in a path and a query; others than these, letters, digits and ``-._`` are encoded."""


class Reason(StrEnum):
    """Why a URL was not asked for or gave nothing, in a word for programs."""

    REMOTE_DISABLED = "remote_disabled"
    INVALID_URL = "invalid_url"
    NOT_HTTPS = "not_https"
    USERINFO = "userinfo"
    PORT = "port"
    HOST_NOT_ALLOWED = "host_not_allowed"
    PRIVATE_ADDRESS = "private_address"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    REDIRECT = "redirect"
    HTTP_STATUS = "http_status"
    BAD_RESPONSE = "bad_response"
    ENCODED = "encoded"
    INCOMPLETE = "incomplete"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    NOT_MEDIA = "not_media"


@dataclass(frozen=True, slots=True)
class HostList:
    """The hosts that a deployment may speak to.

    Each entry is a host, ``*.example.com`` for all hosts below one, or ``*`` for any. No entry: none.
    """

    entries: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> HostList:
        """Read entries that are separated by commas or spaces."""
        return cls(tuple(text.lower().replace(",", " ").split()))

    def __bool__(self) -> bool:
        return bool(self.entries)

    def allows(self, host: str) -> bool:
        """Whether a host, in lower case, is among them."""
        return any(_matches(host, entry) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that passed: exactly what is resolved and connected to, and what is asked for there.

    Attributes:
        host: name or address in lower case, without the brackets of IPv6.
        path: path and query as they are sent.
    """

    host: str
    path: str

    @property
    def authority(self) -> str:
        """The host as a URL has it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        """The URL, in one spelling."""
        return f"https://{self.authority}{self.path}"


def check_url(url: str, hosts: HostList) -> Target:
    """Check a URL against every rule that needs no network.

    Raises:
        RefusedUrlError: it breaks one; its ``reason`` says which.
    """
    if not hosts:
        raise _refused(Reason.REMOTE_DISABLED, "This deployment makes no requests to other hosts.")
    url = url.strip()
    if len(url) > MAX_URL_CHARACTERS or not url.isprintable() or " " in url or "\\" in url:
        raise _refused(
            Reason.INVALID_URL,
            f"Write the URL with at most {MAX_URL_CHARACTERS} characters, without spaces and backslashes.",
        )
    scheme, _, rest = url.partition("://")
    if scheme.lower() != "https":
        raise _refused(Reason.NOT_HTTPS, "Use a URL that begins with https://.")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = _host(authority)
    if not hosts.allows(host):
        raise _refused(
            Reason.HOST_NOT_ALLOWED,
            f"This deployment may not speak to {host}; use one of the hosts that its owner allows.",
        )
    path = rest[len(authority) :].partition("#")[0]
    return Target(host, quote(path if path.startswith("/") else f"/{path}", safe=_TARGET_CHARACTERS))


def literal(host: str) -> Address | None:
    """The address that a host of a :class:`Target` is, if it is one and not a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _host(authority: str) -> str:
    """The host of a URL's authority, where it can be a public one."""
    if "@" in authority:
        raise _refused(Reason.USERINFO, "Leave the user name and the password out of the URL.")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise _refused(
            Reason.INVALID_URL, "Write the URL's host in ASCII; international names begin with xn--."
        )
    if match["port"] not in (None, "", "443"):
        raise _refused(Reason.PORT, "Use port 443, or none, in the URL.")
    host = match["host"].lower().removesuffix(".").strip("[]")
    address = literal(host)
    if address is not None:
        if not is_public(address):
            raise private(host)
        return str(address)
    _check_name(host)
    return host


def _check_name(host: str) -> None:
    labels = host.split(".")
    odd = len(host) > _MAX_NAME_CHARACTERS or not all(map(_LABEL.fullmatch, labels))
    if odd or _NUMBER.fullmatch(labels[-1]):  # 127.1, 0x7f000001 and 2130706433 are addresses to some
        raise _refused(Reason.INVALID_URL, "The URL's host is neither a name nor an ordinary IP address.")
    if len(labels) == 1 or host.endswith(tuple(f".{name}" for name in _LOCAL_NAMES)):
        raise private(host)


def private(host: str) -> RefusedUrlError:
    """The error for a host that is not on the public Internet."""
    return _refused(
        Reason.PRIVATE_ADDRESS,
        f"{host} is not on the public Internet; use a host that is.",
    )


def _matches(host: str, entry: str) -> bool:
    if entry.startswith("*."):
        return host.endswith(entry[1:])
    return entry in ("*", host)


def _refused(reason: Reason, message: str) -> RefusedUrlError:
    return RefusedUrlError(message, details={"reason": reason.value})
