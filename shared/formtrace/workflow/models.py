"""The pose models of a deployment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from formtrace.errors import UnknownModelError
from formtrace.pose.pipeline import PoseEstimator
from formtrace.pose.spec import load_spec
from formtrace.results.document import Model


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A pose model, and which one it is exactly."""

    estimator: PoseEstimator
    identity: Model


@lru_cache(maxsize=3)
def load_model(variant: str, folder: Path, threads: int) -> LoadedModel:
    """Load a model variant, once per process.

    Raises:
        UnknownModelError: there is no such variant, or it is not among the files in ``folder``.
    """
    spec = load_spec(variant)
    path = folder / spec.landmarks.file
    if not path.is_file():
        raise UnknownModelError(f"The model '{variant}' is not installed here; leave the option 'model' out.")
    identity = Model(name=spec.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    return LoadedModel(PoseEstimator(variant, folder, threads), identity)
