"""The whole analysis in one process, on the demo clip, with the real models.

In the clip a man on the flat roof of a shed does two jumping jacks, walks a little and leaps down with a
somersault; a passer-by walks in front. Places and times were read off its pictures by eye.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from formtrace.in_process import Workers, analyse_image, analyse_video
from formtrace.options import AnalysisOptions
from formtrace.results.document import ResultDocument
from formtrace.skeletons import load_skeleton

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("models_dir")]

ROOF_Y = 0.455  # of the picture's height
JUMP_TURNS_S = (0.8, 1.95)
LEAPS_AT_S = 4.3
HIPS, ANKLES = [23, 24], [27, 28]


@dataclass(frozen=True)
class Run:
    """One analysis and where its files are."""

    document: ResultDocument
    folder: Path
    chunks: int

    @property
    def keypoints(self) -> dict[str, np.ndarray]:
        with np.load(self.folder / "keypoints.npz", allow_pickle=False) as stored:
            return dict(stored)

    def comparable(self) -> dict[str, object]:
        """The result document without what may differ from run to run."""
        document = json.loads((self.folder / "result.json").read_text())
        return {name: value for name, value in document.items() if name not in ("timings", "job_id")}


def analyse(clip: Path, folder: Path, workers: int = 2, **options: object) -> Run:
    chunks = {}

    def note(stage: str, done: int, total: int) -> None:
        chunks[stage] = total

    document = analyse_video(clip, folder, AnalysisOptions(**options), Workers(workers), note)
    return Run(document, folder, chunks["pose"])


@pytest.fixture(scope="module")
def whole(demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The clip with everything switched on."""
    folder = tmp_path_factory.mktemp("whole")
    return analyse(demo_clip, folder, exercise="jumping_jack", export=True, angles=True, chunk_s=4)


def test_two_jumping_jacks(whole: Run) -> None:
    document = whole.document
    assert (document.status, document.exercise, document.unit, document.count) == (
        "completed",
        "jumping_jack",
        "reps",
        2,
    )
    np.testing.assert_allclose([rep.peak_s for rep in document.reps], JUMP_TURNS_S, atol=0.15)
    assert all(rep.side == "both" for rep in document.reps)


def test_the_man_on_the_roof_not_the_passer_by(whole: Run) -> None:
    keypoints = whole.keypoints
    up_there = keypoints["t_s"] < LEAPS_AT_S
    known = np.isfinite(keypoints["xy_norm"][:, 0, 0])
    assert known[keypoints["t_s"] < 3.5].all()
    hips = keypoints["xy_norm"][up_there & known][:, HIPS].mean(axis=1)
    assert (hips[:, 1] < ROOF_Y - 0.03).all()
    assert (np.abs(hips[:, 0] - 0.38) < 0.08).all()
    ankles = keypoints["xy_norm"][up_there & known][:, ANKLES, 1]
    np.testing.assert_allclose(ankles, ROOF_Y - 0.02, atol=0.06)
    assert whole.document.subject.people == 2
    assert {warning.code for warning in whole.document.quality.warnings} >= {"several_people"}


def test_keypoints_of_every_frame(whole: Run, demo_clip: Path) -> None:
    keypoints = whole.keypoints
    frames = whole.document.media.frames
    with av.open(str(demo_clip)) as container:
        stream = container.streams.video[0]
        times = sorted(float(p.pts * stream.time_base) for p in container.demux(stream) if p.pts is not None)
    assert frames == len(times) == 230
    np.testing.assert_allclose(keypoints["t_s"], np.array(times) - times[0], atol=1e-9)
    assert keypoints["xy_norm"].shape == (frames, 33, 2)
    assert keypoints["score"].shape == (frames, 33)
    assert keypoints["world_m"].shape == (frames, 33, 3)
    assert keypoints["names"].tolist() == list(load_skeleton().names)


def test_the_body_has_a_body_s_proportions(whole: Run) -> None:
    """Metres are metres: an adult's thigh, shank and trunk, while he jumps."""
    world = whole.keypoints["world_m"][:90].astype(float)
    names = load_skeleton()

    def length(one: str, other: str) -> float:
        return float(
            np.median(np.linalg.norm(world[:, names.index(one)] - world[:, names.index(other)], axis=-1))
        )

    for side in ("left", "right"):
        assert 0.3 < length(f"{side}_hip", f"{side}_knee") < 0.55
        assert 0.3 < length(f"{side}_knee", f"{side}_ankle") < 0.55
        assert 0.4 < length(f"{side}_hip", f"{side}_shoulder") < 0.65


