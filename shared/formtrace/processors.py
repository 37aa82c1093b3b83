"""How much of this machine there is for work, and work spread over processes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")
Progress = Callable[[str, int, int], None]  # stage, pieces done, pieces in all


def usable_cores() -> int:
    """How many processors this process may use; on AWS Lambda threads follow the memory size instead."""
    affinity = getattr(os, "sched_getaffinity", None)  # on Linux alone
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Workers:
    """How many processes work side by side."""

    count: int

    @contextmanager
    def running(self) -> Iterator[Executor]:
        """Fresh processes: a fork would copy the threads' locks of the libraries in use."""
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.count, context, _end_quietly) as executor:
            yield executor


def _end_quietly() -> None:
    """Ctrl-C ends a worker without a traceback; the parent says what there is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def spread(
    executor: Executor,
    stage: str,
    jobs: Sequence[tuple[Callable[..., Result], tuple[object, ...]]],
    on_progress: Progress,
) -> list[Result]:
    """Run the jobs side by side and tell how many are done; results in the jobs' order.

    When one fails, those that have not begun are not begun any more.
    """
    on_progress(stage, 0, len(jobs))
    with _script_not_imported(jobs):
        futures = [executor.submit(function, *arguments) for function, arguments in jobs]
    try:
        for done, future in enumerate(as_completed(futures), 1):
            future.result()
            on_progress(stage, done, len(jobs))
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    return [future.result() for future in futures]


@contextmanager
def _script_not_imported(jobs: Sequence[tuple[Callable[..., object], tuple[object, ...]]]) -> Iterator[None]:
    """Spawn workers that do not import the caller's script, which may have no main guard.

    The jobs are functions of this package. A script whose own classes (a model, an annotator) are among their
    arguments is imported, and needs the guard.
    """
    if not jobs or b"__main__" in pickle.dumps(jobs[0]):
        yield
        return
    main = sys.modules["__main__"]
    saved = {name: vars(main).get(name) for name in ("__file__", "__spec__")}
    vars(main).update(dict.fromkeys(saved))
    try:
        yield
    finally:
        vars(main).update(saved)
