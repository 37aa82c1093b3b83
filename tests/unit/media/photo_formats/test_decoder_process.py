"""What the decoder's process does to itself is an error of the photo, no more."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from formtrace.errors import UndecodableMediaError
from formtrace.media.photo_formats import decoder_process
from formtrace.media.photo_formats.content import PhotoContent
from formtrace.media.photo_formats.decoder_process import decode_apart


def photo(side: int = 64) -> PhotoContent:
    out = BytesIO()
    Image.new("RGB", (side, side), (200, 100, 50)).save(out, "PNG")
    return PhotoContent(out.getvalue(), side, side)


def test_a_photo_comes_back_as_pixels() -> None:
    assert np.array_equal(
        np.unique(decode_apart(photo(), "png", 4096).reshape(-1, 3), axis=0), [[200, 100, 50]]
    )


@pytest.mark.parametrize(
    "death",
    [
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
        "raise SystemExit(1)",
        "print('no picture')",
        "while True: pass",
        "x = [bytes(10_000_000) for _ in range(1000)]",
    ],
)
def test_any_death_of_the_process_is_an_error_of_the_photo(
    death: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The limits are set as always, then the decoder misbehaves.
    own = Path(decoder_process.__file__).read_text().split('\nif __name__ == "__main__":')[0]
    script = tmp_path / "process.py"
    script.write_text(f"{own}\nsys.stdin.buffer.read()\n_limit(400 * 1024**2, 0.3)\n{death}\n")
    monkeypatch.setattr(decoder_process, "__file__", str(script))
    with pytest.raises(UndecodableMediaError) as raised:
        decode_apart(photo(), "png", 4096)
    assert raised.value.code == "media_decode_error"


def test_more_pixels_than_announced_are_not_decoded() -> None:
    large = photo(9000)
    with pytest.raises(UndecodableMediaError):
        decode_apart(PhotoContent(large.data, 16, 16), "png", 4096)


def test_the_process_sees_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert "secret" not in str(decoder_process._environment().values())