def test_the_overlay_has_the_source_s_frames_and_times(whole: Run, demo_clip: Path) -> None:
    def times(path: Path) -> list[float]:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            return [float(frame.pts * stream.time_base) for frame in container.decode(stream)]

    source, overlay = times(demo_clip), times(whole.folder / "overlay.mp4")
    assert len(overlay) == len(source)
    np.testing.assert_allclose(np.diff(overlay), np.diff(source), atol=1e-3)
    with av.open(str(whole.folder / "overlay.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.width, context.height) == (1768, 994)


def test_every_file_that_is_named_is_there(whole: Run) -> None:
    roles = {"keypoints", "angles", "frames", "signal", "messages", "overlay", "still_001", "still_002"}
    assert set(whole.document.files) == roles
    present = {str(path.relative_to(whole.folder)) for path in whole.folder.rglob("*.*")}
    assert present == {"result.json", *whole.document.files.values()}
    stored = ResultDocument.model_validate_json((whole.folder / "result.json").read_text())
    assert stored == whole.document
    assert set(stored.timings) == {"split_s", "pose_s", "analyse_s", "render_s"}


@pytest.fixture(scope="module")
def there_and_back(demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo clip and then the same backwards, small, ten frames a second: long enough for many cuts."""
    path = tmp_path_factory.mktemp("clip") / "there_and_back.mp4"
    with av.open(str(demo_clip)) as source:
        every_third = islice(source.decode(video=0), 0, None, 3)
        pictures = [picture.reformat(640, 360, "yuv420p") for picture in every_third]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"g": "25", "bf": "2", "crf": "20"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for i, picture in enumerate([*pictures, *pictures[::-1]]):
            picture.pts, picture.time_base = i, Fraction(1, 10)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def cut(there_and_back: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """That clip, analysed with the small model in chunks of ``chunk_s`` by ``workers``."""
    made: dict[tuple[float, int], Run] = {}

    def make(chunk_s: float, workers: int = 2) -> Run:
        if (chunk_s, workers) not in made:
            made[chunk_s, workers] = analyse(
                there_and_back,
                tmp_path_factory.mktemp("cut"),
                workers,
                exercise="jumping_jack",
                model="lite",
                chunk_s=chunk_s,
            )
        return made[chunk_s, workers]

    return make


def assert_same(one: Run, other: Run) -> None:
    assert one.comparable() == other.comparable()
    for name in one.document.files.values():
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name


class TestTheAnswerDoesNotDependOnTheCut:
    @pytest.mark.parametrize(("chunk_s", "chunks"), [(8.0, 2), (2.5, 7), (0.1, 8)])
    def test_any_number_of_chunks(self, cut: Callable[..., Run], chunk_s: float, chunks: int) -> None:
        whole, pieces = cut(100.0), cut(chunk_s)
        assert (whole.chunks, pieces.chunks) == (1, chunks)
        assert_same(whole, pieces)

    def test_one_worker_or_two(self, cut: Callable[..., Run]) -> None:
        assert_same(cut(8.0, 1), cut(8.0, 2))

    def test_and_it_is_an_answer(self, cut: Callable[..., Run]) -> None:
        """The two jumps, at a third of the size and of the frames and with the small model."""
        document = cut(100.0).document
        assert document.model.name == "blazepose-lite"
        first_two = [rep.peak_s for rep in document.reps[:2]]
        np.testing.assert_allclose(first_two, JUMP_TURNS_S, atol=0.2)


def test_a_part_of_the_clip(demo_clip: Path, whole: Run, tmp_path: Path) -> None:
    part = analyse(demo_clip, tmp_path, exercise="jumping_jack", start_s=1.3, end_s=3.0)
    (rep,) = part.document.reps
    assert rep.peak_s == pytest.approx(JUMP_TURNS_S[1], abs=0.15)
    t_s = part.keypoints["t_s"]
    assert t_s[0] == pytest.approx(1.3, abs=0.04)
    assert t_s[-1] == pytest.approx(3.0, abs=0.04)
    everything = whole.keypoints
    same = np.searchsorted(everything["t_s"], t_s)
    inner = slice(8, -8)  # the filter feels the ends
    np.testing.assert_allclose(
        part.keypoints["xy_norm"][inner], everything["xy_norm"][same][inner], atol=0.004
    )


def test_a_photo_shows_what_the_video_shows(demo_clip: Path, whole: Run, tmp_path: Path) -> None:
    at = 45
    with av.open(str(demo_clip)) as container:
        picture = next(frame for i, frame in enumerate(container.decode(video=0)) if i == at)
        picture.to_image().save(tmp_path / "frame.png")
    document = analyse_image(tmp_path / "frame.png", tmp_path / "out", AnalysisOptions())
    assert document.source == "image"
    assert document.keypoints is not None
    assert [point.name for point in document.keypoints] == list(load_skeleton().names)
    found = np.array([(point.x, point.y) for point in document.keypoints]) * [1768 / 994, 1]
    expected = whole.keypoints["xy_norm"][at] * [1768 / 994, 1]
    torso = np.linalg.norm(expected[[11, 12]].mean(axis=0) - expected[[23, 24]].mean(axis=0))
    error = np.linalg.norm(found - expected, axis=1) / torso
    assert error[[0, 11, 12, 23, 24, 25, 26, 27, 28]].max() < 0.15
    assert np.median(error) < 0.1
    assert document.angles is not None
    assert {angle.name for angle in document.angles} >= {"left_knee", "right_elbow"}
    overlay = np.asarray(Image.open(tmp_path / "out" / "overlay.jpg").convert("RGB")).astype(int)
    original = np.asarray(Image.open(tmp_path / "frame.png").convert("RGB")).astype(int)
    assert overlay.shape == original.shape
    changed = np.argwhere(np.abs(overlay - original).max(axis=-1) > 20) / overlay.shape[:2]
    assert len(changed)
    low, high = changed.min(axis=0), changed.max(axis=0)
    assert low[1] > expected[:, 0].min() / (1768 / 994) - 0.05
    assert high[0] < expected[:, 1].max() + 0.05


@pytest.fixture
def empty_room(tmp_path: Path) -> Path:
    """Two seconds of a wall with a lamp that moves."""
    path = tmp_path / "room.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=15)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for i in range(30):
            picture = np.full((240, 320, 3), 150, np.uint8)
            picture[40:60, 5 * i : 5 * i + 20] = 255
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = i, Fraction(1, 15)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("exercise", ["squat", "plank"])
def test_nobody_is_a_result_and_a_warning(empty_room: Path, tmp_path: Path, exercise: str) -> None:
    run = analyse(empty_room, tmp_path / "out", exercise=exercise, export=True, model="lite")
    assert (run.document.status, run.document.count) == ("completed", 0)
    assert [warning.code for warning in run.document.quality.warnings] == ["no_person"]
    assert run.keypoints["xy_norm"].shape == (30, 33, 2)
    assert np.isnan(run.keypoints["xy_norm"]).all()
    with av.open(str(run.folder / "overlay.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 30


def test_a_photo_of_nobody(tmp_path: Path) -> None:
    Image.new("RGB", (320, 240), (150, 140, 130)).save(tmp_path / "wall.jpg")
    document = analyse_image(tmp_path / "wall.jpg", tmp_path / "out", AnalysisOptions(model="lite"))
    assert (document.status, document.keypoints, document.angles) == ("completed", (), ())
    assert [warning.code for warning in document.quality.warnings] == ["no_person"]


def test_the_command_itself(demo_clip: Path, tmp_path: Path) -> None:
    """As a person calls it, from somewhere else, on a file with a difficult name."""
    clip = tmp_path / "my clip (1) é+.mp4"
    shutil.copy(demo_clip, clip)
    command = shutil.which("formtrace", path=str(Path(sys.executable).parent))
    assert command is not None
    options = ["--exercise", "Jumping-Jacks", "--model", "lite", "--end", "3", "--json", "--out", "out"]
    done = subprocess.run(
        [command, "analyze", clip.name, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    document = ResultDocument.model_validate_json(done.stdout)
    assert (document.exercise, document.count) == ("jumping_jack", 2)
    assert (tmp_path / "out" / "result.json").exists()
