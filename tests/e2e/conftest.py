from __future__ import annotations

from collections.abc import Iterator

import pytest

from formtrace.cli.local import LocalStack
from tests.support.stack import PROJECT, Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, models_dir: object) -> Iterator[Stack]:
    """The whole stack, built and deployed with SAM, beside whatever else runs on this machine."""
    if not (PROJECT / ".venvs" / "ministack").exists():
        pytest.skip("the local stack is not set up (make setup)")
    local = LocalStack(PROJECT, tmp_path_factory.mktemp("stack"))
    # Waits between attempts are real, but shorter.
    local.start({"SFN_WAIT_SCALE": "0.05", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"})
    try:
        local.build()
        local.deploy()
        yield Stack(local)
    finally:
        local.stop()


@pytest.fixture(scope="session")
def demo(demo_clip: object) -> bytes:
    """The demo clip's content."""
    return demo_clip.read_bytes()  # type: ignore[attr-defined,no-any-return]
