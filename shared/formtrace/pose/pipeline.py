"""Frames in, tracks out; the next frames are decoded in a thread while the network runs."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from contextlib import closing

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.detector import PersonDetector
from formtrace.pose.first_use import provide_model
from formtrace.pose.model import OnnxPoseModel, PoseModel
from formtrace.pose.model_store import find_model, load_detector, models_dir
from formtrace.pose.person_search import PersonFinder
from formtrace.pose.tracker import Observation, PoseTracker
from formtrace.pose.tracks import Tracks

_PREFETCHED_FRAMES = 4


class PoseEstimator:
    """A person detector and a pose model, loaded once and used for any number of clips or photos."""

    def __init__(self, model: PoseModel, detector: PersonDetector) -> None:
        self.model = model
        self._finder = PersonFinder(detector, model)

    def detect(self, frame: Frame, geometry: Geometry) -> Tracks:
        """Everyone in one picture, refined where the model can."""
        people = self._finder.find(frame, geometry, thorough=True)
        refined = [self.model.estimate_refined(frame, geometry, person.roi) for person in people]
        return self._tracks(((frame.index, track, person) for track, person in enumerate(refined)), geometry)

    def track(self, frames: Iterable[Frame], geometry: Geometry, interval: int) -> Tracks:
        """Everyone in ``frames``, which begin at a multiple of ``interval``."""
        tracker = PoseTracker(self._finder, self.model, geometry, interval)
        with closing(prefetch(frames, _PREFETCHED_FRAMES)) as buffered:
            return self._tracks(tracker.track(buffered), geometry)

    def _tracks(self, seen: Iterable[Observation], geometry: Geometry) -> Tracks:
        identity = (self.model.name, self.model.sha256)
        size_px = (geometry.display_width, geometry.display_height)
        return Tracks.from_observations(identity, self.model.skeleton.name, seen, size_px)


def load_estimator(name: str, threads: int = 1, *, with_heatmaps: bool = False) -> PoseEstimator:
    """The estimator with the model of that name; ``with_heatmaps``, for photos.

    Raises:
        UnknownModelError: there is no such model, or its file is missing.
    """
    stored = find_model(name)
    provide_model(name, with_heatmaps=with_heatmaps)
    model = OnnxPoseModel(stored.spec, stored.folder, threads, with_heatmaps=with_heatmaps)
    return with_detector(model, stored.spec.detector, threads)


def with_detector(model: PoseModel, detector: str = "blazepose", threads: int = 1) -> PoseEstimator:
    """The estimator of a model of one's own, with a shipped person detector.

    Raises:
        UnknownModelError: the detector's file is missing.
    """
    spec = load_detector(detector)
    provide_model(None)
    return PoseEstimator(model, PersonDetector(spec, model.roi_scale, models_dir(), threads))


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
