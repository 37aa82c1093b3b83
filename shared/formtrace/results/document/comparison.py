"""The comparison with a reference movement."""

from __future__ import annotations

from typing import Literal

from formtrace.results.document.base import Grade, Part, Side


class ReferenceScore(Part):
    """How like the reference movement: 0..1 each, ``docs/reference-scores.md`` says what they mean.

    The names are the Upload Tracking contract's; the bands of ``grade`` are those of that page, not of form.
    """

    overallScore: float
    poseScore: float
    timingScore: float
    movementScore: float
    nccScore: float
    dtwScore: float
    distScore: float
    grade: Grade


PhaseName = Literal["start", "way_there", "turn", "way_back", "end"]


class Difference(Part):
    """Something that was done unlike the reference.

    Attributes:
        code: what it is about, as in the tables of texts.
        joint: where to look: a joint of the overlay's skeleton without its side; ``None`` for the tempo.
        value, unit: how much more (or less) than in the reference.
        t_s: when it was at its greatest; ``phase`` says the same in terms of the movement.
    """

    code: str
    text: str
    t_s: float
    phase: PhaseName
    value: float
    unit: Literal["deg", "percent"]
    joint: str | None = None
    side: Side | None = None


class ReferenceReport(Part):
    """The comparison with a reference movement, over all repetitions.

    Attributes:
        scores: the mean of each score; ``None`` without a repetition.
        best_score: overall score of the most similar part of the clip, whether or not it counts.
        mirrored: the clip shows the mirror image of the reference.
        views: of the reference and of the clip; where they differ, ``view_warning`` says what follows.
        joints: mean difference by joint, in degrees.
        phases: the same by phase, in shares of the trunk's length.
        total_frames_compared: frames of the clip in all repetitions.
    """

    id: str
    name: str
    scores: ReferenceScore | None
    best_score: float
    mirrored: bool
    views: tuple[str | None, str | None]
    view_warning: str | None = None
    joints: dict[str, float] = {}
    phases: dict[PhaseName, float] = {}
    total_frames_compared: int = 0

    @property
    def avg_similarity(self) -> float | None:
        """The contract's name of the mean overall score, 0..1."""
        return None if self.scores is None else self.scores.overallScore
