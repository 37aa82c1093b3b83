"""Warnings about a recording."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formtrace.exercises.schema import Exercise
from formtrace.motion.body import VISIBLE, Motion
from formtrace.motion.subject import Subject
from formtrace.results.document import Quality, QualityWarning
from formtrace.texts import Language, TextTable, texts

_FULL_COVERAGE = 0.9
_CROPPED_SHARE = 0.3
_SLOW_FPS = 12.0
_LIMBS = ("elbow", "wrist", "knee", "ankle")


def quality_of(
    motion: Motion,
    subject: Subject,
    fps: float,
    language: Language,
    *,
    ground_moves: bool = False,
    on_its_side: bool = False,
    missing: tuple[str, ...] = (),
    picture_changes: bool = False,
    other_exercise: Exercise | None = None,
    habits: tuple[str, ...] = (),
    assumed_speed: float | None = None,
) -> Quality:
    """Look for what limits the analysis, and say it in ``language``.

    ``ground_moves`` concerns jumps; ``on_its_side``: the picture had to be turned upright; ``missing``:
    landmarks of the exercise that the pose model does not have; ``picture_changes``: the picture has another
    size or turn from some frame on; ``other_exercise`` is much likelier than the one that was asked for;
    ``assumed_speed``: of slow motion that does not say so; ``habits``: conditions of the exercise that all
    repetitions break alike.
    """
    table = texts(language)

    def warning(code: str, **values: object) -> QualityWarning:
        return QualityWarning(code=code, text=table.quality[code].format(**values))

    if not motion.seen.any():
        return Quality(warnings=(warning("no_person"),))
    of_picture = {"picture_on_its_side": on_its_side, "picture_changes": picture_changes}
    found = [warning(code) for code, holds in of_picture.items() if holds]
    likelier = None if other_exercise is None else other_exercise.name[language]
    found += _of_counting(table.quality, likelier, habits)
    if assumed_speed is not None:
        found.append(warning("slow_motion_assumed", factor=assumed_speed))
    if subject.coverage < _FULL_COVERAGE:
        found.append(warning("gaps", percent=round(100 * (1 - subject.coverage))))
    if cropped := _cropped(motion):
        found.append(warning("body_cropped", parts=", ".join(table.parts[part] for part in cropped)))
    if float(np.nanmean(motion.visibility)) < VISIBLE:
        found.append(warning("unclear"))
    if 0 < fps < _SLOW_FPS:  # a photo has none
        found.append(warning("low_frame_rate", fps=fps))
    if ground_moves:
        found.append(warning("camera_moves"))
    if subject.people > 1:
        found.append(warning("several_people", people=subject.people))
    return Quality(warnings=(*found, *_of_model(table, motion.has_depth, missing)))


def _of_model(table: TextTable, has_depth: bool, missing: tuple[str, ...]) -> list[QualityWarning]:
    """What the pose model does not give."""
    found = [] if has_depth else ["model_without_depth"]
    found += ["model_without_landmarks"] if missing else []
    parts = ", ".join(table.parts[part] for part in missing)
    return [QualityWarning(code=code, text=table.quality[code].format(parts=parts)) for code in found]


def _of_counting(
    quality: Mapping[str, str], other_exercise: str | None, habits: tuple[str, ...]
) -> list[QualityWarning]:
    """What the counts say of the exercise that was asked for."""
    values = {
        "other_exercise_likely": {"exercise": other_exercise} if other_exercise else {},
        "counted_all_the_same": {"conditions": ", ".join(habits)} if habits else {},
    }
    return [
        QualityWarning(code=code, text=quality[code].format(**each)) for code, each in values.items() if each
    ]


def _cropped(motion: Motion) -> list[str]:
    """Limbs of which both sides are outside the picture for a good part of the time."""
    return [part for part in _LIMBS if _share_hidden(part, motion) >= _CROPPED_SHARE]


def _share_hidden(part: str, motion: Motion) -> float:
    pair = [motion.skeleton.index(f"{side}_{part}") for side in ("left", "right")]
    outside = np.abs(motion.xy_norm[:, pair][motion.seen] - 0.5).max(axis=-1) > 0.5
    return float(outside.all(axis=1).mean())
