"""Buckets on S3."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botocore.config import Config

from formtrace.adapters.aws.error_mapping import map_errors
from formtrace.errors import TransientError
from formtrace.workflow.ports import ObjectInfo, UploadForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import boto3

    from formtrace.workflow.jobs import ObjectRef
    from formtrace.workflow.ports import Readable

_TYPES = {
    ".ndjson": "application/x-ndjson",
    ".npz": "application/octet-stream",
    ".packets": "application/octet-stream",
    ".vtt": "text/vtt",
}

_BLOCK_BYTES = 1 << 20
_PART_BYTES = 8 << 20


class S3ObjectStore:
    """An :class:`~formtrace.workflow.ports.ObjectStore`. A ref's version or ETag is asked for exactly."""

    def __init__(self, session: boto3.session.Session) -> None:
        self._client: Any = s3_client(session)

    def describe(self, ref: ObjectRef) -> ObjectInfo:
        """Size and metadata."""
        with map_errors(ref.key):
            head = self._client.head_object(**_exactly(ref))
        return ObjectInfo(size_bytes=int(head["ContentLength"]), metadata=dict(head.get("Metadata", {})))

    def read(self, ref: ObjectRef, max_bytes: int | None = None) -> bytes:
        """The content, or its first ``max_bytes``."""
        with map_errors(ref.key):
            body = self._client.get_object(**_exactly(ref))["Body"]
            try:
                return bytes(body.read(max_bytes))
            finally:
                body.close()

    def download(self, ref: ObjectRef, path: Path) -> None:
        """The content into a file.

        A plain get, since ``download_file`` cannot insist on an ETag.
        """
        with map_errors(ref.key), path.open("wb") as file:
            body = self._client.get_object(**_exactly(ref))["Body"]
            for block in body.iter_chunks(_BLOCK_BYTES):
                file.write(block)

    def write(self, ref: ObjectRef, content: bytes) -> None:
        """Put a small object."""
        with map_errors(ref.key):
            self._client.put_object(
                Bucket=ref.bucket, Key=ref.key, Body=content, ContentType=content_type(ref.key)
            )

    def upload_stream(self, stream: Readable, ref: ObjectRef, media_type: str | None = None) -> None:
        """Put what a stream gives, in parts of 8 MiB; the parts are dropped if the stream fails."""
        from boto3.s3.transfer import TransferConfig  # takes its time, and one function needs it

        parts = TransferConfig(
            multipart_threshold=_PART_BYTES, multipart_chunksize=_PART_BYTES, max_concurrency=4
        )
        arguments = {"ContentType": media_type or content_type(ref.key)}
        with map_errors(ref.key):
            self._client.upload_fileobj(stream, ref.bucket, ref.key, ExtraArgs=arguments, Config=parts)

    def upload(self, path: Path, ref: ObjectRef) -> None:
        """Put a file, in parts where it is large.

        Not by ``upload_file``, which hides S3's error in one of its own.
        """
        with map_errors(ref.key), path.open("rb") as file:
            self._client.upload_fileobj(
                file, ref.bucket, ref.key, ExtraArgs={"ContentType": content_type(ref.key)}
            )

    def delete(self, ref: ObjectRef) -> None:
        """Delete an object with all its versions; none is as good.

        A reference with an ETag deletes that content only: another upload may have the same key.
        """

        def is_meant(item: Mapping[str, Any]) -> bool:
            etag = item.get("ETag")  # delete markers have none
            return item["Key"] == ref.key and (
                not ref.etag or etag is None or etag.strip('"') == ref.etag.strip('"')
            )

        self._delete(ref.bucket, ref.key, is_meant)

    def delete_all(self, bucket: str, prefix: str) -> None:
        """Delete every object whose key begins so with all versions, a thousand at a time."""
        self._delete(bucket, prefix, lambda _: True)

    def _delete(self, bucket: str, prefix: str, wanted: Callable[[Mapping[str, Any]], bool]) -> None:
        """Also in buckets without versions, where each object has one that is called ``null``."""
        with map_errors(prefix):
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
            for page in pages:
                found = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
                keys = [
                    {"Key": item["Key"], "VersionId": item["VersionId"]} for item in found if wanted(item)
                ]
                if not keys:
                    continue
                answer = self._client.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
                if answer.get("Errors"):
                    raise TransientError(f"Not everything below {prefix} could be deleted; try again.")

    def link(self, ref: ObjectRef, expires_s: int, save_as: str | None = None) -> str:
        """A presigned URL."""
        arguments = {"Bucket": ref.bucket, "Key": ref.key}
        if save_as is not None:
            arguments["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(save_as)}"
        url: str = self._client.generate_presigned_url("get_object", Params=arguments, ExpiresIn=expires_s)
        return url

    def upload_form(
        self, ref: ObjectRef, max_bytes: int, expires_s: int, content_type: str | None = None
    ) -> UploadForm:
        """A presigned POST: S3 itself refuses what is larger."""
        fields = {"success_action_status": "201"}
        if content_type is not None:
            fields["Content-Type"] = content_type
        form = self._client.generate_presigned_post(
            ref.bucket,
            ref.key,
            Fields=fields,
            Conditions=[
                *({name: value} for name, value in fields.items()),
                ["content-length-range", 1, max_bytes],
            ],
            ExpiresIn=expires_s,
        )
        return UploadForm(url=form["url"], fields=form["fields"])


def s3_client(session: boto3.session.Session) -> Any:
    """A client whose links have signature 4: in us-east-1 they would get the old one."""
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return session.client("s3", config=config)


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
