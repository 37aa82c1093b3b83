"""Compressed arrays, as NumPy reads them."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from formtrace.npz import write_npz


def written(seed: int) -> bytes:
    file = BytesIO()
    values = np.random.default_rng(seed).normal(size=(50, 3)).astype(np.float32)
    write_npz(file, [("values", values), ("names", np.array(["left", "right"]))])
    return file.getvalue()


def test_numpy_reads_what_was_written_and_equal_arrays_give_equal_bytes() -> None:
    with np.load(BytesIO(written(1)), allow_pickle=False) as stored:
        assert list(stored) == ["values", "names"]
        assert stored["values"].dtype == np.float32
        np.testing.assert_array_equal(
            stored["values"], np.random.default_rng(1).normal(size=(50, 3)).astype(np.float32)
        )
        assert stored["names"].tolist() == ["left", "right"]
    assert written(1) == written(1) != written(2)


def test_arrays_are_asked_for_one_after_the_other() -> None:
    made: list[int] = []
    file = BytesIO()

    def arrays():  # type: ignore[no-untyped-def]
        for number in range(3):
            made.append(number)
            yield f"array_{number}", np.full(1000, number)
            assert f"array_{number}.npy".encode() in file.getvalue()

    write_npz(file, arrays())
    assert made == [0, 1, 2]
