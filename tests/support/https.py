"""A TLS server on loopback that answers with the bytes that a test gives it, and the way to it.

The way is an :class:`~formtrace.outbound.client.Network` that a test constructs: every name leads to
loopback, which alone is permitted. No setting of a deployment can do that.
"""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from formtrace.outbound.address import Address
from formtrace.outbound.client import Network
from formtrace.outbound.guard import guarded

LOOPBACK = IPv4Address("127.0.0.1")
NAMES = ("media.example.com", "other.example.com", "hooks.example.net")

Answer = Callable[[ssl.SSLSocket, bytes], None]


def make_certificate(folder: Path, names: Sequence[str] = NAMES) -> Path:
    """A key and a certificate that is its own authority, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Formtrace tests")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def response(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An HTTP answer; ``length`` is what it claims, where that is not the truth."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {size}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(answer: bytes) -> Answer:
    """Answer every request with the same bytes."""
    return lambda connection, _: connection.sendall(answer)


@dataclass
class HttpsServer:
    """A server that notes every request it gets.

    Attributes:
        answer: called with each connection and the request's bytes.
        requests: all of them, heads and bodies.
    """

    certificate: Path
    answer: Answer
    requests: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(self.certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    @contextmanager
    def running(self) -> Iterator[HttpsServer]:
        """Serve until the block ends."""
        threading.Thread(target=self._serve, daemon=True).start()
        try:
            yield self
        finally:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connection, args=(raw,), daemon=True).start()

    def _connection(self, raw: socket.socket) -> None:
        raw.settimeout(10)
        with raw, suppress(OSError), self._context.wrap_socket(raw, server_side=True) as connection:
            request = read_request(connection)
            self.requests.append(request)
            self.answer(connection, request)
            with suppress(OSError):
                connection.unwrap()  # says that this is the end


def read_request(connection: ssl.SSLSocket) -> bytes:
    """One request with its body."""
    request = b""
    while b"\r\n\r\n" not in request:
        block = connection.recv(65536)
        if not block:
            return request
        request += block
    head, _, body = request.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while missing > 0:
        block = connection.recv(missing)
        if not block:
            break
        request, missing = request + block, missing - len(block)
    return request


def loopback(
    server: HttpsServer,
    resolve: Callable[[str], Sequence[Address]] = lambda _: [LOOPBACK],
    permits: Callable[[Address], bool] = lambda address: address == LOOPBACK,
) -> Network:
    """The way to a server, by any name."""
    context = guarded(ssl.create_default_context(cafile=str(server.certificate)))
    return Network(resolve=resolve, permits=permits, port=server.port, tls=context)


@dataclass
class FakeResolver:
    """Gives one list of addresses after the other, as a name server of a rebinding attack does."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str) -> list[Address]:
        self.asked.append(host)
        return [ip_address(text) for text in self.answers[min(len(self.asked), len(self.answers)) - 1]]
