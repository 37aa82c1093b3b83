"""The forward bend over straight legs, seen from the side: its peaks, and what they mean."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from formtrace.counting.repetitions import Repetition
from formtrace.exercises.schema import FlexibilityTest
from formtrace.motion.body import Motion, incline_deg, interior_angle_deg
from formtrace.motion.measures import SIDES
from formtrace.options import Locale
from formtrace.physical_tests.camera import CameraHeight, camera_height

Series = NDArray[np.float64]
Tone = Literal["strong", "partial", "limited"]

_DEEP = 0.1  # of the amplitude: the peak is all that is within this of the deepest frame


@dataclass(frozen=True, slots=True)
class Peaks:
    """The deepest point of one bend, medians over the time that it was held; degrees, and leg lengths.

    Attributes:
        trunk_angle_deg: of the trunk from upright.
        hip_angle_deg, knee_angle_deg: interior angles; 180 is straight.
        shank_from_vertical_deg: lean of the shank either way.
        ground_ankle_knee_deg: between the ground before the foot and the shank; 90 is upright, less
            leans forward.
        wrist_to_ankle: how far the wrist is below the ankle, in leg lengths; negative above it.
    """

    trunk_angle_deg: float
    hip_angle_deg: float
    knee_angle_deg: float
    shank_from_vertical_deg: float
    ground_ankle_knee_deg: float
    wrist_to_ankle: float


def bend_analysis(
    rules: FlexibilityTest, motion: Motion, signal: Series, rep: Repetition, locale: Locale
) -> dict[str, Any]:
    """What the Upload Tracking contract calls ``analysis``: peaks, flags, camera, interpretation.

    Args:
        rules: of the exercise.
        motion: the whole clip.
        signal: (N,) how far the person is bent.
        rep: the bend.
        locale: language of the sentences.
    """
    peaks = peaks_of(motion, signal, rep)
    camera = camera_height(motion)
    slack_deg = 0.0 if camera.placement == "mid" else rules.camera_slack_deg
    locked = peaks.knee_angle_deg >= rules.knee_locked_deg
    texts = _texts()[locale]
    tone = _tone(rules, peaks, locked)
    opinion = texts["interpretation"][tone]
    text = opinion["text"] if locked else texts["knees_bent"]
    return {
        "peaks": {name: round(getattr(peaks, name), 3) for name in Peaks.__dataclass_fields__},
        "knee_locked": locked,
        "leg_straight": peaks.knee_angle_deg >= rules.leg_straight_deg,
        "shank_vertical": peaks.shank_from_vertical_deg <= rules.shank_vertical_deg + slack_deg,
        "camera": _camera(camera, slack_deg),
        "interpretation": {"tone": tone, "title": opinion["title"], "text": text},
        "disclaimer": texts["disclaimer"],
        "method": texts["method"],
        "opinion": True,
    }


def peaks_of(motion: Motion, signal: Series, rep: Repetition) -> Peaks:
    """The deepest point of a bend, on the side that is seen better."""
    inside = np.arange(rep.start, rep.end + 1)
    deep = inside[signal[inside] >= signal[rep.peak] - _DEEP * rep.amplitude]
    side = max(SIDES, key=lambda each: float(np.nansum(_visibility(motion, each)[inside])))
    at = {part: motion.point(f"{side}_{part}", "image") for part in ("hip", "knee", "ankle", "wrist")}
    shoulders, hips = motion.point("mid_shoulder", "image"), motion.point("mid_hip", "image")
    leg_m = np.linalg.norm(at["hip"] - at["knee"], axis=1) + np.linalg.norm(at["knee"] - at["ankle"], axis=1)
    lean_deg = incline_deg(at["ankle"], at["knee"])
    towards = np.sign((shoulders - hips)[:, 0])  # who bends forward faces that way
    forward = np.where((at["knee"] - at["ankle"])[:, 0] * towards >= 0, 1.0, -1.0)

    def median(values: Series) -> float:
        return float(np.nanmedian(values[deep]))

    return Peaks(
        trunk_angle_deg=median(incline_deg(hips, shoulders)),
        hip_angle_deg=median(interior_angle_deg(shoulders, at["hip"], at["knee"])),
        knee_angle_deg=median(interior_angle_deg(at["hip"], at["knee"], at["ankle"])),
        shank_from_vertical_deg=median(lean_deg),
        ground_ankle_knee_deg=median(90 - forward * lean_deg),
        wrist_to_ankle=median((at["ankle"] - at["wrist"])[:, 1]) / float(np.nanmedian(leg_m)),
    )


def _visibility(motion: Motion, side: str) -> Series:
    parts = [motion.visibility(f"{side}_{part}") for part in ("hip", "knee", "ankle", "wrist")]
    worst: Series = np.min(parts, axis=0)
    return worst


def _tone(rules: FlexibilityTest, peaks: Peaks, locked: bool) -> Tone:
    """Bent knees are worth no more than a partial bend, however far the hands come."""
    if peaks.wrist_to_ankle >= rules.strong_reach and locked:
        return "strong"
    return "partial" if peaks.wrist_to_ankle >= rules.partial_reach else "limited"


def _camera(camera: CameraHeight, slack_deg: float) -> dict[str, Any]:
    known = {} if camera.ratio is None else {"ratio": round(camera.ratio, 2)}
    return {"placement": camera.placement, "bias": slack_deg, **known}


@lru_cache(maxsize=1)
def _texts() -> Any:
    """Sentences by language."""
    return json.loads((files("formtrace.physical_tests") / "texts.json").read_text(encoding="utf-8"))
