"""One file through the whole analysis, in a forked process that the kernel limits."""

from __future__ import annotations

import os
import resource
import signal
import time
import traceback
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from formtrace import in_process
from formtrace.errors import PermanentError
from formtrace.in_process import Workers, analyse_image, analyse_video
from formtrace.media.sniff import sniff_file
from formtrace.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODEL = "lite"
MEMORY_BYTES = 2 << 30
"""Of address space beside what a child begins with."""
CPU_S, WALL_S = 60, 300
REFUSAL_CPU_S, REFUSAL_BYTES = 1.0, 300 << 20
"""A file that is refused may cost no more."""


@dataclass(frozen=True)
class Verdict:
    """What became of a file.

    ``outcome`` is ``analysed``, ``refused:<code>``, or begins with the name of a fault: ``crash``, ``hang``,
    ``memory``, ``untyped`` or ``costly``.
    """

    outcome: str
    detail: str = ""
    cpu_s: float = 0.0
    peak_bytes: int = 0

    @property
    def is_fault(self) -> bool:
        return self.outcome != "analysed" and not self.outcome.startswith("refused:")


class InThisProcess(Executor):
    """Work that is done at once: the child is the only process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class OneWorker(Workers):
    """The workers of a child."""

    @contextmanager
    def running(self) -> Iterator[Executor]:
        yield InThisProcess()


def prepare() -> None:
    """Load what all children share, with no thread running: a fork would not copy it."""
    for heatmaps in (False, True):
        loaded = in_process.load_estimator(MODEL, with_heatmaps=heatmaps)
        _LOADED[heatmaps] = loaded
    in_process.load_estimator = lambda name, threads=1, with_heatmaps=False: _LOADED[with_heatmaps]


_LOADED: dict[bool, Any] = {}


def analyse(path: Path, folder: Path, export: bool) -> str:
    """The outcome of the analysis as ``formtrace analyze`` and the stack do it, or of its refusal."""
    options = AnalysisOptions(exercise="jumping_jack", model=MODEL, export=export)
    try:
        if sniff_file(path).is_photo:
            analyse_image(path, folder, options.model_copy(update={"exercise": None}))
        else:
            analyse_video(path, folder, options, OneWorker(1), lambda *_: None)
    except PermanentError as error:
        return f"refused:{error.code}"
    return "analysed"


def judge(content: bytes, export: bool, folder: Path) -> Verdict:
    """Analyse a file in a child and say what came of it."""
    with TemporaryDirectory(dir=folder) as scratch:
        path, report = Path(scratch, "file"), Path(scratch, "report")
        path.write_bytes(content)
        child = os.fork()
        if child == 0:
            _be_child(path, report, export)
        status, usage, timed_out = _reaped(child)
        said = report.read_text("utf-8") if report.exists() else ""
    return _verdict(said, status, usage, timed_out)


def _be_child(path: Path, report: Path, export: bool) -> None:
    """Never returns."""
    try:
        os.setpgid(0, 0)
        _limit()
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        out = path.parent / "out"
        os.environ["TMPDIR"] = str(path.parent)
        try:
            said = analyse(path, out, export)
        except MemoryError:
            said = "memory\n" + traceback.format_exc()
        except BaseException as error:
            said = f"untyped:{type(error).__name__}\n{traceback.format_exc()}"
        report.write_text(said, "utf-8")
    finally:
        os._exit(0)


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))


def _reaped(child: int) -> tuple[int, resource.struct_rusage, bool]:
    """How a child ended and what it used; one that takes too long is ended."""
    deadline, timed_out = time.monotonic() + WALL_S, False
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            return status, usage, timed_out
        if not timed_out and time.monotonic() > deadline:
            os.killpg(child, signal.SIGKILL)
            timed_out = True
        time.sleep(0.002)


def _verdict(said: str, status: int, usage: resource.struct_rusage, timed_out: bool) -> Verdict:
    outcome, _, detail = said.partition("\n")
    cpu_s, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if timed_out or number == signal.SIGXCPU or (number == signal.SIGKILL and cpu_s >= CPU_S - 1):
        outcome = "hang"
    elif number:
        outcome = f"crash:{signal.Signals(number).name}"
    elif not outcome:
        outcome = "crash:no report"
    elif outcome.startswith("refused:") and (cpu_s > REFUSAL_CPU_S or peak > own_peak() + REFUSAL_BYTES):
        detail, outcome = outcome, "costly"
    return Verdict(outcome, detail, round(cpu_s, 3), peak)


def own_peak() -> int:
    """The most memory that this process has held, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
