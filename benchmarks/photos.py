"""The annotated photos, their joints under the names of COCO."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

COCO_JOINTS = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee",
    "right_knee", "left_ankle", "right_ankle",
)  # fmt: skip
_MPII_JOINTS = (
    "right_ankle", "right_knee", "right_hip", "left_hip", "left_knee", "left_ankle", "pelvis", "thorax",
    "neck", "head_top", "right_wrist", "right_elbow", "right_shoulder", "left_shoulder", "left_elbow",
    "left_wrist",
)  # fmt: skip
_TORSO = [COCO_JOINTS.index(f"{side}_{joint}") for joint in ("shoulder", "hip") for side in ("left", "right")]
_MIN_JOINTS = 6
_BODY_SHARE_OF_BOX = 0.53  # of a person's box, where no outline is annotated; as usual for OKS


@dataclass(frozen=True, slots=True)
class AnnotatedPerson:
    """One person: (17, 2) joints in pixels, NaN where not annotated; box x, y, width, height; area in px²."""

    xy_px: NDArray[np.float64]
    box_px: tuple[float, float, float, float]
    area_px: float

    @property
    def torso_px(self) -> float:
        """Middle of the shoulders to middle of the hips; NaN unless all four are annotated."""
        left_shoulder, right_shoulder, left_hip, right_hip = self.xy_px[_TORSO]
        return float(np.hypot(*((left_shoulder + right_shoulder - left_hip - right_hip) / 2)))


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo and the people in it who have enough joints annotated to be judged by."""

    path: Path
    people: tuple[AnnotatedPerson, ...]


def annotated_photos(folder: Path) -> list[Photo]:
    """The photos of ``images/coco`` and ``images/other``."""
    coco = folder / "images" / "coco"
    found = [*_of_file(coco / "person_keypoints_subset.json", coco, "")]
    other = folder / "images" / "other"
    for path in sorted(other.glob("*.json")):
        found += _of_file(path, other, path.name.partition("__")[0] + "__")
    by_path: dict[Path, Photo] = {}
    for photo in found:
        if photo.people and photo.path.is_file():
            by_path.setdefault(photo.path, photo)
    return list(by_path.values())


def _of_file(annotations: Path, folder: Path, prefix: str) -> Iterator[Photo]:
    content = json.loads(annotations.read_text(encoding="utf-8"))
    if isinstance(content, list):
        yield from _mpii(content, folder, prefix)
        return
    joints = [name.lower().replace(" ", "_") for name in content["categories"][0]["keypoints"]]
    for image in content["images"]:
        name = image["file_name"].removeprefix("HumanArt/images/").replace("/", "__")
        people = [_coco(a, joints) for a in content["annotations"] if a["image_id"] == image["id"]]
        yield Photo(folder / f"{prefix}{name}", _judged(people))


def _coco(annotation: dict[str, Any], joints: Sequence[str]) -> AnnotatedPerson | None:
    if annotation.get("iscrowd"):
        return None
    x, y, width, height = (float(v) for v in annotation["bbox"])
    labelled = np.array(annotation["keypoints"], dtype=np.float64).reshape(-1, 3)
    area_px = float(annotation.get("area") or width * height * _BODY_SHARE_OF_BOX)
    return AnnotatedPerson(_as_coco(labelled, joints), (x, y, width, height), area_px)


def _mpii(entries: list[dict[str, Any]], folder: Path, prefix: str) -> Iterator[Photo]:
    """One entry a person; the box is that of the joints."""
    for name in dict.fromkeys(entry["image"] for entry in entries):
        people = []
        for entry in entries:
            if entry["image"] == name:
                xy, seen = np.array(entry["joints"]), np.array(entry["joints_vis"])[:, None]
                low, high = xy[seen[:, 0] > 0].min(axis=0), xy[seen[:, 0] > 0].max(axis=0)
                x, y, width, height = (float(v) for v in (*low, *(high - low)))
                joints = _as_coco(np.hstack([xy, seen]), _MPII_JOINTS)
                people.append(
                    AnnotatedPerson(joints, (x, y, width, height), width * height * _BODY_SHARE_OF_BOX)
                )
        yield Photo(folder / f"{prefix}{name}", _judged(people))


def _as_coco(labelled: NDArray[np.float64], joints: Sequence[str]) -> NDArray[np.float64]:
    """(17, 2) from (J, 3) x, y, labelled; NaN where a joint is missing."""
    xy_px = np.full((len(COCO_JOINTS), 2), np.nan)
    for name, (x, y, label) in zip(joints, labelled, strict=False):
        if name in COCO_JOINTS and label > 0:
            xy_px[COCO_JOINTS.index(name)] = x, y
    return xy_px


def _judged(people: Sequence[AnnotatedPerson | None]) -> tuple[AnnotatedPerson, ...]:
    return tuple(p for p in people if p and np.isfinite(p.xy_px[:, 0]).sum() >= _MIN_JOINTS)
