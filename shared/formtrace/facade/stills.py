"""The stills of a result as pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formtrace.results.data import ResultData
from formtrace.results.document import Still


@dataclass(frozen=True, slots=True)
class StillPicture:
    """A moment of the clip, with the skeleton on it.

    Attributes:
        rep: number of its repetition or hold.
        info: its time, its size and what is marked in it.
        jpeg: the file.
    """

    rep: int
    info: Still
    jpeg: bytes

    @property
    def t_s(self) -> float:
        """Seconds from the source's first frame."""
        return self.info.t_s

    @property
    def shows_fault(self) -> bool:
        """Whether it shows a form error, and not the turning point."""
        return self.info.check is not None

    def rgb(self) -> NDArray[np.uint8]:
        """(H, W, 3)."""
        bgr = cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_COLOR)
        if bgr is None:
            raise ValueError(f"{self.info.file} is no picture")
        return bgr[..., ::-1].astype(np.uint8, copy=False)

    def save(self, path: str | Path) -> Path:
        """Write the JPEG file."""
        Path(path).write_bytes(self.jpeg)
        return Path(path)

    def _repr_jpeg_(self) -> bytes:
        return self.jpeg


def stills_of(data: ResultData) -> tuple[StillPicture, ...]:
    """Those whose files are there."""
    return tuple(
        StillPicture(effort.index, still, data.stills[still.file])
        for effort in data.document.efforts
        for still in effort.stills
        if still.file in data.stills
    )
