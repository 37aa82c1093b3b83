"""Skeletons as data: the landmarks of a pose model, how they mirror, connect and form angles.

One JSON file per skeleton lies beside this module. A landmark and an edge name the ``side`` of the body they
belong to (``left``, ``right`` or ``centre``, the person's own left) and the body ``part`` (``trunk``,
``limb``, ``hand``, ``foot``, ``face``, ``face_detail``): the overlay decides what a side or a part looks
like. Landmarks that several skeletons have carry the same name in all of them: exercises ask by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

BLAZEPOSE33 = "blazepose33"


@dataclass(frozen=True, slots=True)
class Landmark:
    """One named point of a skeleton."""

    name: str
    side: str
    part: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two landmarks, by index."""

    start: int
    end: int
    side: str
    part: str


@dataclass(frozen=True)
class Skeleton:
    """Landmarks in the model's order, the left/right pairs, the edges, and the angles by name.

    ``angles`` maps an angle's name to the indices (end, vertex, end) whose interior angle it is, ``aliases``
    the name of another skeleton's landmark to the one that stands for it here.
    """

    name: str
    landmarks: tuple[Landmark, ...]
    pairs: tuple[tuple[int, int], ...]
    edges: tuple[Edge, ...]
    angles: Mapping[str, tuple[int, int, int]]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.landmarks)

    def __reduce__(self) -> tuple[Any, ...]:
        return load_skeleton, (self.name,)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The landmarks' names in the model's order."""
        return tuple(landmark.name for landmark in self.landmarks)

    @cached_property
    def mirror(self) -> tuple[int, ...]:
        """For each landmark the index of its mirror image (itself when it is on the midline)."""
        other = dict(self.pairs) | {right: left for left, right in self.pairs}
        return tuple(other.get(index, index) for index in range(len(self)))

    def has(self, name: str) -> bool:
        """Whether there is a landmark, or a pair of them (``mid_hip``), of that name."""
        if name.startswith("mid_"):
            return all(self.has(f"{side}_{name.removeprefix('mid_')}") for side in ("left", "right"))
        return self.aliases.get(name, name) in self.names

    def index(self, name: str) -> int:
        """The index of the landmark called ``name``; ``ValueError`` when there is none."""
        return self.names.index(self.aliases.get(name, name))


@lru_cache(maxsize=8)
def load_skeleton(name: str = BLAZEPOSE33) -> Skeleton:
    """The skeleton of that name; ``FileNotFoundError`` when no data file has it."""
    text = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    return _parse(json.loads(text))


def skeleton_of(names: Sequence[str]) -> Skeleton:
    """The skeleton whose landmarks have these names in this order; ``ValueError`` when there is none."""
    for resource in resources.files(__name__).iterdir():
        if resource.name.endswith(".json"):
            skeleton = load_skeleton(resource.name.removesuffix(".json"))
            if skeleton.names == tuple(names):
                return skeleton
    raise ValueError(f"no skeleton has the landmarks {', '.join(names)}")


def _parse(document: dict[str, Any]) -> Skeleton:
    landmarks = tuple(Landmark(**entry) for entry in document["landmarks"])
    at = {landmark.name: index for index, landmark in enumerate(landmarks)}
    return Skeleton(
        name=document["name"],
        landmarks=landmarks,
        pairs=tuple((at[left], at[right]) for left, right in document["pairs"]),
        edges=tuple(
            Edge(at[edge["from"]], at[edge["to"]], edge["side"], edge["part"]) for edge in document["edges"]
        ),
        angles=MappingProxyType(
            {name: (at[a], at[vertex], at[b]) for name, (a, vertex, b) in document["angles"].items()}
        ),
        aliases=MappingProxyType(document.get("aliases", {})),
    )
