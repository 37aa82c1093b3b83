"""What a container needs to reach the local stack, which listens on the loopback interface only."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_network

from formtrace.cli.local_stack import HOST, LocalStackError

_DESKTOP_HOST = "host.docker.internal"
"""Docker Desktop leads this name to the host's loopback interface."""


def docker(*arguments: str, given: str = "") -> str:
    """Run the Docker command line and return what it printed.

    Raises:
        LocalStackError: there is no container engine, or it refused.
    """
    if shutil.which("docker") is None:
        raise LocalStackError("sam local invoke runs functions in containers: install Docker first.")
    done = subprocess.run(["docker", *arguments], input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalStackError(f"docker {arguments[0]} failed; does Docker run?\n{done.stderr.strip()[-800:]}")
    return done.stdout.strip()


@contextmanager
def reachable(port: int) -> Iterator[str]:
    """Give the address at which containers find a loopback port of this machine, while the block runs."""
    if "Docker Desktop" in docker("info", "--format", "{{.OperatingSystem}}"):
        yield f"http://{_DESKTOP_HOST}:{port}"
        return
    subnet = docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Subnet}}")
    address = str(ip_network(subnet)[1])  # this machine's own, in the network of the containers
    with _forwarded(address, port) as forwarded:
        yield f"http://{address}:{forwarded}"


@contextmanager
def _forwarded(address: str, port: int) -> Iterator[int]:
    """Forward a port of one more interface to the loopback interface; containers alone see that one."""
    with socket.create_server((address, 0)) as server:
        threading.Thread(target=_accept, args=(server, port), daemon=True).start()
        try:
            yield int(server.getsockname()[1])
        finally:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)  # ends the wait for a connection


def _accept(server: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            outside, _ = server.accept()
            threading.Thread(target=_serve, args=(outside, port), daemon=True).start()


def _serve(outside: socket.socket, port: int) -> None:
    with outside, suppress(OSError), socket.create_connection((HOST, port)) as inside:
        answering = threading.Thread(target=_copy, args=(inside, outside), daemon=True)
        answering.start()
        _copy(outside, inside)
        answering.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def image_with_endpoint(base: str, endpoint: str) -> str:
    """Build an image whose functions speak to ``endpoint``: SAM passes on no such variable of its own."""
    tag = "formtrace-invoke"
    docker("build", "--tag", tag, "-", given=f"FROM {base}\nENV AWS_ENDPOINT_URL={endpoint}\n")
    return tag
