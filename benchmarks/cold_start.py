"""``python -m benchmarks.cold_start``: what a function's first invocation does before its handler runs.

For every function, in its own built layers and under ``-S`` as on Lambda: the import of ``app.py``, the
clients of S3 and the job table, and for ``pose`` and ``image`` the sessions of the default model. Each number
is the median processor time of some fresh processes. Lambda bills this time with the function's memory: the
last column says what a thousand cold starts cost.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from layers.target import HOST_PYTHON, MACHINES
from tests.support.template import PROJECT, functions, layers_of, template

RUNS = 5
DOLLARS_PER_GB_S = 0.0000166667  # x86_64, us-east-1
MODEL_LAYERS = {"pose": "models", "image": "photo_models"}

PROBE = """
import json, time
started = time.process_time()
import app
imported = time.process_time()
from formtrace.adapters.aws.services import services
services().jobs._table
connected = time.process_time()
if hasattr(app, "estimator_for"):
    app.estimator_for("full")
loaded = time.process_time()
print(json.dumps([imported - started, connected - imported, loaded - connected]))
"""


def environment_of(name: str) -> dict[str, str]:
    """What the function's process sees: its layers, and a value for every variable."""
    out, layers = PROJECT / "build" / "layers", layers_of(functions()[name])
    path = [PROJECT / "functions" / name, *(out / layer / "python" for layer in layers)]
    path.append(PROJECT / "build" / "lambda-runtime")
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    models = out / MODEL_LAYERS.get(name, "models") / "models"
    return dict.fromkeys(variables, "1") | {
        "FORMTRACE_FEATURE_GATE_CODE": "developer_features_not_allowed",
        "FORMTRACE_MODELS": str(models),
        "PYTHONPATH": os.pathsep.join(str(one) for one in path if Path(one).exists()),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory_mib(functions()[name])),
        "POWERTOOLS_TRACE_DISABLED": "true",
    }


def memory_mib(properties: dict[str, Any]) -> int:
    """A function's memory, or its parameter's default."""
    size = properties["MemorySize"]
    return int(template()["Parameters"][size["Ref"]]["Default"] if isinstance(size, dict) else size)


def measure(name: str) -> list[float]:
    """Medians of the seconds for imports, clients and sessions."""
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-S", "-c", PROBE],
            env=environment_of(name),
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def main() -> None:
    """Print a table."""
    if platform.machine() not in MACHINES.values() or not (PROJECT / "build" / "layers").exists():
        raise SystemExit("Build the layers first: formtrace up, or make build.")
    print(f"Python {HOST_PYTHON}, median processor time of {RUNS} fresh processes\n")
    print("| Function | Memory, MiB | Imports, s | Clients, s | Sessions, s | INIT, s | 1,000 cold starts |")
    print("|---|---|---|---|---|---|---|")
    for name in sorted(functions()):
        imports, clients, sessions = measure(name)
        total, memory = imports + clients + sessions, memory_mib(functions()[name])
        dollars = 1000 * total * memory / 1024 * DOLLARS_PER_GB_S
        seconds = " | ".join(f"{part:.2f}" for part in (imports, clients, sessions, total))
        print(f"| `{name}` | {memory:,} | {seconds} | ${dollars:.3f} |")


if __name__ == "__main__":
    main()
