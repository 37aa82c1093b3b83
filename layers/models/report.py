"""``python -m layers.models.report``: size, load time and speed of each model beside LiteRT."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .__main__ import DEFAULT_CACHE
from .fetch import cached_path
from .reference import LiteRtModel, OnnxModel, Sample, largest_differences
from .samples import letterboxed_frames, person_crops
from .sources import ModelSource, load_sources

_ROUNDS = 15


@dataclass(frozen=True, slots=True)
class Row:
    """What the report says of one model."""

    name: str
    size_mb: float
    load_ms: float
    onnx_ms: float
    litert_ms: float
    differences: dict[str, float]

    def __str__(self) -> str:
        differences = ", ".join(f"{name} {value:.1g}" for name, value in self.differences.items())
        return (
            f"{self.name:<20}{self.size_mb:>6.1f}{self.load_ms:>9.0f}{self.onnx_ms:>9.2f}"
            f"{self.litert_ms:>11.2f}   {differences}"
        )


HEADER = f"{'model':<20}{'MB':>6}{'load ms':>9}{'run ms':>9}{'LiteRT ms':>11}   largest difference"


def measure(model: ModelSource, onnx_path: Path, tflite_path: Path, demo: Path) -> Row:
    """Run one model and its TFLite original in turns on frames of the demo clip."""
    detector = "boxes" in model.outputs.values()
    pictures = letterboxed_frames(demo) if detector else person_crops(demo)
    samples = [Sample.of(picture, signed=detector) for picture in pictures]
    load_ms = statistics.median(_elapsed_ms(partial(OnnxModel, onnx_path)) for _ in range(5))
    litert, onnx = LiteRtModel(tflite_path, model.outputs), OnnxModel(onnx_path)
    differences = largest_differences(litert, onnx, samples)
    onnx_ms, litert_ms = [], []
    for _ in range(_ROUNDS):  # in turns, so that what else the machine does meets both alike
        onnx_ms += [_elapsed_ms(partial(onnx.run, sample.nchw)) for sample in samples]
        litert_ms += [_elapsed_ms(partial(litert.run, sample.nhwc)) for sample in samples]
    return Row(
        name=model.name,
        size_mb=onnx_path.stat().st_size / 1e6,
        load_ms=load_ms,
        onnx_ms=statistics.median(onnx_ms),
        litert_ms=statistics.median(litert_ms),
        differences=differences,
    )


def _elapsed_ms(run: Callable[[], object]) -> float:
    """Processor time: on one thread that is the time it takes, and other work disturbs it least."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1e3


def main(arguments: list[str] | None = None) -> int:
    """Command line; the models and the demo clip must have been built before."""
    parser = argparse.ArgumentParser(prog="python -m layers.models.report", description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder of the ONNX files")
    parser.add_argument("--demo", type=Path, required=True, help="the demo clip")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="default: %(default)s")
    options = parser.parse_args(arguments)
    print(HEADER)
    for model in load_sources().models.values():
        onnx_path = options.models / f"{model.name}.onnx"
        print(measure(model, onnx_path, cached_path(model.file, options.cache), options.demo))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
