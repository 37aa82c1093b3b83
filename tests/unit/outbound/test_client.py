from __future__ import annotations

import gzip
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest

from formtrace.errors import OutboundError, RefusedUrlError, UnreachableError
from formtrace.outbound import HostList
from formtrace.outbound.address import Address, resolve
from formtrace.outbound.client import Network, OutboundClient
from formtrace.outbound.guard import Caps, guarded
from tests.support.https import (
    LOOPBACK,
    Answer,
    FakeResolver,
    HttpsServer,
    always,
    loopback,
    make_certificate,
    response,
)

PROJECT = Path(__file__).parents[3]
URL = "https://media.example.com/clips/v.mp4?x=1"
CAPS = Caps(total_s=5, idle_s=5, body_bytes=1 << 20)
HOSTS = HostList.parse("*.example.com hooks.example.net")


@contextmanager
def serving(certificate: Path, answer: Answer | bytes) -> Iterator[tuple[HttpsServer, OutboundClient]]:
    """A server, and a client whose way leads only there."""
    act = always(answer) if isinstance(answer, bytes) else answer
    with HttpsServer(certificate, act).running() as server:
        yield server, OutboundClient(HOSTS, loopback(server))


def fetch(client: OutboundClient, url: str = URL, caps: Caps = CAPS) -> bytes:
    blocks = []
    with client.get(url, caps) as body:
        while block := body.read(1 << 16):
            blocks.append(block)
    return b"".join(blocks)


def failure(certificate: Path, answer: Answer | bytes, caps: Caps = CAPS) -> OutboundError:
    with serving(certificate, answer) as (_, client), pytest.raises(OutboundError) as caught:
        fetch(client, caps=caps)
    assert caught.value.message.endswith(".")
    return caught.value


def test_a_document_comes_as_it_is(certificate: Path) -> None:
    content = bytes(range(256)) * 1000
    with serving(certificate, response(content, "Content-Type: Video/MP4; x=y")) as (server, client):
        with client.get(URL, CAPS) as body:
            assert (body.content_type, body.size_bytes) == ("video/mp4", len(content))
            assert body.read(10) == content[:10]
        assert fetch(client) == content
    head = server.requests[0].decode()
    assert head.startswith("GET /clips/v.mp4?x=1 HTTP/1.1\r\n")
    assert "\r\nHost: media.example.com\r\n" in head
    assert "\r\nAccept-Encoding: identity\r\n" in head
    for name in ("Authorization", "Cookie", "Referer"):
        assert name not in head


def test_chunks_and_an_end_without_length_are_read(certificate: Path) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with serving(certificate, chunked) as (_, client):
        assert fetch(client) == b"abcde"
    with serving(certificate, b"HTTP/1.1 200 OK\r\n\r\nuntil the end") as (_, client):
        assert fetch(client) == b"until the end"


