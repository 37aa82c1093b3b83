"""What shows the video: contact sheet, previews, vertical clips; read by Pillow and PyAV."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from formtrace.errors import InvalidOptionsError, SourceUnknownError
from formtrace.results.data import ResultData
from formtrace.results.exports import export
from formtrace.results.shown import VideoPictures
from tests.support.clips import video
from tests.support.filming import Camera, analysed, exerciser, frame_times
from tests.support.movements import sets
from tests.support.results import write

RED = (220, 30, 30)
JOB_FORMATS = "sheet,gif,webp"


class Dots:
    """Grey pictures with a red disc where the person's nose is, 10 a second."""

    def __init__(self, data: ResultData, size: tuple[int, int] = (320, 180)) -> None:
        self.data, self.size = data, size

    def between(
        self, start_s: float, end_s: float, hz: float | None, long_side_px: int
    ) -> Iterator[tuple[float, np.ndarray]]:
        t_s, last_s = self.data.t_s, -1.0
        for row in np.flatnonzero((t_s >= start_s) & (t_s < end_s)):
            if t_s[row] - last_s < 0.099:
                continue
            last_s = t_s[row]
            picture = np.full((self.size[1], self.size[0], 3), 90, np.uint8)
            nose = self.data.xy_norm[row, self.data.skeleton.index("nose")]
            if np.isfinite(nose).all():
                cv2.circle(picture, tuple(int(v) for v in nose * self.size), 7, RED, -1)
            yield float(t_s[row]), picture


def discs(picture: np.ndarray) -> np.ndarray:
    """(M, 2) x and y of the red pixels."""
    return np.argwhere(np.abs(picture.astype(int) - RED).max(axis=2) < 60)[:, ::-1]


@pytest.mark.parametrize(("name", "long_side_px"), [("gif", 360), ("webp", 480)])
def test_a_preview_plays_six_seconds_around_the_best_repetition(
    name: str, long_side_px: int, data: ResultData, tmp_path: Path
) -> None:
    class Small(Dots):
        def between(self, start_s: float, end_s: float, hz: float | None, side: int) -> Iterator:
            assert (hz, side) == (8.0, long_side_px)
            self.span = (start_s, end_s)
            return super().between(start_s, end_s, hz, side)

    pictures = Small(data)
    with Image.open(export(data, tmp_path / f"a.{name}", pictures=pictures)) as found:
        frames, shown_ms = [], []
        for number in range(found.n_frames):
            found.seek(number)
            frames.append(np.asarray(found.convert("RGB")))
            shown_ms.append(found.info["duration"])
        assert found.info["loop"] == 0
    best = max(data.document.reps, key=lambda rep: rep.score)
    assert pictures.span[0] <= best.start_s and best.end_s <= pictures.span[1]
    assert sum(shown_ms) / 1000 == pytest.approx(min(6.0, data.t_s[-1]), abs=0.4)
    assert len({frame.tobytes() for frame in frames}) > 20  # it moves
    assert all(len(np.unique(frame.reshape(-1, 3), axis=0)) > 3 for frame in frames[:1])  # drawn upon


@pytest.mark.parametrize("which", ["worst", 2])
def test_a_vertical_clip_has_the_person_in_it_all_the_time(
    which: str | int, data: ResultData, tmp_path: Path
) -> None:
    path = export(data, tmp_path / "a.mp4", pictures=Dots(data), rep=which)
    scores = {rep.index: rep.score for rep in data.document.reps}
    named = {"worst": min(scores, key=scores.get)}
    rep = data.document.reps[named.get(which, which) - 1]
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    assert {(frame.width, frame.height) for frame in frames} == {(720, 1280)}
    assert frames[-1].time == pytest.approx(rep.end_s - rep.start_s + 0.6, abs=0.3)
    for frame in frames[::8]:
        assert len(discs(frame.to_ndarray(format="rgb24"))) > 50


def test_a_person_wider_than_the_clip_is_shown_whole_on_a_blurred_picture(tmp_path: Path) -> None:
    schedule = sets(1)
    times = frame_times(schedule.duration_s, 15)
    document = write(
        analysed("push_up", [exerciser("push_up", schedule)], times, Camera(yaw_deg=90)), tmp_path
    )
    data = ResultData.load(tmp_path)
    assert document.count == 1
    with av.open(str(export(data, tmp_path / "a.mp4", pictures=Dots(data, (640, 360))))) as container:
        picture = next(iter(container.decode(video=0))).to_ndarray(format="rgb24").astype(int)
    assert len(discs(picture)) > 50
    assert picture[30].max() < 60 < picture[640, 30].max()  # darker above


def test_what_cannot_be_shown_is_said(data: ResultData, nobody: ResultData, tmp_path: Path) -> None:
    with pytest.raises(SourceUnknownError, match="'clip' shows the video: say which it is"):
        export(data, tmp_path / "a.mp4")
    with pytest.raises(InvalidOptionsError, match=r"no repetition .9.; choose best, worst or a number"):
        export(data, tmp_path / "a.mp4", pictures=Dots(data), rep=9)
    with pytest.raises(InvalidOptionsError, match="Nothing was counted"):
        export(nobody, tmp_path / "a.mp4", pictures=Dots(nobody))
    other = tmp_path / "other.mp4"
    other.write_bytes(video())
    with pytest.raises(SourceUnknownError, match="not the video of this result"):
        export(data, tmp_path / "a.gif", pictures=VideoPictures(other, data))


def kept(wanted: Collection[int]) -> Mapping[int, bytes]:
    _, content = cv2.imencode(".jpg", np.full((405, 720, 3), 90, np.uint8))
    return dict.fromkeys(wanted, content.tobytes())


def test_a_job_makes_sheet_and_previews_of_the_pictures_that_it_kept(tmp_path: Path) -> None:
    schedule = sets(3)
    times = frame_times(schedule.duration_s, 30)
    analysis = analysed("squat", [exerciser("squat", schedule)], times, Camera())
    options = analysis.options.model_copy(update={"formats": tuple(JOB_FORMATS.split(","))})
    document = write(dataclasses.replace(analysis, options=options), tmp_path, frames=kept)
    found = {role: tmp_path / name for role, name in document.files.items() if role.startswith("export_")}
    assert set(found) == {"export_sheet", "export_gif", "export_webp"}
    with Image.open(found["export_sheet"]) as sheet, Image.open(tmp_path / "stills/001.jpg") as still:
        assert sheet.format == "JPEG"
        assert sheet.width > 3 * still.width * 300 / still.height  # in a row
    with Image.open(found["export_gif"]) as gif, Image.open(found["export_webp"]) as webp:
        assert (gif.size[0], webp.size[0]) == (360, 480)
        assert gif.n_frames > 20 and webp.n_frames > 20
