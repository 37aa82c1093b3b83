"""Where the pose models are: those of the project, and those that the user added to the cache folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from formtrace.errors import UnknownModelError, advice_on
from formtrace.pose.spec import DetectorSpec, ModelSpec

SPEC_SUFFIX = ".json"
SHIPPED = files("formtrace.pose")


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model's spec and the folder that should hold its file."""

    spec: ModelSpec
    folder: Path

    def is_installed(self, *, with_heatmaps: bool = False) -> bool:
        """Whether its file is there."""
        return (self.folder / self.spec.network(with_heatmaps=with_heatmaps)).is_file()


def models_dir() -> Path:
    """Where the imported ONNX files are.

    ``FORMTRACE_MODELS``, else ``build/models`` of a checkout, else the cache folder of the user.
    """
    configured = os.environ.get("FORMTRACE_MODELS")
    if configured:
        return Path(configured)
    project = Path(__file__).parents[3]
    return project / "build" / "models" if (project / "pyproject.toml").is_file() else cache_dir()


def cache_dir() -> Path:
    """Where models that the user adds are kept: ``formtrace/models`` in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "formtrace" / "models"


def is_shipped(name: str) -> bool:
    """Whether the spec of that name is Formtrace's own."""
    return (SHIPPED / "specs" / f"{name}{SPEC_SUFFIX}").is_file()


def model_names() -> list[str]:
    """Names that :func:`find_model` knows: the shipped ones, then the user's own."""
    shipped = [entry.name for entry in (SHIPPED / "specs").iterdir()]
    added = [path.name for folder in (models_dir(), cache_dir()) for path in folder.glob(f"*{SPEC_SUFFIX}")]
    names = [name.removesuffix(SPEC_SUFFIX) for name in (*sorted(shipped), *sorted(added))]
    return [name for name in dict.fromkeys(names) if name != "models"]  # models.json says how they were built


def find_model(name: str) -> StoredModel:
    """The model of that name.

    Raises:
        UnknownModelError: there is no spec of that name, or it cannot be read.
    """
    if name in model_names():
        if is_shipped(name):
            text = (SHIPPED / "specs" / f"{name}{SPEC_SUFFIX}").read_text("utf-8")
            return StoredModel(read_spec(text, name), models_dir())
        folder = next(f for f in (models_dir(), cache_dir()) if (f / f"{name}{SPEC_SUFFIX}").is_file())
        return StoredModel(read_spec((folder / f"{name}{SPEC_SUFFIX}").read_text("utf-8"), name), folder)
    raise UnknownModelError(f"There is no pose model '{name}'; {advice_on(name, model_names())}")


def read_spec(text: str, name: str) -> ModelSpec:
    """A model spec from its JSON text.

    Raises:
        UnknownModelError: it is not a model spec; the message names the first mistake.
    """
    try:
        return ModelSpec.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnknownModelError(
            f"Correct {where} in the spec of the model '{name}': {first['msg']}."
        ) from None


@lru_cache(maxsize=4)
def load_detector(name: str) -> DetectorSpec:
    """The shipped person detector of that name.

    Raises:
        UnknownModelError: there is none.
    """
    shipped = {entry.name.removesuffix(SPEC_SUFFIX): entry for entry in (SHIPPED / "detectors").iterdir()}
    if name not in shipped:
        raise UnknownModelError(f"There is no person detector '{name}'; {advice_on(name, sorted(shipped))}")
    return DetectorSpec.model_validate_json(shipped[name].read_text("utf-8"))
