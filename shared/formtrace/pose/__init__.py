"""People in frames: find them, follow them, estimate their landmarks, on CPU with ONNX Runtime."""
