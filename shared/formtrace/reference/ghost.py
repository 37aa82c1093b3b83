"""The reference as a second skeleton in the picture, at the same moment of the movement as the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formtrace.motion.body import Motion
from formtrace.reference.compared import ComparedRepetition, ReferenceMatch
from formtrace.reference.series import PARTS, SEGMENTS, heading_rad
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton

Places = Mapping[str, Series]

_SIDES = ("left", "right")
_ANCHORS = ("ankle", "wrist", "hip", "shoulder")
_SLIGHT_DEG, _GROSS_DEG = 10.0, 45.0  # difference of a limb's direction: none to speak of, and all of it
_LIMBS = {"elbow": "upper_arm", "wrist": "forearm", "knee": "thigh", "ankle": "shank"}

JOINTS = tuple(
    f"{side}_{joint}" for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle") for side in _SIDES
)
"""The landmarks that a ghost has."""


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """The reference beside the person, over N frames.

    Attributes:
        xy_norm: (N, 12, 2) where the reference has each of :data:`JOINTS`, in the person's size and place,
            0..1 of the picture; NaN outside of repetitions.
        off: (N, 12) how far the limb that ends at each joint points elsewhere: 0 (less than 10 degrees) to
            1 (45 degrees and more); NaN outside of repetitions.
    """

    xy_norm: Series
    off: Series

    def of_landmarks(self, skeleton: Skeleton) -> tuple[Series, Series]:
        """The same as (N, K, 2) and (N, K), by the skeleton's landmarks."""
        count = len(skeleton)
        xy_norm, off = np.full((len(self.off), count, 2), np.nan), np.full((len(self.off), count), np.nan)
        at = [skeleton.index(name) for name in JOINTS]
        xy_norm[:, at], off[:, at] = self.xy_norm, self.off
        return xy_norm, off


def ghost_of(compared: ReferenceMatch, motion: Motion) -> Ghost:
    """The reference in the picture of the clip that was compared with it."""
    frames = len(motion.t_s)
    ghost = Ghost(np.full((frames, len(JOINTS), 2), np.nan), np.full((frames, len(JOINTS)), np.nan))
    heading = heading_rad(motion)
    for rep in compared.repetitions:
        inside = slice(rep.start, rep.end + 1)
        wanted, off = _followed(compared, rep, motion.t_s[inside])
        ghost.xy_norm[inside] = _placed(wanted, motion, inside, heading[inside])
        ghost.off[inside] = np.stack([off[:, _limb(name)] for name in JOINTS], axis=1)
    return ghost


def _limb(name: str) -> int:
    """The part of the pose that ends at a joint."""
    side, joint = name.split("_")
    return PARTS.index(f"{side}_{_LIMBS[joint]}" if joint in _LIMBS else "trunk")


def _followed(compared: ReferenceMatch, rep: ComparedRepetition, t_s: Series) -> tuple[Series, Series]:
    """The reference's poses (n, 10, 3) at the frames of a repetition, and (n, 10) how unlike each part is."""
    comparison = rep.match.comparison
    pattern = compared.pattern.mirrored() if rep.match.mirrored else compared.pattern
    difference = comparison.difference
    done = pattern.poses[comparison.samples] + difference
    if compared.other_view:
        done = done - difference.mean(axis=0)
    off_deg = _between_deg(pattern.poses[comparison.samples], done)
    off = np.clip((off_deg - _SLIGHT_DEG) / (_GROSS_DEG - _SLIGHT_DEG), 0.0, 1.0)
    sample = np.interp(t_s, comparison.times_s, comparison.samples)
    wanted = _interpolated(
        sample, np.arange(float(len(pattern.poses))), pattern.poses.reshape(len(pattern.poses), -1)
    )
    return wanted.reshape(-1, *pattern.poses.shape[1:]), _interpolated(t_s, comparison.times_s, off)


def _between_deg(one: Series, other: Series) -> Series:
    """(...,) angle between vectors (..., 3)."""
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    cosine = np.clip((one * other).sum(axis=-1) / np.maximum(lengths, 1e-9), -1.0, 1.0)
    angle: Series = np.degrees(np.arccos(cosine))
    return angle


def _interpolated(at: Series, known: Series, values: Series) -> Series:
    return np.stack([np.interp(at, known, column) for column in values.T], axis=1)


def _placed(wanted: Series, motion: Motion, inside: slice, heading: Series) -> Series:
    """(n, 12, 2) the poses in the picture, with the person's limbs, standing where the person stands."""
    metres = (
        1.0 / motion.metres_per_height[inside, None] * [1.0 / motion.aspect, -1.0]
    )  # to the picture's own
    vectors = {
        part: _seen(wanted[:, number], heading) * _length_m(motion, number) * metres
        for number, part in enumerate(PARTS[: len(SEGMENTS)])
    }
    own = {name: motion.xy_norm[inside, motion.skeleton.index(name)] for name in JOINTS}
    places = _joined(vectors, own)
    shift = _anchor(own, places)
    return np.stack([places[name] + shift for name in JOINTS], axis=1)


def _seen(vectors: Series, heading: Series) -> Series:
    """(n, 2) unit vectors as the camera sees them, x right, y up, of vectors (n, 3) in the person's axes."""
    across = vectors[:, 0] * np.cos(heading) - vectors[:, 2] * np.sin(heading)
    length = np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)
    seen: Series = np.stack([across, vectors[:, 1]], axis=1) / length[:, None]
    return seen


def _length_m(motion: Motion, number: int) -> float:
    """The person's own length of a segment, metres."""
    start, end = (_metres(motion, name) for name in SEGMENTS[number])
    return float(np.nanmedian(np.linalg.norm(end - start, axis=1)))


def _metres(motion: Motion, name: str) -> Series:
    names = [f"{side}_{name[4:]}" for side in _SIDES] if name.startswith("mid_") else [name]
    position: Series = motion.world_m[:, [motion.skeleton.index(each) for each in names]].mean(axis=1)
    return position


def _joined(vectors: Places, own: Places) -> dict[str, Series]:
    """From the hips to the hands and feet; hips and shoulders are as wide as the person shows them."""
    places: dict[str, Series] = {}
    middle = {joint: (own[f"left_{joint}"] + own[f"right_{joint}"]) / 2 for joint in ("hip", "shoulder")}
    for side in _SIDES:
        places[f"{side}_hip"] = own[f"{side}_hip"]
        half = own[f"{side}_shoulder"] - middle["shoulder"]
        places[f"{side}_shoulder"] = middle["hip"] + vectors["trunk"] + half
        for start, part, end in (
            ("shoulder", "upper_arm", "elbow"),
            ("elbow", "forearm", "wrist"),
            ("hip", "thigh", "knee"),
            ("knee", "shank", "ankle"),
        ):
            places[f"{side}_{end}"] = places[f"{side}_{start}"] + vectors[f"{side}_{part}"]
    return places


def _anchor(own: Places, places: Places) -> Series:
    """(n, 2) what moves the reference onto the person, at the joints that move least in the picture."""
    middles = {
        joint: [(of[f"left_{joint}"] + of[f"right_{joint}"]) / 2 for of in (own, places)]
        for joint in _ANCHORS
    }
    still = min(
        _ANCHORS, key=lambda joint: float(np.nan_to_num(middles[joint][0].std(axis=0).sum(), nan=np.inf))
    )
    shift: Series = middles[still][0] - middles[still][1]
    return shift
