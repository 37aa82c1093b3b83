"""Which addresses are public."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Resolver = Callable[[str], Sequence[Address]]

_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out so far; the rest is loopback, mapped, local, multicast or reserved."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: what a subnet with IPv6 only makes of an IPv4 address, in the last 32 bits."""
_RELAY_ANYCAST = IPv4Network("192.88.99.0/24")
"""RFC 7526: once the way into 6to4."""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public Internet and to a single host.

    Stricter than ``is_global`` of :mod:`ipaddress`, which answers differently from one Python to the next and
    says yes to multicast: ways to write an IPv4 address into an IPv6 one (mapped, compatible, 6to4, Teredo)
    are refused, but for NAT64, where the IPv4 address decides.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _RELAY_ANYCAST
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    tunnelled = address.sixtofour is not None or address.teredo is not None
    return address in _GLOBAL_UNICAST and address.is_global and not tunnelled


def resolve(host: str) -> list[Address]:
    """All IPv4 and IPv6 addresses of a host, as the system's resolver has them.

    Raises:
        OSError: there are none, or the resolver does not answer.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(ip_address(str(place[0]).partition("%")[0]) for *_, place in found))
