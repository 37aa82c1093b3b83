"""From a landmark network's outputs to landmarks in its input image, one module for each kind of output."""

from __future__ import annotations

from formtrace.pose.decoders.base import CropLandmarks, Decoder
from formtrace.pose.decoders.blazepose import BlazePoseDecoder
from formtrace.pose.decoders.heatmap import HeatmapDecoder
from formtrace.pose.decoders.simcc import SimccDecoder
from formtrace.pose.spec import ModelSpec

__all__ = ["CropLandmarks", "Decoder", "decoder_of"]


def decoder_of(spec: ModelSpec, *, with_heatmaps: bool = False) -> Decoder:
    """The decoder of a model; ``with_heatmaps``, that of the network for photos."""
    size_px = (spec.input.width_px, spec.input.height_px)
    decoding = spec.decoder
    if decoding.kind == "simcc":
        return SimccDecoder(decoding)
    if decoding.kind == "heatmap":
        return HeatmapDecoder(decoding, size_px)
    return BlazePoseDecoder(size_px[0], with_heatmaps=with_heatmaps)
