"""A pose model described as data: which files, which input, which decoder."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from formtrace.errors import UnknownModelError


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LandmarkSpec(_Spec):
    """The landmark network: ``input_px`` square RGB, values in ``value_range``.

    ``heatmap_file`` is the same network with its heatmaps, for photos: they cost an eighth of the time.
    """

    file: str
    heatmap_file: str
    input_px: int
    value_range: tuple[float, float]
    min_presence: float

    def network(self, *, with_heatmaps: bool) -> str:
        """The file of the network, with heatmaps or without."""
        return self.heatmap_file if with_heatmaps else self.file


class DetectorSpec(_Spec):
    """The person detector: SSD anchors, two a cell for each entry of ``anchor_strides_px``."""

    file: str
    input_px: int
    value_range: tuple[float, float]
    min_score: float
    max_iou: float
    anchor_strides_px: tuple[int, ...]


class ModelSpec(_Spec):
    """One pose model: detector, landmark network, skeleton and how their outputs are read."""

    name: str
    skeleton: str
    decoder: Literal["blazepose"]
    landmarks: LandmarkSpec
    detector: DetectorSpec
    roi_scale: float


def load_spec(variant: str) -> ModelSpec:
    """Load the spec of a model variant (``lite``, ``full``, ``heavy``).

    Raises:
        UnknownModelError: no spec of that name is shipped.
    """
    shipped = {entry.name: entry for entry in (files("formtrace.pose") / "specs").iterdir()}
    resource = shipped.get(f"{variant}.json")
    if resource is None:
        raise UnknownModelError(f"Choose the model lite, full or heavy; '{variant}' is not one of them.")
    return ModelSpec.model_validate(json.loads(resource.read_text()))
