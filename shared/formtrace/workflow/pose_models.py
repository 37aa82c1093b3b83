"""The pose models of a deployment."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from formtrace.errors import UnknownModelError
from formtrace.pose.pipeline import PoseEstimator
from formtrace.pose.spec import load_spec

if TYPE_CHECKING:
    from pathlib import Path


@lru_cache(maxsize=3)
def load_model(variant: str, folder: Path, threads: int, *, with_heatmaps: bool = False) -> PoseEstimator:
    """Load a model variant, once per process; ``with_heatmaps`` for photos.

    Raises:
        UnknownModelError: there is no such variant, or it is not among the files in ``folder``.
    """
    if not (folder / load_spec(variant).landmarks.network(with_heatmaps=with_heatmaps)).is_file():
        raise UnknownModelError(f"The model '{variant}' is not installed here; leave the option 'model' out.")
    return PoseEstimator(variant, folder, threads, with_heatmaps=with_heatmaps)
