"""Warnings about a recording, for the person who made it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion
from formtrace.motion.subject import Subject
from formtrace.results.document import Quality, QualityWarning

_FULL_COVERAGE = 0.9
_CLEAR = 0.5
_CROPPED_SHARE = 0.3
_SLOW_FPS = 12.0
_LIMBS = ("elbow", "wrist", "knee", "ankle")

_TEXTS = {
    "no_person": "Nobody was recognised; film one person as a whole, in good light.",
    "gaps": "The person was not recognised in {percent} % of the frames; keep the whole body in the picture.",
    "body_cropped": "Parts of the body are outside the picture ({parts}); step back from the camera.",
    "unclear": "The person is hard to see; more light or a plainer background will help.",
    "low_frame_rate": "The video has {fps:.0f} frames a second; fast movements need 24 or more.",
    "several_people": "{people} people were in the picture; only one of them was analysed.",
}


def quality_of(motion: Motion, subject: Subject, fps: float) -> Quality:
    """Look for what limits the analysis."""
    if not motion.seen.any():
        return Quality(warnings=(_warning("no_person"),))
    found = []
    if subject.coverage < _FULL_COVERAGE:
        found.append(_warning("gaps", percent=round(100 * (1 - subject.coverage))))
    if cropped := _cropped(motion):
        found.append(_warning("body_cropped", parts=", ".join(cropped)))
    if float(np.nanmean(motion.score)) < _CLEAR:
        found.append(_warning("unclear"))
    if 0 < fps < _SLOW_FPS:  # a photo has none
        found.append(_warning("low_frame_rate", fps=fps))
    if subject.people > 1:
        found.append(_warning("several_people", people=subject.people))
    return Quality(warnings=tuple(found))


def _warning(code: str, **values: object) -> QualityWarning:
    return QualityWarning(code=code, text=_TEXTS[code].format(**values))


def _cropped(motion: Motion) -> list[str]:
    """Limbs of which both sides are outside the picture for a good part of the time."""
    outside = np.abs(motion.xy_norm[motion.seen] - 0.5).max(axis=-1) > 0.5
    return [f"{part}s" for part in _LIMBS if _share_hidden(outside, part, motion) >= _CROPPED_SHARE]


def _share_hidden(outside: NDArray[np.bool_], part: str, motion: Motion) -> float:
    pair = [motion.skeleton.index(f"{side}_{part}") for side in ("left", "right")]
    return float(outside[:, pair].all(axis=1).mean())
