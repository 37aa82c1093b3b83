"""The stack on this machine: MiniStack started, built for, deployed to, and stopped again.

Everything lies below one folder (``build/local``): what was started, MiniStack's log, the functions' own
temporary files. Only the process that was started is ever stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

from formtrace.processors import usable_cores

HOST = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = "000000000000"
PLAIN_PORT = 8000
"""Preferred, so that the page's address is easy to remember and stays the same."""
PAGE_PATH = "/pose_tracker/upload_tracking"
REFERENCES_PATH = "/pose_tracker/references"
ARCHITECTURE = "arm64" if os.uname().machine == "aarch64" else "x86_64"
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 3.0


class LocalStackError(Exception):
    """The local stack could not be started, built or deployed; the message says where to look."""


def project_root() -> Path:
    """Find the checkout: the local stack is made of its template, which an installation does not have."""
    root = Path(__file__).resolve().parents[3]
    if not (root / "template.yaml").is_file():
        raise LocalStackError("The local stack needs the project's checkout: run this from there.")
    return root


@dataclass(frozen=True, slots=True)
class Running:
    """A MiniStack process that this project started.

    ``developer``: its functions may call and fetch from URLs of this machine.
    """

    pid: int
    port: int
    developer: bool = False

    @property
    def endpoint(self) -> str:
        """Address of all its services."""
        return f"http://{HOST}:{self.port}"

    def page(self, **query: str) -> str:
        """Address of the upload page, with parameters."""
        return f"{self.endpoint}{PAGE_PATH}" + (f"?{urlencode(query)}" if query else "")

    def references_page(self, token: str) -> str:
        """Address of the page that makes reference movements."""
        return f"{self.endpoint}{REFERENCES_PATH}?{urlencode({'token': token})}"

    def is_alive(self) -> bool:
        """Whether that process still runs and is still the one that was started."""
        try:
            command = Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return False
        return b"ministack_lambda.py" in command


