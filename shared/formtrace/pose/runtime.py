"""ONNX Runtime sessions, and how many threads they may use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from formtrace.errors import UnknownModelError

if TYPE_CHECKING:
    import onnxruntime as ort

_MB_PER_VCPU = 1769  # AWS Lambda: one vCPU at 1,769 MB of memory


def lambda_threads(memory_mb: int) -> int:
    """Threads for a Lambda function of ``memory_mb``: its share of the processors, rounded."""
    return max(1, round(memory_mb / _MB_PER_VCPU))


def open_session(path: Path, threads: int) -> ort.InferenceSession:
    """Open a model for CPU inference with ``threads`` threads that sleep, not spin, between runs.

    Raises:
        UnknownModelError: the file is not there.
    """
    import onnxruntime as ort  # here, since only the functions that run a model have it in their layers

    if not path.is_file():
        raise UnknownModelError(
            f"The model file {path.name} is not in {path.parent}; run 'make setup' first."
        )
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
