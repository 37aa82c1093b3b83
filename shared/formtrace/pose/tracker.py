"""Track people through frames, with detection from scratch at fixed frame indices.

A segment is the stretch of frames from one re-detection to the next. Its result depends on its own frames
alone, so a clip gives the same keypoints however it was cut into chunks of whole segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.landmarks import PoseLandmarks
from formtrace.pose.model import PoseModel
from formtrace.pose.person_search import PersonFinder, is_new
from formtrace.pose.roi import RotatedRoi

_TRACKS_PER_SEGMENT = 1000
_SEARCHES_PER_SEGMENT = 8
_CLEAR = 0.5  # confidence from which a person is seen clearly

Observation = tuple[int, int, PoseLandmarks]  # frame index, track id, landmarks


def redetection_interval(fps: float) -> int:
    """Frames between two re-detections: two seconds, less at high rates, where more frames are held."""
    return min(60, max(8, round(2 * fps)))


@dataclass
class _Segment:
    """The state of one segment.

    Attributes:
        rois: the next ROI of each track.
        most_people: the most people in one frame so far.
        searched: the latest of the places in the segment at which a search is due.
        unclear: the latest frames without a clearly seen person; a person who is found later is tracked
            backwards into them.
    """

    number: int
    rois: dict[int, RotatedRoi] = field(default_factory=dict)
    started: int = 0
    most_people: int = 0
    searched: int = -1
    unclear: list[Frame] = field(default_factory=list)

    def start(self, roi: RotatedRoi) -> int:
        track = self.number * _TRACKS_PER_SEGMENT + self.started
        self.started += 1
        self.rois[track] = roi
        return track


class PoseTracker:
    """Tracks the people whom a :class:`PersonFinder` finds; those found late, backwards too."""

    def __init__(
        self,
        finder: PersonFinder,
        model: PoseModel,
        geometry: Geometry,
        interval: int,
    ) -> None:
        self._finder = finder
        self._model = model
        self._geometry = geometry
        self._interval = interval
        self._search_every = max(1, interval // _SEARCHES_PER_SEGMENT)

    def track(self, frames: Iterable[Frame]) -> Iterator[Observation]:
        """Observations in ``frames``, which must begin at a re-detection and come in order."""
        segment = _Segment(-1)
        for frame in frames:
            number, offset = divmod(frame.index, self._interval)
            if number != segment.number:
                segment = _Segment(number)
            yield from self._step(segment, frame, offset)

    def _step(self, segment: _Segment, frame: Frame, offset: int) -> Iterator[Observation]:
        seen = self._continue(segment, frame)
        incomplete = not _anyone_clear(seen) or len(seen) < segment.most_people
        due = offset // self._search_every
        search_due, segment.searched = due > segment.searched, due
        if offset == 0 or (incomplete and search_due):
            for person in self._finder.find(frame, self._geometry, thorough=offset == 0):
                if is_new(person, seen.values()):
                    track = segment.start(person.next_roi)
                    seen[track] = person
                    yield from self._track_backwards(track, person.next_roi, segment.unclear)
        segment.most_people = max(segment.most_people, len(seen))
        if _anyone_clear(seen):
            segment.unclear.clear()
        else:
            segment.unclear.append(frame)
        for track, person in seen.items():
            yield frame.index, track, person

    def _continue(self, segment: _Segment, frame: Frame) -> dict[int, PoseLandmarks]:
        """Estimate each track in its next ROI; two tracks that meet on one person become one."""
        seen: dict[int, PoseLandmarks] = {}
        for track, roi in list(segment.rois.items()):
            person = self._model.estimate(frame, self._geometry, roi)
            if person.presence >= self._model.min_presence and is_new(person, seen.values()):
                seen[track] = person
                segment.rois[track] = person.next_roi
            else:
                del segment.rois[track]
        return seen

    def _track_backwards(self, track: int, roi: RotatedRoi, frames: list[Frame]) -> Iterator[Observation]:
        """Track a person backwards through ``frames`` while the network confirms them."""
        for frame in reversed(frames):
            person = self._model.estimate(frame, self._geometry, roi)
            if person.presence < self._model.min_presence:
                return
            yield frame.index, track, person
            roi = person.next_roi


def _anyone_clear(seen: dict[int, PoseLandmarks]) -> bool:
    return any(person.confidence >= _CLEAR for person in seen.values())
