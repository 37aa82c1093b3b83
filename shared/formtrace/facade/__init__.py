"""The parts of the public Python interface, which ``formtrace/__init__.py`` names."""
