"""Multipart uploads to S3."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from formtrace.adapters.aws.error_mapping import map_errors
from formtrace.adapters.aws.object_store import s3_client
from formtrace.workflow.ports import MissingObjectError, UploadedPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    import boto3

    from formtrace.workflow.jobs import ObjectRef


class S3MultipartStore:
    """A :class:`~formtrace.workflow.ports.MultipartStore`."""

    def __init__(self, session: boto3.session.Session) -> None:
        self._session = session

    @cached_property
    def _client(self) -> Any:  # only the API needs one
        return s3_client(self._session)

    def begin(self, ref: ObjectRef, content_type: str | None = None) -> str:
        """Begin an upload; return its id."""
        known = {} if content_type is None else {"ContentType": content_type}
        with map_errors(ref.key):
            begun = self._client.create_multipart_upload(Bucket=ref.bucket, Key=ref.key, **known)
        return str(begun["UploadId"])

    def part_link(self, ref: ObjectRef, upload_id: str, number: int, expires_s: int) -> str:
        """A presigned URL for one part."""
        which = {**_upload(ref, upload_id), "PartNumber": number}
        url: str = self._client.generate_presigned_url("upload_part", Params=which, ExpiresIn=expires_s)
        return url

    def parts(self, ref: ObjectRef, upload_id: str) -> list[UploadedPart]:
        """The parts that have arrived, in order; S3 lists a thousand at a time."""
        with map_errors(ref.key):
            pages = self._client.get_paginator("list_parts").paginate(**_upload(ref, upload_id))
            found = [part for page in pages for part in page.get("Parts", ())]
        return [UploadedPart(int(part["PartNumber"]), int(part["Size"]), part["ETag"]) for part in found]

    def complete(self, ref: ObjectRef, upload_id: str, parts: Sequence[UploadedPart]) -> None:
        """Make the object of its parts."""
        listed = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        with map_errors(ref.key):
            self._client.complete_multipart_upload(
                **_upload(ref, upload_id), MultipartUpload={"Parts": listed}
            )

    def abort(self, ref: ObjectRef, upload_id: str) -> None:
        """Give an upload up, with its parts; none is as good."""
        try:
            with map_errors(ref.key):
                self._client.abort_multipart_upload(**_upload(ref, upload_id))
        except MissingObjectError:
            return


def _upload(ref: ObjectRef, upload_id: str) -> dict[str, str]:
    return {"Bucket": ref.bucket, "Key": ref.key, "UploadId": upload_id}
