"""An assessed repetition as the result document has it, with its sentences."""

from __future__ import annotations

from typing import Any

from formtrace.assessment.assess import Assessed
from formtrace.assessment.camera_height import CameraHeight
from formtrace.texts import Language, texts


def describe_assessment(assessed: Assessed, exercise: str, locale: Language) -> dict[str, Any]:
    """What the Upload Tracking contract calls ``analysis``: peaks, flags, camera, interpretation."""
    words = texts(locale).assessments[exercise]
    opinion = words.opinions[assessed.tone]
    missed = (words.unless[name] for name, up in assessed.flags.items() if not up and name in words.unless)
    return {
        "peaks": {name: round(value, 3) for name, value in assessed.quantities.items()},
        **assessed.flags,
        "camera": _camera(assessed.camera, assessed.camera_slack_deg),
        "interpretation": {
            "tone": assessed.tone,
            "title": opinion.title,
            "text": next(missed, opinion.text),
        },
        "disclaimer": words.disclaimer,
        "method": words.method,
        "opinion": True,
    }


def _camera(camera: CameraHeight, slack_deg: float) -> dict[str, Any]:
    known = {} if camera.ratio is None else {"ratio": round(camera.ratio, 2)}
    return {"placement": camera.placement, "bias": slack_deg, **known}
