"""Frames in, people out: decoding runs ahead in a thread of its own while the network works."""

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
from formtrace.pose.search import PeopleFinder
from formtrace.pose.spec import ModelSpec, load_spec
from formtrace.pose.tracker import PoseTracker
from formtrace.pose.tracks import Tracks

_FRAMES_AHEAD = 4


class PoseEstimator:
    """A pose model, loaded once and used for any number of clips; or, if ``precise``, of photos."""

    def __init__(self, variant: str, models: Path, threads: int = 1, *, precise: bool = False) -> None:
        self.spec: ModelSpec = load_spec(variant)
        scale, self._min_presence = self.spec.region_scale, self.spec.landmarks.min_presence
        detector = PersonDetector(self.spec.detector, scale, models, threads)
        self._estimator = LandmarkEstimator(self.spec.landmarks, scale, models, threads, precise=precise)
        self.model = (self.spec.name, _sha256(models / self.spec.landmarks.network(precise=precise)))
        self._finder = PeopleFinder(detector, self._estimator, self._min_presence)

    def look(self, frame: Frame, geometry: Geometry) -> Tracks:
        """Everybody in one picture, by a ``precise`` model; :meth:`track` has no time for its heatmaps."""
        people = self._finder.find(frame, geometry, thorough=True)
        precise = [self._estimator.estimate_precisely(frame, geometry, person.region) for person in people]
        seen = [(frame.index, track, person) for track, person in enumerate(precise)]
        return Tracks.from_people(self.model, seen, geometry.display_width, geometry.display_height)

    def track(self, frames: Iterable[Frame], geometry: Geometry, interval: int) -> Tracks:
        """Everybody in ``frames``, which begin at a multiple of ``interval``."""
        tracker = PoseTracker(self._finder, self._estimator, self._min_presence, geometry, interval)
        with closing(prefetch(frames, _FRAMES_AHEAD)) as buffered:
            seen = list(tracker.follow(buffered))
        return Tracks.from_people(self.model, seen, geometry.display_width, geometry.display_height)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prefetch(frames: Iterable[Frame], limit: int) -> Generator[Frame]:
    """Iterate over ``frames`` in a thread, at most ``limit`` ahead of the consumer; errors come through."""
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
