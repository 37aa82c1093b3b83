"""Follow people through frames, starting afresh at fixed frame indices.

A segment is the run of frames between two restarts. What is found in it depends on its own frames alone, so
that a clip gives the same keypoints however it was cut into chunks of whole segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.landmarks import LandmarkEstimator, Person
from formtrace.pose.region import Region
from formtrace.pose.search import PeopleFinder, is_new

_TRACKS_PER_SEGMENT = 1000
_SEARCHES_PER_SEGMENT = 8
_CLEAR = 0.5  # quality from which a person counts as seen well

Observation = tuple[int, int, Person]  # frame index, track id, who was seen


def redetection_interval(fps: float) -> int:
    """Frames between two restarts: two seconds, less at high rates, where more frames are held."""
    return min(60, max(8, round(2 * fps)))


@dataclass
class _Segment:
    """The state of one segment.

    Attributes:
        following: where to look next for each track.
        most: how many people there were at most.
        unsure: the latest frames in which nobody was seen well; whoever is found is followed back into them.
    """

    number: int
    following: dict[int, Region] = field(default_factory=dict)
    started: int = 0
    most: int = 0
    unsure: list[Frame] = field(default_factory=list)

    def start(self, region: Region) -> int:
        track = self.number * _TRACKS_PER_SEGMENT + self.started
        self.started += 1
        self.following[track] = region
        return track


class PoseTracker:
    """Follows the people that a :class:`PeopleFinder` finds, forwards and, where it found them late, back."""

    def __init__(
        self,
        finder: PeopleFinder,
        estimator: LandmarkEstimator,
        min_presence: float,
        geometry: Geometry,
        interval: int,
    ) -> None:
        self._finder = finder
        self._estimator = estimator
        self._min_presence = min_presence
        self._geometry = geometry
        self._interval = interval
        self._search_every = max(1, interval // _SEARCHES_PER_SEGMENT)

    def follow(self, frames: Iterable[Frame]) -> Iterator[Observation]:
        """Observations in ``frames``, which must begin at a restart and come in order without gaps."""
        segment = _Segment(-1)
        for frame in frames:
            number, offset = divmod(frame.index, self._interval)
            if number != segment.number:
                segment = _Segment(number)
            yield from self._step(segment, frame, offset)

    def _step(self, segment: _Segment, frame: Frame, offset: int) -> Iterator[Observation]:
        seen = self._continue(segment, frame)
        wanting = not _anyone_clear(seen) or len(seen) < segment.most
        if offset == 0 or (wanting and offset % self._search_every == 0):
            for person in self._finder.find(frame, self._geometry, thorough=offset == 0):
                if is_new(person, seen.values()):
                    track = segment.start(person.next_region)
                    seen[track] = person
                    yield from self._back(track, person.next_region, segment.unsure)
        segment.most = max(segment.most, len(seen))
        if _anyone_clear(seen):
            segment.unsure.clear()
        else:
            segment.unsure.append(frame)
        for track, person in seen.items():
            yield frame.index, track, person

    def _continue(self, segment: _Segment, frame: Frame) -> dict[int, Person]:
        """Look where everybody was going; two tracks that meet on one person become one."""
        seen: dict[int, Person] = {}
        for track, region in list(segment.following.items()):
            person = self._estimator.estimate(frame, self._geometry, region)
            if person.presence >= self._min_presence and is_new(person, seen.values()):
                seen[track] = person
                segment.following[track] = person.next_region
            else:
                del segment.following[track]
        return seen

    def _back(self, track: int, region: Region, frames: list[Frame]) -> Iterator[Observation]:
        """Follow somebody back through ``frames``, as far as they can be seen."""
        for frame in reversed(frames):
            person = self._estimator.estimate(frame, self._geometry, region)
            if person.presence < self._min_presence:
                return
            yield frame.index, track, person
            region = person.next_region


def _anyone_clear(seen: dict[int, Person]) -> bool:
    return any(person.quality >= _CLEAR for person in seen.values())
