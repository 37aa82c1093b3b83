"""A pose model described as data: its file, its skeleton, its input and how its outputs are decoded.

The shipped specs lie in ``specs/``; a spec that a user adds lies beside its ONNX file
(:mod:`formtrace.pose.model_store`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_FULL_INTENSITY = 255.0

Channels = float | tuple[float, float, float]
Pixels = Annotated[int, Field(ge=32, le=1024, multiple_of=2)]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.onnx$")]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputSpec(_Spec):
    """The input tensor: one image of ``height_px`` x ``width_px``, float values ``(x - mean) / std``.

    Attributes:
        name: of the tensor; ``None`` for the network's first input.
        layout: ``NCHW`` or ``NHWC``.
        colour: order of the channels.
        mean, std: of intensities 0 to 255; one value, or one for each channel in the order of ``colour``.
    """

    width_px: Pixels
    height_px: Pixels
    name: str | None = None
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    colour: Literal["RGB", "BGR"] = "RGB"
    mean: Channels = 0.0
    std: Channels = _FULL_INTENSITY

    @property
    def side_px(self) -> int:
        """Side of the square crop, in its middle the input."""
        return max(self.width_px, self.height_px)

    @property
    def value_range(self) -> tuple[float, float] | None:
        """What intensities 0 and 255 become, where that is the same for all channels."""
        if isinstance(self.mean, tuple) or isinstance(self.std, tuple):
            return None
        return -self.mean / self.std, (_FULL_INTENSITY - self.mean) / self.std


class BlazePoseDecoding(_Spec):
    """Regressed landmarks, in the crop and in metres, presence, and auxiliary points for the next ROI."""

    kind: Literal["blazepose"]


class SimccDecoding(_Spec):
    """RTMPose's: for each landmark a classification of x and one of y, ``split_ratio`` bins a pixel."""

    kind: Literal["simcc"]
    outputs: tuple[str, str] = ("simcc_x", "simcc_y")
    split_ratio: Annotated[float, Field(gt=0)] = 2.0


class HeatmapDecoding(_Spec):
    """One heatmap for each landmark, of probabilities or of ``logits``, as HRNet and ViTPose have."""

    kind: Literal["heatmap"]
    output: str = "heatmap"
    logits: bool = False


Decoding = Annotated[BlazePoseDecoding | SimccDecoding | HeatmapDecoding, Field(discriminator="kind")]


class ModelSpec(_Spec):
    """One pose model.

    Attributes:
        name: as results report it.
        skeleton: name of a file in ``formtrace/skeletons``: ``blazepose33``, ``coco17`` or ``halpe26``.
        file: the ONNX file.
        heatmap_file: the same network with heatmaps, for photos: they cost BlazePose an eighth of the time.
        min_presence: below it the crop shows no person.
        roi_scale: side of the ROI over the diameter of the circle around the body.
        detector: name of a file in ``detectors``: who finds the people.
        sha256: of ``file``, where it is known beforehand.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    skeleton: str
    file: FileName
    heatmap_file: FileName | None = None
    input: InputSpec
    decoder: Decoding
    min_presence: Annotated[float, Field(ge=0, le=1)] = 0.3
    roi_scale: Annotated[float, Field(gt=0, le=3)] = 1.3
    detector: str = "blazepose"
    sha256: str | None = None

    def network(self, *, with_heatmaps: bool) -> str:
        """The file of the network, with heatmaps where they are wanted and there are any."""
        return (self.heatmap_file if with_heatmaps else None) or self.file


class DetectorSpec(_Spec):
    """The person detector: SSD anchors, two a cell for each entry of ``anchor_strides_px``."""

    file: FileName
    input: InputSpec
    min_score: float
    max_iou: float
    anchor_strides_px: tuple[int, ...]
