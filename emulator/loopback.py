"""Entry point of the functions in developer mode: URLs of this machine may be called and fetched from.

``formtrace up --developer`` starts functions with it instead of ``awslambdaric``, so that webhooks,
``videoSrc`` and ``imageSrc`` can be tried on a laptop. It changes the rules from outside, within the
emulator's processes: the package that is deployed has no switch for this.
"""

from __future__ import annotations

import dataclasses
import runpy
import socket
import sys
from typing import Any
from urllib.parse import urlsplit

from formtrace.outbound import client, url

LOOPBACK = ("localhost", "127.0.0.1")


@dataclasses.dataclass(frozen=True)
class LoopbackTarget(url.Target):
    """A plain HTTP server of this machine."""

    port: int = 80

    @property
    def authority(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL, in one spelling."""
        return f"http://{self.authority}{self.path}"


def allow_loopback() -> None:
    """Let ``http://localhost`` pass, at any port; for all other URLs the rules stay."""
    check, connect = url.check_url, client.OutboundClient._connect

    def check_url(text: str, hosts: url.HostList) -> url.Target:
        parts = urlsplit(text.strip())
        if parts.scheme == "http" and parts.hostname in LOOPBACK:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            return LoopbackTarget(parts.hostname, path, parts.port or 80)
        return check(text, hosts)

    def connect_to(self: client.OutboundClient, target: url.Target, guard: Any) -> socket.socket:
        if isinstance(target, LoopbackTarget):
            return socket.create_connection(("127.0.0.1", target.port), timeout=guard.wait_s())
        return connect(self, target, guard)

    url.check_url = client.check_url = check_url
    client.OutboundClient._connect = connect_to  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    allow_loopback()
    sys.argv[0] = "awslambdaric"
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
