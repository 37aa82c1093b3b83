"""Requests to addresses that users name, under rules that keep them away from everything that is not public.

A URL in a job (a video to fetch, a callback to call) is an order to this deployment's network. So: HTTPS on
port 443 only, no user name or password, hosts that the deployer allows, names resolved once, every address
that a name has public, the connection made to the very address that was checked, certificates verified for
the name, no proxies, no cookies, no credentials, at most three redirects and each of them checked the same
way, and a cap on time, bytes and headers. Bodies are never decompressed.

* :mod:`~formtrace.outbound.url`: what can be told from the URL alone
* :mod:`~formtrace.outbound.address`: which addresses are public
* :mod:`~formtrace.outbound.guard`: caps on time and headers, below HTTP
* :mod:`~formtrace.outbound.client`: the requests
* :mod:`~formtrace.outbound.signature`: signed webhooks
"""

from __future__ import annotations

from formtrace.outbound.url import HostList, Target, check_url

__all__ = ["HostList", "Target", "check_url"]
