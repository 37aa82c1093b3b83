from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from formtrace.adapters.aws.object_store import S3ObjectStore, content_type
from formtrace.errors import OutboundError, ThrottledError, TransientError
from formtrace.workflow.jobs import ObjectRef
from formtrace.workflow.ports import MissingObjectError

KEY = "squat/ä b+c'\"#?.mp4"


@pytest.fixture
def bucket(session: Any) -> str:
    session.client("s3").create_bucket(Bucket="uploads")
    return "uploads"


def test_what_was_put_comes_back(session: Any, bucket: str, tmp_path: Path) -> None:
    store, ref = S3ObjectStore(session), ObjectRef(bucket=bucket, key=KEY)
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(bytes(range(256)) * 9000)
    store.upload(source, ref)
    store.download(ref, target)
    assert target.read_bytes() == source.read_bytes()
    assert store.read(ref, 3) == b"\0\1\2"
    assert store.describe(ref).size_bytes == 256 * 9000


def test_metadata_come_with_the_description(session: Any, bucket: str) -> None:
    session.client("s3").put_object(Bucket=bucket, Key="a", Body=b"x", Metadata={"exercise": "squat"})
    assert S3ObjectStore(session).describe(ObjectRef(bucket=bucket, key="a")).metadata == {
        "exercise": "squat"
    }


def test_a_replaced_object_is_not_taken_for_the_one_that_was_dropped(
    session: Any, bucket: str, tmp_path: Path
) -> None:
    client = session.client("s3")
    first = client.put_object(Bucket=bucket, Key="a", Body=b"first")["ETag"].strip('"')
    store, ref = S3ObjectStore(session), ObjectRef(bucket=bucket, key="a", etag=first)
    assert store.read(ref) == b"first"
    client.put_object(Bucket=bucket, Key="a", Body=b"second")
    with pytest.raises(MissingObjectError, match="upload it again"):
        store.download(ref, tmp_path / "x")


def test_a_missing_object_is_permanent_and_a_missing_service_transient(session: Any, bucket: str) -> None:
    store = S3ObjectStore(session)
    for use in (store.describe, store.read):
        with pytest.raises(MissingObjectError):
            use(ObjectRef(bucket=bucket, key="nothing"))


@pytest.mark.parametrize(("code", "status"), [("SlowDown", 503), ("InternalError", 500), ("Throttling", 400)])
def test_throttling_and_server_errors_are_worth_another_try(
    session: Any, bucket: str, code: str, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from botocore.exceptions import ClientError

    store = S3ObjectStore(session)

    def refuse(**_: object) -> None:
        raise ClientError(
            {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[arg-type]
            "GetObject",
        )

    path, ref = tmp_path / "a", ObjectRef(bucket=bucket, key="a")
    path.write_bytes(b"a")
    for name in ("get_object", "put_object"):
        monkeypatch.setattr(store._client, name, refuse)
    uses: list[Callable[[], object]] = [
        lambda: store.read(ref),
        lambda: store.download(ref, path),
        lambda: store.write(ref, b"a"),
        lambda: store.upload(path, ref),
        lambda: store.upload_stream(io.BytesIO(b"a"), ref),
    ]
    for use in uses:
        with pytest.raises(TransientError) as raised:
            use()
        assert isinstance(raised.value, ThrottledError) is (code != "InternalError")


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("jobs/1/result.json", "application/json"),
        ("jobs/1/overlay.mp4", "video/mp4"),
        ("jobs/1/angles.csv", "text/csv"),
        ("jobs/1/overlay.png", "image/png"),
        ("jobs/1/keypoints.npz", "application/octet-stream"),
        ("jobs/1/source", "application/octet-stream"),
    ],
)
def test_files_have_the_types_that_browsers_need(key: str, kind: str) -> None:
    assert content_type(key) == kind


class Stream:
    """Gives so many bytes, and then ends or fails."""

    def __init__(self, size: int, error: Exception | None = None) -> None:
        self.left, self.error, self.largest = size, error, 0

    def read(self, size: int = -1, /) -> bytes:
        self.largest = max(self.largest, size)
        if self.error is not None and self.left == 0:
            raise self.error
        count = self.left if size < 0 else min(size, self.left)
        self.left -= count
        return b"x" * count


def test_a_stream_is_put_in_parts(session: Any) -> None:
    session.client("s3").create_bucket(Bucket="streams")
    store, ref, stream = (
        S3ObjectStore(session),
        ObjectRef(bucket="streams", key="jobs/1/v.bin"),
        Stream(20 << 20),
    )
    store.upload_stream(stream, ref, "video/mp4")
    assert 0 < stream.largest <= 8 << 20
    head = session.client("s3").head_object(Bucket="streams", Key=ref.key)
    assert (head["ContentLength"], head["ContentType"]) == (20 << 20, "video/mp4")
    assert head["ETag"].strip('"').endswith("-3")


@pytest.mark.parametrize("size", [100, 20 << 20])
def test_a_stream_that_fails_leaves_nothing(session: Any, size: int) -> None:
    client = session.client("s3")
    client.create_bucket(Bucket="streams")
    ref = ObjectRef(bucket="streams", key="v.mp4")
    with pytest.raises(OutboundError, match="broke off"):
        S3ObjectStore(session).upload_stream(Stream(size, OutboundError("It broke off.")), ref)
    assert "Contents" not in client.list_objects_v2(Bucket="streams")
    assert "Uploads" not in client.list_multipart_uploads(Bucket="streams")


def test_all_that_begins_so_is_deleted_however_much_it_is(session: Any, bucket: str) -> None:
    client, store = session.client("s3"), S3ObjectStore(session)
    for number in range(1002):
        client.put_object(Bucket=bucket, Key=f"jobs/1/{number}", Body=b"")
    client.put_object(Bucket=bucket, Key="jobs/10", Body=b"")
    store.delete_all(bucket, "jobs/1/")
    store.delete_all(bucket, "jobs/1/")
    assert [item["Key"] for item in client.list_objects_v2(Bucket=bucket)["Contents"]] == ["jobs/10"]
    store.delete(ObjectRef(bucket=bucket, key="jobs/10"))
    store.delete(ObjectRef(bucket=bucket, key="jobs/10"))
    assert client.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_links_are_signed_for_a_while_with_signature_4(session: Any, bucket: str) -> None:
    link = S3ObjectStore(session).link(ObjectRef(bucket=bucket, key=KEY), 60, save_as="ä.mp4")
    query = dict(parse_qsl(urlsplit(link).query))
    assert (query["X-Amz-Expires"], query["X-Amz-Algorithm"]) == ("60", "AWS4-HMAC-SHA256")
    assert query["response-content-disposition"] == "attachment; filename*=UTF-8''%C3%A4.mp4"
    assert unquote(urlsplit(link).path).endswith(f"/{bucket}/{KEY}")


def test_an_upload_form_is_for_one_key_and_a_size(session: Any, bucket: str) -> None:
    form = S3ObjectStore(session).upload_form(ObjectRef(bucket=bucket, key=KEY), 1000, 60, "video/mp4")
    assert form.fields["key"] == KEY
    assert form.fields["Content-Type"] == "video/mp4"
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    assert ["content-length-range", 1, 1000] in conditions
    assert {"key": KEY} in conditions
    assert {"Content-Type": "video/mp4"} in conditions
