"""What can go wrong while the models are built, each with a sentence for the person who runs the build."""

from __future__ import annotations


class ModelImportError(Exception):
    """Base of all errors that the importer raises on purpose."""


class DownloadError(ModelImportError):
    """A package could not be downloaded."""


class PinMismatchError(ModelImportError):
    """A downloaded file is not the one whose hash is pinned."""


class UnsupportedModelError(ModelImportError):
    """The TFLite file uses something that the importer does not know."""
