"""What people write first: one joint angle, two thresholds, a two-state machine.

The thresholds are those of the usual tutorials (curl: under 30 degrees is up, over 160 is down; push-up and
squat: under 90 is down, over 160 is up; ...). A repetition counts when both ends have been reached.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formtrace.motion.angles import interior_angle_deg
from formtrace.motion.body import Motion


@dataclass(frozen=True, slots=True)
class AngleCounter:
    """The angle at the middle one of three joints goes from ``rest_deg`` to ``turn_deg``, and back.

    ``counts_at_peak``: the repetition counts at the peak (curl, press), not on the return (squat).
    """

    joints: tuple[str, str, str]
    rest_deg: float
    turn_deg: float
    counts_at_peak: bool = False

    def count(self, motion: Motion) -> int:
        """Count on the side of the body that is seen better."""
        side = max(
            ("left", "right"), key=lambda side: np.nanmean(motion.visibility_of(f"{side}_{self.joints[1]}"))
        )
        points = [motion.point(f"{side}_{joint}", "image") for joint in self.joints]
        reps, turned = 0, None
        for angle_deg in interior_angle_deg(points[0], points[1], points[2]):
            if self._beyond(angle_deg, self.turn_deg, self.rest_deg):
                reps += turned is False and self.counts_at_peak
                turned = True
            elif self._beyond(angle_deg, self.rest_deg, self.turn_deg):
                reps += turned is True and not self.counts_at_peak
                turned = False
        return reps

    @staticmethod
    def _beyond(angle_deg: float, threshold: float, other: float) -> bool:
        return bool(angle_deg > threshold if threshold > other else angle_deg < threshold)


_HIP, _KNEE, _ELBOW = ("shoulder", "hip", "knee"), ("hip", "knee", "ankle"), ("shoulder", "elbow", "wrist")
_ARMPIT = ("hip", "shoulder", "elbow")

BASELINE = {
    "squat": AngleCounter(_KNEE, 160, 90),
    "lunge": AngleCounter(_KNEE, 160, 90),
    "side_lunge": AngleCounter(_KNEE, 160, 110),
    "deadlift": AngleCounter(_HIP, 160, 110),
    "push_up": AngleCounter(_ELBOW, 160, 90),
    "pull_up": AngleCounter(_ELBOW, 150, 90, counts_at_peak=True),
    "bicep_curl": AngleCounter(_ELBOW, 160, 30, counts_at_peak=True),
    "shoulder_press": AngleCounter(_ELBOW, 90, 160, counts_at_peak=True),
    "lateral_raise": AngleCounter(_ARMPIT, 30, 80, counts_at_peak=True),
    "jumping_jack": AngleCounter(_ARMPIT, 40, 140, counts_at_peak=True),
    "sit_up": AngleCounter(_HIP, 120, 70, counts_at_peak=True),
}
