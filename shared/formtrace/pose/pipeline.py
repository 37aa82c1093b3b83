"""Frames in, tracks out; the next frames are decoded in a thread while the network runs."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.detector import PersonDetector
from formtrace.pose.landmarks import LandmarkEstimator
from formtrace.pose.person_search import PersonFinder
from formtrace.pose.spec import ModelSpec, load_spec
from formtrace.pose.tracker import PoseTracker
from formtrace.pose.tracks import Tracks

_PREFETCHED_FRAMES = 4


class PoseEstimator:
    """A pose model, loaded once and used for any number of clips; ``with_heatmaps``, for photos."""

    def __init__(self, variant: str, models: Path, threads: int = 1, *, with_heatmaps: bool = False) -> None:
        self.spec: ModelSpec = load_spec(variant)
        scale, self._min_presence = self.spec.roi_scale, self.spec.landmarks.min_presence
        detector = PersonDetector(self.spec.detector, scale, models, threads)
        self._estimator = LandmarkEstimator(
            self.spec.landmarks, scale, models, threads, with_heatmaps=with_heatmaps
        )
        self.model = (
            self.spec.name,
            _sha256(models / self.spec.landmarks.network(with_heatmaps=with_heatmaps)),
        )
        self._finder = PersonFinder(detector, self._estimator, self._min_presence)

    def detect(self, frame: Frame, geometry: Geometry) -> Tracks:
        """Everyone in one picture, heatmap-refined; only for a model loaded ``with_heatmaps``."""
        people = self._finder.find(frame, geometry, thorough=True)
        refined = [self._estimator.estimate_with_heatmaps(frame, geometry, person.roi) for person in people]
        seen = [(frame.index, track, person) for track, person in enumerate(refined)]
        return Tracks.from_observations(self.model, seen, geometry.display_width, geometry.display_height)

    def track(self, frames: Iterable[Frame], geometry: Geometry, interval: int) -> Tracks:
        """Everyone in ``frames``, which begin at a multiple of ``interval``."""
        tracker = PoseTracker(self._finder, self._estimator, self._min_presence, geometry, interval)
        with closing(prefetch(frames, _PREFETCHED_FRAMES)) as buffered:
            seen = list(tracker.track(buffered))
        return Tracks.from_observations(self.model, seen, geometry.display_width, geometry.display_height)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prefetch(frames: Iterable[Frame], limit: int) -> Generator[Frame]:
    """Iterate over ``frames`` in a thread, at most ``limit`` ahead; its errors are raised here."""
    waiting: queue.Queue[Frame | BaseException | None] = queue.Queue(limit)
    stopped = threading.Event()

    def put(item: Frame | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def produce() -> None:
        try:
            for frame in frames:
                put(frame)
                if stopped.is_set():
                    return
        except BaseException as error:
            put(error)
        else:
            put(None)

    thread = threading.Thread(target=produce, name="decode", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        thread.join()
