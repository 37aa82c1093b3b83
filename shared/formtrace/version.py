"""The version of the package, also that of the HTTP API's document."""

__version__ = "0.1.0"
