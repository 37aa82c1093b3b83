"""The pose models of a deployment."""

from __future__ import annotations

from functools import lru_cache

from formtrace.errors import UnknownModelError
from formtrace.pose.model_store import find_model
from formtrace.pose.pipeline import PoseEstimator, load_estimator


@lru_cache(maxsize=3)
def load_model(name: str, threads: int, *, with_heatmaps: bool = False) -> PoseEstimator:
    """Load a pose model, once per process; ``with_heatmaps`` for photos.

    Raises:
        UnknownModelError: there is no such model, or its file is not installed.
    """
    if not find_model(name).is_installed(with_heatmaps=with_heatmaps):
        raise UnknownModelError(f"The model '{name}' is not installed here; leave the option 'model' out.")
    return load_estimator(name, threads, with_heatmaps=with_heatmaps)