class LocalStack:
    """One MiniStack with the project's stack in it.

    Args:
        root: the checkout.
        state_dir: where its files go; a folder of its own lets a second stack run beside the first.
    """

    def __init__(self, root: Path, state_dir: Path | None = None) -> None:
        self.root = root
        self.state_dir = state_dir or root / "build" / "local"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> Running | None:
        """The process that was started and still runs."""
        try:
            running = Running(**json.loads(self._state_file.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return running if running.is_alive() else None

    def start(
        self,
        environment: Mapping[str, str] | None = None,
        preferred_port: int = 0,
        *,
        developer: bool = False,
    ) -> Running:
        """Start MiniStack on the loopback interface, unless it runs already.

        Args:
            environment: more for its environment.
            preferred_port: where to listen if nothing else does; any free one for 0.
            developer: let functions call and fetch from URLs of this machine.

        Raises:
            LocalStackError: it does not start, or runs in the other mode.
        """
        if running := self.running:
            if developer and not running.developer:
                raise LocalStackError("The stack runs without developer mode: run `make down` first.")
            return running
        temporary = self.state_dir / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        port = free_port(preferred_port)
        with self.log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [self._tool("ministack", "python"), str(self.root / "emulator" / "ministack_lambda.py")],
                env=self._ministack_environment(port, temporary, developer) | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running = Running(self._process.pid, port, developer)
        self._state_file.write_text(json.dumps(asdict(running)))
        deadline = time.monotonic() + START_TIMEOUT_S
        while not _answers(running.endpoint):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise LocalStackError(f"MiniStack did not start; its log is {self.log_file}.")
            time.sleep(0.1)
        return running

    def stop(self) -> bool:
        """Stop what was started, with the functions it runs; say whether there was anything."""
        running = self.running
        if running is not None:
            self._end_group(running.pid)
        self._state_file.unlink(missing_ok=True)
        shutil.rmtree(self.state_dir / "tmp", ignore_errors=True)
        return running is not None

    def build(self, python: str = "") -> None:
        """Build the layers for this machine, and for its own Python or another version."""
        version = python or f"{sys.version_info.major}.{sys.version_info.minor}"
        with self._alone():
            self._run([sys.executable, "-m", "layers.build", "--python", version])

    def deploy(self, parameters: Mapping[str, str] | None = None) -> None:
        """Deploy the template with ``sam deploy``."""
        running = self.running
        if running is None:
            raise LocalStackError("The local stack is not running: run `formtrace up`.")
        overrides = {
            "Architecture": ARCHITECTURE,
            "MaxConcurrency": str(usable_cores()),
            **(parameters or {}),
        }
        overrides["Release"] = self._release(overrides)
        template = self._local_template(overrides["Release"])
        command = [self.sam, "deploy", "--config-env", "local"]
        command += ["--config-file", str(self.root / "samconfig.toml")]
        command += ["--template-file", str(template), "--parameter-overrides"]
        command += [f"{key}={value}" for key, value in overrides.items()]
        with self._alone():
            self._run(command, local_credentials(running.endpoint) | {"SAM_CLI_POLL_DELAY": "0.3"})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from building while something uses what was built."""
        import fcntl  # here, since Windows has none

        with (self.root / "build" / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _local_template(self, release: str) -> Path:
        """The template as this machine wants it.

        Layers are their stored zips: compressing them would take 20 seconds. There is no TLS here, so the
        buckets do not insist on it. MiniStack does not tell SAM's translator of parameters, so the one that
        names versions is put in.
        """
        local = self.root / "build" / "template.local.yaml"
        text = (self.root / "template.yaml").read_text("utf-8")
        text = re.sub(r"(ContentUri: )([\w/]+)", rf"\1{self.root}/\2.zip", text)
        text = re.sub(r"(CodeUri: |DefinitionUri: )([\w/.]+)", rf"\1{self.root}/\2", text)
        text = text.replace("AutoPublishCodeSha256: !Ref Release", f'AutoPublishCodeSha256: "{release}"')
        local.write_text(re.sub(r'(aws:SecureTransport: )"false"', r"\1never", text), encoding="utf-8")
        return local

    @property
    def log_file(self) -> Path:
        """What MiniStack printed."""
        return self.state_dir / "ministack.log"

    def _end_group(self, pid: int) -> None:
        """End a process that leads its own session, and what it started: politely, then not."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + STOP_TIMEOUT_S
            with suppress(ProcessLookupError):
                os.killpg(pid, number)
                while time.monotonic() < deadline:
                    if self._process is not None:
                        self._process.poll()  # a child of this very process stays until it is waited for
                    os.killpg(pid, 0)
                    time.sleep(0.05)

    @property
    def _state_file(self) -> Path:
        return self.state_dir / "running.json"

    def _release(self, parameters: Mapping[str, str]) -> str:
        """A digest of all that is deployed: what changes it publishes new versions of the functions."""
        total = hashlib.sha256(repr(sorted(parameters.items())).encode())
        layers = sorted((self.root / "build" / "layers").glob(".*.stamp"))
        for path in (self.root / "template.yaml", *layers, *sorted((self.root / "functions").glob("*/*.py"))):
            total.update(path.read_bytes())
        return total.hexdigest()[:10]

    def _ministack_environment(self, port: int, temporary: Path, developer: bool) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))
        }
        return inherited | {
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(port),
            "MINISTACK_REGION": REGION,
            "LOCAL_CONCURRENCY": str(2 * usable_cores()),
            "LOCAL_PYTHON": sys.executable,
            "LOCAL_LAMBDA_RUNTIME": str(self.root / "build" / "lambda-runtime"),
            "TMPDIR": str(temporary),
            **({"LOCAL_DEVELOPER": "1"} if developer else {}),
        }

    @property
    def sam(self) -> str:
        """The AWS SAM command line."""
        return self._tool("sam", "sam")

    def _tool(self, environment: str, name: str) -> str:
        path = self.root / ".venvs" / environment / "bin" / name
        if not path.exists():
            raise LocalStackError("The local tools are not installed: run `make setup`.")
        return str(path)

    def _run(self, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        """Run a tool in the checkout; its output matters only when it fails."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        own = {"PATH": path, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": REGION}
        done = subprocess.run(
            command,
            cwd=self.root,
            env=os.environ | own | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            tail = "\n".join(done.stdout.splitlines()[-25:])
            raise LocalStackError(f"{' '.join(command[:3])} failed:\n{tail}")


def local_credentials(endpoint: str) -> dict[str, str]:
    """Environment that makes AWS tools speak to a MiniStack and to nothing else."""
    return {
        "SAM_CLI_TELEMETRY": "0",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def free_port(preferred: int) -> int:
    """A free port of the loopback interface, the preferred one if it is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port whose last connections are just being closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, preferred))
        except OSError:
            probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(endpoint: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{endpoint}/_ministack/health", timeout=2):
            return True
    except OSError:
        return False
