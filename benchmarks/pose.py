"""``python -m benchmarks.pose``: keypoints on annotated photos, beside the ``mediapipe`` package's own.

Two questions, both asked of both in the same way. *Whole photo*: whom does it choose and how well does it
place that person's joints? The chosen person is compared with the annotated one who is most like it.
*Given person*: each annotated person's box, padded, is cut out and shown alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import BUILD, data_folder
from benchmarks.mediapipe_env import COMPLEXITY, run_worker
from benchmarks.photos import AnnotatedPerson, annotated_photos
from benchmarks.scoring import coco_joints, oks, pck
from benchmarks.tables import table
from formtrace.analysis.still_image import analyse_still
from formtrace.media.photo import decode_photo
from formtrace.options import AnalysisOptions
from formtrace.pose.pipeline import load_estimator

Picture = NDArray[np.uint8]
Joints = NDArray[np.float64]  # (17, 2) pixels, NaN where no person was found

_CLEARLY = 0.02  # difference of OKS
_PADDING = 0.25  # of the box's width and height, on each side


@dataclass(frozen=True, slots=True)
class Question:
    """A picture and the people one of whom the answer is compared with; they are placed in that picture."""

    picture: Picture
    people: tuple[AnnotatedPerson, ...]

    def scores(self, answer: Joints) -> tuple[float, float, float]:
        """PCK and OKS against the person who is most like the answer, and whether anybody was found.

        Where no person was found, all joints of the largest person are wrong.
        """
        nearest = max(self.people, key=lambda person: (oks(person, answer), person.area_px))
        return pck(nearest, answer), oks(nearest, answer), float(np.isfinite(answer).any())


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pose", description=__doc__)
    parser.add_argument("--models", nargs="+", choices=list(COMPLEXITY), default=list(COMPLEXITY))
    options = parser.parse_args(arguments)
    photos = [(photo, decode_photo(photo.path)) for photo in annotated_photos(data_folder())]
    questions = {
        "whole photo": [Question(picture, photo.people) for photo, picture in photos],
        "given person": [cut_out(picture, person) for photo, picture in photos for person in photo.people],
    }
    rows = []
    for variant in options.models:
        for title, asked in questions.items():
            pictures = {f"{i:04d}": question.picture for i, question in enumerate(asked)}
            ours, theirs = (
                np.array(
                    [question.scores(answers[name]) for name, question in zip(pictures, asked, strict=True)]
                )
                for answers in (_ours(pictures, variant), _mediapipe(pictures, variant))
            )
            for who, own, other in (("formtrace", ours, theirs), ("mediapipe", theirs, ours)):
                rows.append((f"{variant}, {title}", who, *_summary(own, other)))
    print(f"{len(photos)} photos, {sum(len(photo.people) for photo, _ in photos)} people.\n")
    header = ("PCK@0.2", "OKS", "OKS > 0.5", "no person", "both found: PCK@0.2", "OKS", "better")
    print(table(("", "", "pictures", *header), rows))
    return 0


def cut_out(picture: Picture, person: AnnotatedPerson) -> Question:
    """The person's padded box alone, and the person in its coordinates."""
    height, width = picture.shape[:2]
    x, y, w, h = person.box_px
    left, top = max(0, int(x - _PADDING * w)), max(0, int(y - _PADDING * h))
    right, bottom = min(width, int(x + (1 + _PADDING) * w)), min(height, int(y + (1 + _PADDING) * h))
    moved = AnnotatedPerson(person.xy_px - [left, top], (x - left, y - top, w, h), person.area_px)
    return Question(np.ascontiguousarray(picture[top:bottom, left:right]), (moved,))


def _ours(pictures: Mapping[str, Picture], variant: str) -> dict[str, Joints]:
    """The subject that ``formtrace image`` reports."""
    estimator = load_estimator(variant, with_heatmaps=True)
    answers = {}
    for name, picture in pictures.items():
        motion = analyse_still(picture, AnalysisOptions(), estimator).motion
        height, width = picture.shape[:2]
        answers[name] = coco_joints(motion.xy_norm[0] * [width, height])
    return answers


def _mediapipe(pictures: Mapping[str, Picture], variant: str) -> dict[str, Joints]:
    BUILD.mkdir(parents=True, exist_ok=True)
    source, target = BUILD / "photos.npz", BUILD / "photos_mediapipe.npy"
    np.savez(source, allow_pickle=False, **pictures)
    run_worker("photos", source, target, COMPLEXITY[variant])
    return {name: coco_joints(found) for name, found in zip(pictures, np.load(target), strict=True)}


def _summary(own: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[object, ...]:
    """Means, also where both found a person; how often the OKS is clearly better than the other's."""
    similarity, both = own[:, 1], (own[:, 2] > 0) & (other[:, 2] > 0)
    return (
        len(own),
        f"{np.nanmean(own[:, 0]):.3f}",
        f"{similarity.mean():.3f}",
        f"{(similarity > 0.5).mean():.3f}",
        int((own[:, 2] == 0).sum()),
        f"{np.nanmean(own[both, 0]):.3f}",
        f"{similarity[both].mean():.3f}",
        int((similarity > other[:, 1] + _CLEARLY).sum()),
    )


if __name__ == "__main__":
    raise SystemExit(main())
