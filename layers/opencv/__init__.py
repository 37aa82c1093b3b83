"""The ``opencv`` layer: OpenCV compiled from its source to the three modules that Formtrace uses."""
