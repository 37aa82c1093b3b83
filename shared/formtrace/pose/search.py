"""Find people in a frame: a look at the whole picture, and closer looks where that is not enough."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from formtrace.clip.frame import Frame
from formtrace.clip.geometry import Geometry
from formtrace.pose.detector import Detection, PersonDetector
from formtrace.pose.landmarks import LandmarkEstimator, Person
from formtrace.pose.region import Region

MAX_PEOPLE = 4
SAME_PERSON_OVERLAP = 0.5
_MAX_LOOKS = 3  # at one person, until the crop no longer changes
_SETTLED_OVERLAP = 0.85
_LARGE = 0.7  # of the picture's short side: a region this large was seen well at the detector's resolution
_SURE = 0.8
_PLAUSIBLE = 0.45  # of the belief in the most believable person; less is a shadow or a tree
_FINE_SIDE = 0.5  # of the short side
_TILE_STEP = 0.5  # of a tile


class PeopleFinder:
    """Finds up to :data:`MAX_PEOPLE` people, without knowledge of other frames.

    The detector sees 224 x 224 pixels: in a wide picture a person who fills a third of its height is easily
    missed. When nobody large is found in the whole picture, squares of its short side are searched too, and
    when nobody is found in those, smaller ones.
    """

    def __init__(self, detector: PersonDetector, estimator: LandmarkEstimator, min_presence: float) -> None:
        self._detector = detector
        self._estimator = estimator
        self._min_presence = min_presence

    def find(self, frame: Frame, geometry: Geometry, thorough: bool) -> list[Person]:
        """People in ``frame``, the most believable first; ``thorough`` also looks for very small ones."""
        width, height = geometry.display_width, geometry.display_height
        short = float(min(width, height))
        found = self._detect(frame, geometry, [whole_picture(geometry)])
        if not any(d.score >= _SURE and d.region.size_px >= _LARGE * short for d in found):
            found = distinct(found + self._detect(frame, geometry, tiles(geometry, short)))
        people = self._look(frame, geometry, found)
        if not people and thorough:
            found = self._detect(frame, geometry, tiles(geometry, _FINE_SIDE * short))
            people = self._look(frame, geometry, found)
        return people

    def _detect(self, frame: Frame, geometry: Geometry, views: Iterable[Region]) -> list[Detection]:
        return distinct([d for view in views for d in self._detector.detect(frame, geometry, view)])

    def _look(self, frame: Frame, geometry: Geometry, found: list[Detection]) -> list[Person]:
        """The people at ``found`` whom the landmark network believes in, most believable first."""
        believed = [
            (detection.score * person.quality, person)
            for detection in found[: MAX_PEOPLE + 1]
            if (person := self._settle(frame, geometry, detection.region)).presence >= self._min_presence
        ]
        believed.sort(key=lambda pair: -pair[0])
        chosen: list[Person] = []
        for belief, person in believed:
            plausible = belief >= _PLAUSIBLE * believed[0][0]
            if plausible and is_new(person, chosen) and len(chosen) < MAX_PEOPLE:
                chosen.append(person)
        return chosen

    def _settle(self, frame: Frame, geometry: Geometry, region: Region) -> Person:
        """Look again with the crop that the landmarks themselves ask for, until it no longer changes."""
        person = self._estimator.estimate(frame, geometry, region)
        for _ in range(_MAX_LOOKS - 1):
            settled = person.next_region.overlap(person.region) >= _SETTLED_OVERLAP
            if person.presence < self._min_presence or (settled and person.region is not region):
                break
            person = self._estimator.estimate(frame, geometry, person.next_region)
        return person


def is_new(person: Person, known: Iterable[Person]) -> bool:
    """Whether ``person`` is nobody of ``known``."""
    return all(person.next_region.overlap(other.next_region) <= SAME_PERSON_OVERLAP for other in known)


def distinct(found: list[Detection]) -> list[Detection]:
    """Each person once, the surest detection of each, surest first."""
    kept: list[Detection] = []
    for detection in sorted(found, key=lambda detection: -detection.score):
        if all(detection.region.overlap(other.region) <= SAME_PERSON_OVERLAP for other in kept):
            kept.append(detection)
    return kept


def whole_picture(geometry: Geometry) -> Region:
    """The smallest upright square that holds the whole displayed picture."""
    width, height = geometry.display_width, geometry.display_height
    return Region(width / 2, height / 2, float(max(width, height)))


def tiles(geometry: Geometry, side_px: float) -> list[Region]:
    """Squares of ``side_px`` that cover the picture, each overlapping the next by about half."""
    columns, rows = (
        _centres(length, side_px) for length in (geometry.display_width, geometry.display_height)
    )
    return [Region(x, y, side_px) for y in rows for x in columns]


def _centres(length_px: float, side_px: float) -> list[float]:
    steps = int(np.ceil(max(0.0, length_px - side_px) / (_TILE_STEP * side_px)))
    return [float(c) for c in np.linspace(side_px / 2, max(side_px / 2, length_px - side_px / 2), steps + 1)]
