"""Add a pose model to the cache folder: fetch it, check its hash, and check that it fits its spec."""

from __future__ import annotations

import json
import shutil
import statistics
import time
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit

import numpy as np

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.errors import ModelInstallError, advice_on
from formtrace.pose.decoders import decoder_of
from formtrace.pose.model import OnnxPoseModel, sha256_of
from formtrace.pose.model_store import SHIPPED, SPEC_SUFFIX, cache_dir, is_shipped, read_spec
from formtrace.pose.roi import RotatedRoi
from formtrace.pose.runtime import open_session
from formtrace.pose.spec import ModelSpec
from formtrace.skeletons import load_skeleton

if TYPE_CHECKING:
    import onnxruntime as ort

_MAX_BYTES = 1_000_000_000
_BLOCK_BYTES = 1 << 20
_TIMEOUT_S = 60
_RUNS = 20


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that was added: its spec, its file and the milliseconds that it takes for one crop here."""

    spec: ModelSpec
    file: Path
    crop_ms: float


def add_model(name: str, source: str, sha256: str, family: str) -> InstalledModel:
    """Add the model at ``source`` under ``name``.

    Args:
        source: an https URL or the path of an ONNX file, or of a zip file with one ONNX file in it.
        sha256: of the file at ``source``, in hexadecimal.
        family: name of a file in ``pose/families``, or the path of one of one's own: a
            :class:`~formtrace.pose.spec.ModelSpec` without name and file.

    Raises:
        ModelInstallError: it cannot be fetched, is not what was promised, or does not fit its spec.
        UnknownModelError: the spec has a mistake.
    """
    if is_shipped(name):
        raise ModelInstallError(f"'{name}' is a model of Formtrace's own; choose another name.")
    described = _family(family)
    with TemporaryDirectory(prefix="formtrace-") as scratch:
        fetched = _fetch(source, Path(scratch))
        found = sha256_of(fetched)
        if found != sha256.lower():
            raise ModelInstallError(f"The file has another SHA-256 ({found}): check the URL and the hash.")
        network = _network_in(fetched, Path(scratch))
        session = open_session(network, threads=1)
        spec = _spec(name, described, session, sha256_of(network))
        _check(spec, session)
        folder = cache_dir()
        folder.mkdir(parents=True, exist_ok=True)
        shutil.move(network, folder / spec.file)
    (folder / f"{name}{SPEC_SUFFIX}").write_text(spec.model_dump_json(indent=2, exclude_none=True) + "\n")
    return InstalledModel(spec, folder / spec.file, measure_crop_ms(spec, folder))


def measure_crop_ms(spec: ModelSpec, folder: Path) -> float:
    """Median milliseconds that the model takes for one crop on one thread of this machine."""
    model, frame = OnnxPoseModel(spec, folder), _grey_frame(640, 480)
    took_ms = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        model.estimate(frame, Geometry(640, 480), RotatedRoi(320, 240, 400))
        took_ms.append(1000 * (time.perf_counter() - began))
    return statistics.median(took_ms)


def family_names() -> list[str]:
    """The families of models whose input and outputs are described already."""
    return sorted(entry.name.removesuffix(SPEC_SUFFIX) for entry in (SHIPPED / "families").iterdir())


def _family(name: str) -> dict[str, Any]:
    shipped = SHIPPED / "families" / f"{name}{SPEC_SUFFIX}"
    if name in family_names():
        text = shipped.read_text("utf-8")
    elif Path(name).is_file():
        text = Path(name).read_text("utf-8")
    else:
        raise ModelInstallError(
            f"'{name}' is neither a file nor a family of models; {advice_on(name, family_names())}"
        )
    try:
        described = json.loads(text)
    except ValueError:
        described = None
    if not isinstance(described, dict):
        raise ModelInstallError(f"Make '{name}' a JSON object, as docs/models.md describes it.")
    return described


def _fetch(source: str, folder: Path) -> Path:
    parts = urlsplit(source)
    target = folder / "fetched"
    if parts.scheme == "":
        if not Path(source).is_file():
            raise ModelInstallError(f"There is no file '{source}'; give its path or an https URL.")
        shutil.copyfile(source, target)
        return target
    if parts.scheme != "https":
        raise ModelInstallError("Models are fetched by https only; give such a URL or the path of a file.")
    try:
        with urllib.request.urlopen(source, timeout=_TIMEOUT_S) as response, target.open("wb") as file:
            while block := response.read(_BLOCK_BYTES):
                file.write(block)
                if file.tell() > _MAX_BYTES:
                    raise ModelInstallError("The file has more than 1 GB; give that of one pose model.")
    except (URLError, OSError) as error:
        raise ModelInstallError(f"The model cannot be fetched ({error}); check the URL.") from error
    return target


def _network_in(fetched: Path, folder: Path) -> Path:
    """The ONNX file itself, taken out of its zip file if it is in one."""
    if not zipfile.is_zipfile(fetched):
        return fetched
    with zipfile.ZipFile(fetched) as archive:
        networks = [entry for entry in archive.infolist() if entry.filename.endswith(".onnx")]
        if len(networks) != 1 or networks[0].file_size > _MAX_BYTES:
            raise ModelInstallError(f"The zip file has {len(networks)} ONNX files; it must have one.")
        target = folder / "network"
        with archive.open(networks[0]) as inside, target.open("wb") as file:
            shutil.copyfileobj(inside, file, _BLOCK_BYTES)
    return target


def _spec(name: str, described: dict[str, Any], session: ort.InferenceSession, sha256: str) -> ModelSpec:
    """The spec, with the input's size as the file states it."""
    given = dict(described.get("input") or {})
    shape = session.get_inputs()[0].shape
    rows = 2 if given.get("layout", "NCHW") == "NCHW" else 1
    height, width = shape[rows : rows + 2] if len(shape) == 4 else (None, None)
    if isinstance(height, int) and isinstance(width, int):
        given |= {"width_px": width, "height_px": height}
    spec = {**described, "name": name, "file": f"{name}.onnx", "input": given, "sha256": sha256}
    return read_spec(json.dumps(spec), name)


def _check(spec: ModelSpec, session: ort.InferenceSession) -> None:
    """Run the network once: its outputs must be those that the decoder reads, one for each landmark."""
    there = [output.name for output in session.get_outputs()]
    outputs = decoder_of(spec).outputs
    if missing := [name for name in outputs if name not in there]:
        raise ModelInstallError(
            f"The network has no output '{missing[0]}' but {', '.join(there)}: correct the decoder."
        )
    image = session.get_inputs()[0]
    if image.type != "tensor(float)":
        raise ModelInstallError(f"The network's input is {image.type}; export it with a float32 input.")
    size = (3, spec.input.height_px, spec.input.width_px)
    if spec.input.layout == "NHWC":
        size = (size[1], size[2], size[0])
    values = session.run(list(outputs), {spec.input.name or image.name: np.zeros((1, *size), np.float32)})
    found, wanted = len(decoder_of(spec).decode(values).xy_px), len(load_skeleton(spec.skeleton))
    if found != wanted:
        raise ModelInstallError(
            f"The network has {found} landmarks and the skeleton {spec.skeleton} {wanted}: "
            "choose another family."
        )


def _grey_frame(width: int, height: int) -> Frame:
    luma, chroma = np.full((height, width), 128, np.uint8), np.full((height // 2, width // 2), 128, np.uint8)
    return Frame(0, 0, 0.0, luma, chroma, chroma, "bt601", True)
