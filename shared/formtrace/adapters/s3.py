"""Buckets on S3."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from formtrace.adapters.errors import translated
from formtrace.workflow.ports import ObjectInfo

if TYPE_CHECKING:
    from pathlib import Path

    import boto3

    from formtrace.workflow.jobs import ObjectRef

_TYPES = {".npz": "application/octet-stream", ".packets": "application/octet-stream", ".vtt": "text/vtt"}

_BLOCK_BYTES = 1 << 20


class S3ObjectStore:
    """An :class:`~formtrace.workflow.ports.ObjectStore`. A ref's version or ETag is asked for exactly."""

    def __init__(self, session: boto3.session.Session) -> None:
        self._client: Any = session.client("s3", config=Config(s3={"addressing_style": "path"}))

    def describe(self, ref: ObjectRef) -> ObjectInfo:
        """Size and metadata."""
        with translated(ref.key):
            head = self._client.head_object(**_exactly(ref))
        return ObjectInfo(size_bytes=int(head["ContentLength"]), metadata=dict(head.get("Metadata", {})))

    def read(self, ref: ObjectRef, max_bytes: int | None = None) -> bytes:
        """The content, or its first ``max_bytes``."""
        with translated(ref.key):
            body = self._client.get_object(**_exactly(ref))["Body"]
            try:
                return bytes(body.read(max_bytes))
            finally:
                body.close()

    def download(self, ref: ObjectRef, path: Path) -> None:
        """The content into a file.

        A plain get, since ``download_file`` cannot insist on an ETag.
        """
        with translated(ref.key), path.open("wb") as file:
            body = self._client.get_object(**_exactly(ref))["Body"]
            for block in body.iter_chunks(_BLOCK_BYTES):
                file.write(block)

    def write(self, ref: ObjectRef, content: bytes) -> None:
        """Put a small object."""
        with translated(ref.key):
            self._client.put_object(
                Bucket=ref.bucket, Key=ref.key, Body=content, ContentType=content_type(ref.key)
            )

    def upload(self, path: Path, ref: ObjectRef) -> None:
        """Put a file, in parts where it is large."""
        with translated(ref.key):
            self._client.upload_file(
                str(path), ref.bucket, ref.key, ExtraArgs={"ContentType": content_type(ref.key)}
            )


def content_type(key: str) -> str:
    """Media type by a key's suffix, so that a browser plays or shows the object."""
    suffix = key[key.rfind(".") :]
    return _TYPES.get(suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"


def _exactly(ref: ObjectRef) -> dict[str, str]:
    """Arguments that get this content of the object or nothing."""
    which = {}
    if ref.version_id:
        which["VersionId"] = ref.version_id
    elif ref.etag:
        which["IfMatch"] = f'"{ref.etag}"'
    return {"Bucket": ref.bucket, "Key": ref.key, **which}
