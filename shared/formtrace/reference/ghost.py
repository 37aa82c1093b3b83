"""The ghost: the reference as a second skeleton in the image, in step with the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formtrace.motion.body import Motion
from formtrace.reference.pose_series import PARTS, SEGMENTS, heading_rad
from formtrace.reference.reference_match import ComparedRepetition, ReferenceMatch
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton

Places = Mapping[str, Series]

_SIDES = ("left", "right")
_ANCHORS = ("ankle", "wrist", "hip", "shoulder")
_SLIGHT_DEG, _GROSS_DEG = 10.0, 45.0  # error of a limb's direction that is shown as 0, and as 1
_LIMBS = {"elbow": "upper_arm", "wrist": "forearm", "knee": "thigh", "ankle": "shank"}

JOINTS = tuple(
    f"{side}_{joint}" for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle") for side in _SIDES
)
"""The landmarks that a ghost has."""


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """The ghost over N frames.

    Attributes:
        xy_norm: (N, 12, 2) place of each of :data:`JOINTS` in the reference, scaled and moved onto the
            person, 0..1 of the image; NaN outside of repetitions.
        joint_error: (N, 12) of the direction of the limb that ends at each joint: 0 (less than 10 degrees)
            to 1 (45 degrees and more); NaN outside of repetitions.
    """

    xy_norm: Series
    joint_error: Series

    def of_landmarks(self, skeleton: Skeleton) -> tuple[Series, Series]:
        """The same as (N, K, 2) and (N, K), for each landmark of ``skeleton``; NaN for the others."""
        shape = (len(self.joint_error), len(skeleton))
        xy_norm, joint_error = np.full((*shape, 2), np.nan), np.full(shape, np.nan)
        at = [skeleton.index(name) for name in JOINTS]
        xy_norm[:, at], joint_error[:, at] = self.xy_norm, self.joint_error
        return xy_norm, joint_error


def ghost_of(compared: ReferenceMatch, motion: Motion) -> Ghost:
    """The ghost in the clip that was compared."""
    frames = len(motion.t_s)
    ghost = Ghost(np.full((frames, len(JOINTS), 2), np.nan), np.full((frames, len(JOINTS)), np.nan))
    heading = heading_rad(motion)
    for rep in compared.repetitions:
        inside = slice(rep.start, rep.end + 1)
        wanted, error = _warped(compared, rep, motion.t_s[inside])
        ghost.xy_norm[inside] = _placed(wanted, motion, inside, heading[inside])
        ghost.joint_error[inside] = np.stack([error[:, _limb(name)] for name in JOINTS], axis=1)
    return ghost


def _limb(name: str) -> int:
    """The part of the pose that ends at a joint."""
    side, joint = name.split("_")
    return PARTS.index(f"{side}_{_LIMBS[joint]}" if joint in _LIMBS else "trunk")


def _warped(compared: ReferenceMatch, rep: ComparedRepetition, t_s: Series) -> tuple[Series, Series]:
    """The template's poses (n, 10, 3) at the frames of a repetition, and each part's error (n, 10), 0..1."""
    comparison = rep.match.comparison
    template = compared.template.mirrored() if rep.match.mirrored else compared.template
    difference = comparison.difference
    done = template.poses[comparison.samples] + difference
    if compared.other_view:
        done = done - difference.mean(axis=0)
    error_deg = _between_deg(template.poses[comparison.samples], done)
    error = np.clip((error_deg - _SLIGHT_DEG) / (_GROSS_DEG - _SLIGHT_DEG), 0.0, 1.0)
    sample = np.interp(t_s, comparison.times_s, comparison.samples)
    wanted = _interpolated(
        sample, np.arange(float(len(template.poses))), template.poses.reshape(len(template.poses), -1)
    )
    return wanted.reshape(-1, *template.poses.shape[1:]), _interpolated(t_s, comparison.times_s, error)


def _between_deg(one: Series, other: Series) -> Series:
    """(...,) angle between vectors (..., 3)."""
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    cosine = np.clip((one * other).sum(axis=-1) / np.maximum(lengths, 1e-9), -1.0, 1.0)
    angle: Series = np.degrees(np.arccos(cosine))
    return angle


def _interpolated(at: Series, known: Series, values: Series) -> Series:
    return np.stack([np.interp(at, known, column) for column in values.T], axis=1)


def _placed(wanted: Series, motion: Motion, inside: slice, heading: Series) -> Series:
    """(n, 12, 2) the poses in the image, with the person's segment lengths and place."""
    metres = (
        1.0 / motion.metres_per_height[inside, None] * [1.0 / motion.aspect, -1.0]
    )  # to the picture's own
    vectors = {
        part: _projected(wanted[:, number], heading) * _length_m(motion, number) * metres
        for number, part in enumerate(PARTS[: len(SEGMENTS)])
    }
    own = {name: motion.xy_norm[inside, motion.skeleton.index(name)] for name in JOINTS}
    places = _joined(vectors, own)
    shift = _anchor(own, places)
    return np.stack([places[name] + shift for name in JOINTS], axis=1)


def _projected(vectors: Series, heading: Series) -> Series:
    """(n, 2) unit ``vectors`` (n, 3), in the person's axes, projected into the image: x right, y up."""
    across = vectors[:, 0] * np.cos(heading) - vectors[:, 2] * np.sin(heading)
    length = np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)
    seen: Series = np.stack([across, vectors[:, 1]], axis=1) / length[:, None]
    return seen


def _length_m(motion: Motion, number: int) -> float:
    """The person's length of a segment, metres."""
    start, end = (_metres(motion, name) for name in SEGMENTS[number])
    return float(np.nanmedian(np.linalg.norm(end - start, axis=1)))


def _metres(motion: Motion, name: str) -> Series:
    names = [f"{side}_{name[4:]}" for side in _SIDES] if name.startswith("mid_") else [name]
    position: Series = motion.world_m[:, [motion.skeleton.index(each) for each in names]].mean(axis=1)
    return position


def _joined(vectors: Places, own: Places) -> dict[str, Series]:
    """Joints from the hips to the hands and feet; hip and shoulder widths are the person's own."""
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
    """(n, 2) shift of the reference onto the person, by the joints that move least in the image."""
    middles = {
        joint: [(of[f"left_{joint}"] + of[f"right_{joint}"]) / 2 for of in (own, places)]
        for joint in _ANCHORS
    }
    still = min(
        _ANCHORS, key=lambda joint: float(np.nan_to_num(middles[joint][0].std(axis=0).sum(), nan=np.inf))
    )
    shift: Series = middles[still][0] - middles[still][1]
    return shift
