"""Importer of the BlazePose TFLite models to pruned ONNX.

A build-time tool: it runs at set-up (``python -m layers.models --out DIR``), needs ``tflite`` and ``onnx``
and nothing of TensorFlow, and leaves plain ONNX graphs that go into the models layer.

The way of a model: ``fetch`` (a pinned package gives a TFLite file) → ``parse`` (a small graph of tensors
and operators) → ``simplify`` (weights dense and float32, unused branches dropped, pads folded) →
``convert`` (ONNX, NCHW) → ``build`` (written and stamped). ``report`` measures the result beside LiteRT.
"""
