"""The way from a container's network to the loopback interface."""

from __future__ import annotations

import socket
import threading

from formtrace.cli.containers import _forwarded


def test_bytes_travel_both_ways_and_the_way_closes_afterwards() -> None:
    with socket.create_server(("127.0.0.1", 0)) as stack:

        def answer() -> None:
            connection, _ = stack.accept()
            with connection:
                received = b""
                while part := connection.recv(1000):
                    received += part
                connection.sendall(received[::-1])

        threading.Thread(target=answer, daemon=True).start()
        with (
            _forwarded("127.0.0.1", stack.getsockname()[1]) as port,
            socket.create_connection(("127.0.0.1", port), timeout=5) as client,
        ):
            client.sendall(b"GET /")
            client.shutdown(socket.SHUT_WR)
            assert client.recv(1000) == b"/ TEG"
            assert client.recv(1000) == b""
    with socket.socket() as late:
        assert late.connect_ex(("127.0.0.1", port)) != 0