def test_the_checked_address_is_the_one_that_is_connected_to(certificate: Path) -> None:
    """DNS rebinding: the second answer, which would be the connection's, is never asked for."""
    resolver = FakeResolver([["127.0.0.1"], ["10.0.0.1"]])
    with HttpsServer(certificate, always(response(b"x"))).running() as server:
        client = OutboundClient(HOSTS, loopback(server, resolver))
        assert fetch(client) == b"x"
        assert resolver.asked == ["media.example.com"]
        with pytest.raises(RefusedUrlError) as caught:
            fetch(client)
        assert caught.value.reason == "private_address"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["2606:4700::1", "fe80::1"],
        ["::ffff:93.184.216.34"],
        ["169.254.169.254"],
    ],
)
def test_one_private_address_among_many_is_enough_to_refuse(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a connection was made"))
    client = OutboundClient(HOSTS, Network(resolve=FakeResolver([addresses])))
    with pytest.raises(RefusedUrlError) as caught:
        fetch(client)
    assert caught.value.reason == "private_address"


def test_the_system_resolver_is_the_one_that_is_used_and_its_private_answers_count() -> None:
    assert Network().resolve is resolve
    assert set(resolve("localhost")) <= {ip_address("127.0.0.1"), ip_address("::1")}
    assert Network().port == 443
    assert Network().tls.verify_mode is ssl.CERT_REQUIRED
    assert Network().tls.check_hostname
    assert not Network().permits(LOOPBACK)


def test_nothing_in_the_package_or_its_functions_makes_another_way_out() -> None:
    """Only a test constructs a network that leads anywhere else; there is no setting for it."""
    made = re.compile(r"\b(Network|OutboundClient)\(([^)]*)\)")
    found = {
        (path.name, call)
        for folder in ("shared", "functions")
        for path in (PROJECT / folder).rglob("*.py")
        for call in made.findall(path.read_text("utf-8"))
    }
    assert {call for _, call in found} == {
        ("Network", ""),
        ("OutboundClient", "services("),
    }


def test_an_unknown_host_may_be_known_later() -> None:
    def unknown(_: str) -> Sequence[Address]:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    with pytest.raises(UnreachableError) as caught:
        fetch(OutboundClient(HOSTS, Network(resolve=unknown)))
    assert caught.value.reason == "unknown_host"


def test_a_second_address_is_tried_when_the_first_does_not_answer(certificate: Path) -> None:
    resolver = FakeResolver([["127.0.0.2", "127.0.0.1"]])
    with HttpsServer(certificate, always(response(b"x"))).running() as server:
        network = loopback(server, resolver, permits=lambda address: address.is_loopback)
        assert fetch(OutboundClient(HOSTS, network)) == b"x"


def test_many_ipv6_addresses_do_not_hide_the_ipv4_ones(certificate: Path) -> None:
    resolver = FakeResolver([[*(f"2606:4700::{number}" for number in range(1, 9)), "127.0.0.1"]])
    with HttpsServer(certificate, always(response(b"x"))).running() as server:
        network = loopback(server, resolver, permits=lambda _: True)
        assert fetch(OutboundClient(HOSTS, network)) == b"x"


def test_nobody_listens(certificate: Path) -> None:
    with HttpsServer(certificate, always(b"")).running() as server:
        network = loopback(server)
    with pytest.raises(UnreachableError) as caught:
        fetch(OutboundClient(HOSTS, network))
    assert caught.value.reason == "unreachable"


def test_a_certificate_for_another_name_or_of_nobody_is_refused(certificate: Path, tmp_path: Path) -> None:
    with HttpsServer(certificate, always(response(b"x"))).running() as server:
        with pytest.raises(OutboundError) as caught:
            fetch(OutboundClient(HOSTS, loopback(server)), "https://unnamed.example.com/")
        assert caught.value.reason == "tls"
        strangers = guarded(ssl.create_default_context(cafile=str(make_certificate(tmp_path))))
        network = Network(
            resolve=lambda _: [LOOPBACK], permits=lambda _: True, port=server.port, tls=strangers
        )
        with pytest.raises(OutboundError) as caught:
            fetch(OutboundClient(HOSTS, network))
        assert caught.value.reason == "tls"
    assert server.requests == []


def test_what_the_environment_says_of_proxies_is_ignored(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(certificate, response(b"x")) as (_, client):
        assert fetch(client) == b"x"


@pytest.mark.parametrize(
    ("answer", "reason", "again"),
    [
        (response(b"", status="404 Not Found"), "http_status", False),
        (response(b"", status="403 Forbidden"), "http_status", False),
        (response(b"", status="204 No Content"), "http_status", False),
        (response(b"", status="302 Found"), "http_status", False),
        (response(b"", status="503 Busy"), "http_status", True),
        (response(b"", status="429 Too Many"), "http_status", True),
        (response(b"ab", length=3), "incomplete", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "incomplete", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", "incomplete", True),
        (response(b"", length=2 << 20), "too_large", False),
        (response(b"", length=1 << 80), "too_large", False),
        (response(gzip.compress(b"\0" * (1 << 20)), "Content-Encoding: gzip"), "encoded", False),
        (response(b"", "Content-Encoding: br"), "encoded", False),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "bad_response", False),
        (b"", "unreachable", True),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n", "bad_response", False),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 100_000 + b"\r\n\r\n", "bad_response", False),
    ],
)
def test_answers_of_no_use_have_reasons(certificate: Path, answer: bytes, reason: str, again: bool) -> None:
    error = failure(certificate, answer)
    assert error.reason == reason
    assert isinstance(error, UnreachableError) is again
    assert not isinstance(error, RefusedUrlError)


def test_a_longer_body_than_was_said_is_cut(certificate: Path) -> None:
    with serving(certificate, response(b"abcdef", length=3)) as (_, client):
        assert fetch(client) == b"abc"


def endless(block: bytes, pause_s: float = 0.0) -> Answer:
    """Send a head, then the same block for ever."""

    def answer(connection: ssl.SSLSocket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(block)
            time.sleep(pause_s)

    return answer


def test_a_body_without_end_ends_at_the_cap(certificate: Path) -> None:
    assert failure(certificate, endless(b"\r\n" + b"x" * 65536)).reason == "too_large"


@pytest.mark.parametrize("block", [b"X: y\r\n" * 10, b"x" * 500])
def test_headers_without_end_end_at_the_cap(certificate: Path, block: bytes) -> None:
    assert failure(certificate, endless(block)).reason == "bad_response"


def test_preliminary_answers_without_end_end_at_the_cap(certificate: Path) -> None:
    def answer(connection: ssl.SSLSocket, _: bytes) -> None:
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    assert failure(certificate, answer).reason == "bad_response"


@pytest.mark.parametrize("start", [b"X-Drip: ", b"\r\n"], ids=["headers", "body"])
def test_dripping_does_not_prolong_the_time(certificate: Path, start: bytes) -> None:
    def answer(connection: ssl.SSLSocket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + start)
        while True:
            connection.sendall(b".")
            time.sleep(0.05)

    began = time.monotonic()
    error = failure(certificate, answer, Caps(total_s=0.6, idle_s=0.4))
    assert error.reason == "timeout"
    assert isinstance(error, UnreachableError)
    assert 0.5 < time.monotonic() - began < 2


def test_silence_ends_earlier_than_the_whole_time(certificate: Path) -> None:
    began = time.monotonic()
    error = failure(certificate, lambda *_: time.sleep(3), Caps(total_s=60, idle_s=0.3))
    assert error.reason == "timeout"
    assert time.monotonic() - began < 2


def test_a_handshake_that_never_comes_ends(certificate: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        context = guarded(ssl.create_default_context(cafile=str(certificate)))
        network = Network(
            resolve=lambda _: [LOOPBACK],
            permits=lambda _: True,
            port=silent.getsockname()[1],
            tls=context,
        )
        with pytest.raises(UnreachableError) as caught:
            fetch(OutboundClient(HOSTS, network), caps=Caps(total_s=60, idle_s=0.3))
    assert caught.value.reason == "timeout"


def test_a_post_sends_its_body_and_follows_nothing(certificate: Path) -> None:
    moved = response(b"", "Location: https://other.example.com/", status="308 Moved")
    with serving(certificate, moved) as (server, client):
        status = client.post("https://hooks.example.net/in?k=v", b'{"a":1}', {"webhook-id": "m1"}, CAPS)
    assert status == 308
    (request,) = server.requests
    assert request.startswith(b"POST /in?k=v HTTP/1.1\r\n")
    assert b"\r\nwebhook-id: m1\r\n" in request
    assert b"\r\nContent-Length: 7\r\n" in request
    assert request.endswith(b'\r\n\r\n{"a":1}')


def test_a_post_does_not_wait_for_the_body_of_the_answer(certificate: Path) -> None:
    with serving(certificate, endless(b"\r\n" + b"x" * 1000, pause_s=0.05)) as (_, client):
        began = time.monotonic()
        assert client.post("https://hooks.example.net/", b"{}", {}, CAPS) == 200
        assert time.monotonic() - began < 1
