"""The input tensor of a network: an ROI, cut out, normalised and laid out as its spec asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.crop import Border, Cropper
from formtrace.pose.roi import Affine, RotatedRoi, compose
from formtrace.pose.spec import InputSpec

if TYPE_CHECKING:
    import onnxruntime as ort

_INTENSITIES = (0.0, 255.0)


class NetworkInput:
    """Makes the input of one network; the tensor is valid until the next one is made.

    The ROI is a square. An input that is no square is the middle of it: what a portrait input leaves out lies
    left and right of the body.
    """

    def __init__(self, spec: InputSpec, session: ort.InferenceSession, border: Border) -> None:
        self._spec = spec
        self._name = spec.name or session.get_inputs()[0].name
        side = spec.side_px
        self._cropper = Cropper(side, spec.value_range or _INTENSITIES, border)
        self._offset_px = ((side - spec.width_px) // 2, (side - spec.height_px) // 2)

    def of(self, frame: Frame, geometry: Geometry, roi: RotatedRoi) -> dict[str, NDArray[np.float32]]:
        """The network's feed for ``roi`` of ``frame``."""
        to_coded = compose(geometry.display_to_coded, roi.to_display(self._spec.side_px))
        image = self._middle(self._cropper.crop(frame, to_coded))
        if self._spec.colour == "BGR":
            image = image[:, ::-1]
        if self._spec.value_range is None:
            mean, std = (
                np.asarray(value, np.float32).reshape(-1, 1, 1) for value in (self._spec.mean, self._spec.std)
            )
            image = (image - mean) / std
        if self._spec.layout == "NHWC":
            image = image.transpose(0, 2, 3, 1)
        return {self._name: np.ascontiguousarray(image)}

    def to_display(self, roi: RotatedRoi) -> Affine:
        """(2, 3) affine from pixels of the input to display pixels."""
        affine = roi.to_display(self._spec.side_px)
        if self._offset_px == (0, 0):
            return affine
        return np.column_stack([affine[:, :2], affine[:, :2] @ self._offset_px + affine[:, 2]])

    def scale_px(self, roi: RotatedRoi) -> float:
        """Display pixels that one pixel of the input spans."""
        return roi.size_px / self._spec.side_px

    def _middle(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        left, top = self._offset_px
        return image[:, :, top : top + self._spec.height_px, left : left + self._spec.width_px]
