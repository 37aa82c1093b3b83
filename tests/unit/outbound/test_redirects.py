from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from formtrace.errors import OutboundError, RefusedUrlError
from formtrace.outbound.client import MAX_REDIRECTS, OutboundClient
from tests.support.https import FakeResolver, HttpsServer, always, loopback, response
from tests.unit.outbound.test_client import HOSTS, fetch, serving


def test_redirects_are_followed_where_they_are_allowed_to_lead(certificate: Path) -> None:
    def answer(connection: ssl.SSLSocket, request: bytes) -> None:
        hops = {b"/clips": "/b", b"/b": "https://other.example.com/c?d"}
        location = next((to for start, to in hops.items() if request.startswith(b"GET " + start)), None)
        moved = response(b"moved", f"Location: {location}", status="302 Found")
        connection.sendall(response(b"here") if location is None else moved)

    with serving(certificate, answer) as (server, client):
        assert fetch(client) == b"here"
    assert [request.split(b" ")[1] for request in server.requests] == [b"/clips/v.mp4?x=1", b"/b", b"/c?d"]
    assert b"\r\nHost: other.example.com\r\n" in server.requests[-1]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://169.254.169.254/latest/meta-data/", "private_address"),
        ("https://[::1]/", "private_address"),
        ("//127.0.0.1/", "private_address"),
        ("http://media.example.com/", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("https://media.example.com:22/", "port"),
        ("https://u:p@media.example.com/", "userinfo"),
        ("https://elsewhere.org/", "host_not_allowed"),
        ("https://[", "invalid_url"),
        ("//[", "invalid_url"),
        ("/again", "redirect"),
    ],
)
def test_a_redirect_is_checked_like_the_first_url(certificate: Path, location: str, reason: str) -> None:
    with serving(certificate, response(b"", f"Location: {location}", status="307 Moved")) as (server, client):
        with pytest.raises(OutboundError) as caught:
            fetch(client)
        assert caught.value.reason == reason
        assert len(server.requests) == (MAX_REDIRECTS + 1 if reason == "redirect" else 1)


def test_a_redirect_to_a_name_that_leads_inside_is_refused(certificate: Path) -> None:
    moved = response(b"", "Location: https://other.example.com/", status="301 Moved")
    with HttpsServer(certificate, always(moved)).running() as server:
        client = OutboundClient(HOSTS, loopback(server, FakeResolver([["127.0.0.1"], ["192.168.0.1"]])))
        with pytest.raises(RefusedUrlError) as caught:
            fetch(client)
        assert caught.value.reason == "private_address"
        assert len(server.requests) == 1
