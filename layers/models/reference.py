"""The reference: LiteRT's interpreter on the TFLite file, beside ONNX Runtime on the imported model.

Only the report and the tests use this; ``ai-edge-litert`` and PyAV are not needed to build the models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

Outputs = dict[str, NDArray[np.float32]]

LANDMARK_FIELDS = 5  # x, y, z in crop pixels, then visibility and presence as logits


class LiteRtModel:
    """A TFLite file run by LiteRT with XNNPACK on one thread."""

    def __init__(self, path: Path, names: Mapping[str, str]) -> None:
        self._interpreter = Interpreter(str(path), num_threads=1)
        self._interpreter.allocate_tensors()
        (details,) = self._interpreter.get_input_details()
        self._input = details["index"]
        self._outputs = {
            names[output["name"]]: output["index"]
            for output in self._interpreter.get_output_details()
            if output["name"] in names
        }

    def run(self, image: NDArray[np.float32]) -> Outputs:
        """Outputs, under their ONNX names, of a picture (1, H, W, 3)."""
        self._interpreter.set_tensor(self._input, image)
        self._interpreter.invoke()
        return {name: self._interpreter.get_tensor(index) for name, index in self._outputs.items()}


class OnnxModel:
    """An imported model run by ONNX Runtime on one thread."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._names = [output.name for output in self._session.get_outputs()]
        self.input_shape: tuple[int, ...] = tuple(self._session.get_inputs()[0].shape)

    def run(self, image: NDArray[np.float32]) -> Outputs:
        """Outputs by name of a picture (1, 3, H, W)."""
        return dict(zip(self._names, self._session.run(self._names, {"image": image}), strict=True))


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture as both models take it: float32, (1, H, W, 3) and (1, 3, H, W)."""

    nhwc: NDArray[np.float32]
    nchw: NDArray[np.float32]

    @classmethod
    def of(cls, rgb: NDArray[np.uint8], *, signed: bool) -> Sample:
        """From (H, W, 3) uint8: -1..1 when signed (the detector), else 0..1 (the landmark models)."""
        image = rgb[np.newaxis].astype(np.float32) / np.float32(255)
        image = image * 2 - 1 if signed else image
        return cls(image, np.ascontiguousarray(image.transpose(0, 3, 1, 2)))


def largest_differences(litert: LiteRtModel, onnx: OnnxModel, samples: Sequence[Sample]) -> dict[str, float]:
    """Largest absolute difference per output; of the landmarks only the coordinates (crop pixels) count."""
    differences: dict[str, float] = {}
    for sample in samples:
        expected, found = litert.run(sample.nhwc), onnx.run(sample.nchw)
        for name in expected:
            difference = np.abs(found[name] - _channels_first(expected[name]))
            if name == "landmarks":
                difference = difference.reshape(-1, LANDMARK_FIELDS)[:, :3]
            differences[name] = max(differences.get(name, 0.0), float(difference.max()))
    return differences


def _channels_first(output: NDArray[np.float32]) -> NDArray[np.float32]:
    """TFLite's maps are (1, H, W, C), ONNX's (1, C, H, W)."""
    return output.transpose(0, 3, 1, 2) if output.ndim == 4 else output
