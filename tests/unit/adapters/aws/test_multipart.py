from __future__ import annotations

from typing import Any

import pytest
import requests

from formtrace.adapters.aws.multipart import S3MultipartStore
from formtrace.workflow.jobs import ObjectRef
from formtrace.workflow.ports import MissingObjectError

REF = ObjectRef(bucket="uploads", key="jobs/1/ä b.mp4")
FIRST, SECOND = b"1" * (5 * 2**20), b"2"


@pytest.fixture
def store(session: Any) -> S3MultipartStore:
    session.client("s3").create_bucket(Bucket="uploads")
    return S3MultipartStore(session)


def test_parts_become_an_object(session: Any, store: S3MultipartStore) -> None:
    upload_id = store.begin(REF, "video/mp4")
    assert store.parts(REF, upload_id) == []
    for number, content in ((2, SECOND), (1, FIRST)):
        assert requests.put(store.part_link(REF, upload_id, number, 60), content, timeout=5).ok
    parts = store.parts(REF, upload_id)
    assert [(part.number, part.size_bytes) for part in parts] == [(1, len(FIRST)), (2, 1)]
    store.complete(REF, upload_id, parts)
    stored = session.client("s3").get_object(Bucket=REF.bucket, Key=REF.key)
    assert (stored["Body"].read(), stored["ContentType"]) == (FIRST + SECOND, "video/mp4")


def test_an_upload_that_is_given_up_is_gone(store: S3MultipartStore) -> None:
    upload_id = store.begin(REF)
    store.abort(REF, upload_id)
    store.abort(REF, upload_id)
    with pytest.raises(MissingObjectError):
        store.parts(REF, upload_id)
