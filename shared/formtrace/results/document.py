"""The result document, ``result.json``: one shape from every way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from formtrace.clip.manifest import MediaInfo  # NumPy, which who only reads results does not need


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Media(_Part):
    """The source as it is shown: upright, square pixels."""

    width: int
    height: int
    fps: float
    frames: int
    duration_s: float
    rotation: int
    codec: str
    vfr: bool

    @classmethod
    def of(cls, info: MediaInfo) -> Media:
        """The part of the manifest's description that concerns users."""
        return cls(**{name: getattr(info, name) for name in cls.model_fields})


class Model(_Part):
    """Which pose model gave the keypoints; ``sha256`` is that of its landmark network."""

    name: str
    sha256: str


class SubjectReport(_Part):
    """Whose movement this is, and in which share of the frames the person was seen."""

    how_chosen: str
    coverage: float
    people: int


class Tempo(_Part):
    """Seconds of the lowering and the lifting phase, and of the pause at the turning point between them."""

    eccentric_s: float
    pause_s: float
    concentric_s: float


Grade = Literal["A", "B", "C", "D", "E", "F"]
Side = Literal["left", "right", "both"]
Aspect = Literal["range", "alignment", "symmetry", "tempo", "stability"]


class Subscore(_Part):
    """One reason for a score: what was measured, what was wanted, and what that is worth.

    Attributes:
        check: code of the form check in the exercise's file; ``name`` is a word or two for it.
        score: 0..100.
        weight: share of the whole score; those of one repetition add up to 1.
        value, unit: the measurement behind it.
        target: least and greatest value that score 100; ``None`` where there is no such bound.
        text: the measurement in words.
        t_s: when it was at its worst, where that is a moment.
    """

    check: str
    aspect: Aspect
    score: float
    weight: float
    value: float
    unit: Literal["deg", "s", "torso", "ratio", "percent"]
    target: tuple[float | None, float | None]
    text: str
    side: Side | None = None
    t_s: float | None = None
    name: str = ""


class Form(_Part):
    """Form score 0..100 of the last repetition (or of the hold), the mean, and the grade of the mean."""

    score: float
    avg_score: float
    grade: Grade


class Recommendation(_Part):
    """Advice that belongs to a moment, or, where ``rep`` is ``None``, to the whole set."""

    code: str
    severity: Literal["minor", "major"]
    text: str
    t_s: float
    rep: int | None = None
    joint: str | None = None
    side: Side | None = None


class PostureChange(_Part):
    """From this time on the person stood well for the exercise, or did not, and why.

    ``direction`` and ``requirements`` are the Upload Tracking contract's; ``missing`` are the body parts that
    are not seen.
    """

    t_s: float
    ready: bool
    message: str
    direction: Literal["in-frame", "face-camera", "profile-camera"]
    requirements: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Suggestion(_Part):
    """An exercise that this may be, and how likely, 0..1."""

    exercise: str
    confidence: float
    count: int


class Jump(_Part):
    """One jump. Times are of the flight; pixels are of the source's picture, y down (with
    ``device_pitch_deg``: of the picture that a level camera would have taken).

    Attributes:
        height_cm: by the exercise's own ``method``; ``uncertainty_cm`` is half of its 95 % interval.
        air_time_height_cm: g t^2 / 8 of the time in the air.
        ascent_height_cm: g t^2 / 2 of the time from take-off to the highest point of the hips' parabola; much
            less than by air time when somebody lands with bent knees.
        hip_rise_cm: of the hips above the standing person, so with the rise on the toes before take-off;
            ``None`` without the person's height.
        delta_px: the same in pixels, ``baseline_y_px`` less ``min_y_px``.
        gravity_ratio: acceleration of the hips' flight over gravity; far below 1 the clip plays in slow
            motion, or the stated height is wrong.
        contact_s: time on the ground since the landing before, of a rebound.
        hip_scores: visibility of the left and of the right hip.
    """

    index: int
    take_off_s: float
    landing_s: float
    air_time_s: float
    height_cm: float
    uncertainty_cm: float
    method: Literal["air_time", "hip_rise"]
    air_time_height_cm: float
    air_time_uncertainty_cm: float | None = None
    ascent_height_cm: float | None = None
    hip_rise_cm: float | None = None
    hip_rise_uncertainty_cm: float | None = None
    baseline_y_px: float | None = None
    min_y_px: float | None = None
    delta_px: float | None = None
    gravity_ratio: float | None = None
    contact_s: float | None = None
    side_used: Side = "both"
    hip_scores: dict[Literal["left", "right"], float] | None = None


class DiscardedJump(_Part):
    """A jump that could not be measured, and why."""

    t_s: float
    reason: Literal["moved_toward_phone", "jump_timeout", "tracking_lost", "no_flight_detected"]
    text: str


class JumpCalibration(_Part):
    """How pixels became centimetres: from the stated height of the person standing still at ``t_s``."""

    t_s: float
    cm_per_px: float
    baseline_y_px: float
    hip_scores: dict[Literal["left", "right"], float] | None = None


class Jumps(_Part):
    """All jumps of a clip."""

    calibration: JumpCalibration | None = None
    jumps: tuple[Jump, ...] = ()
    discarded: tuple[DiscardedJump, ...] = ()


class ReferenceScore(_Part):
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


Phase = Literal["start", "way_there", "turn", "way_back", "end"]


class Difference(_Part):
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
    phase: Phase
    value: float
    unit: Literal["deg", "percent"]
    joint: str | None = None
    side: Side | None = None


class ReferenceReport(_Part):
    """The comparison with a reference movement, over all repetitions.

    Attributes:
        scores: the mean of each score; ``None`` without a repetition.
        best_score: likeness of the most similar part of the clip, whether or not it counts.
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
    phases: dict[Phase, float] = {}
    total_frames_compared: int = 0

    @property
    def avg_similarity(self) -> float | None:
        """The contract's name of the mean overall score, 0..1."""
        return None if self.scores is None else self.scores.overallScore


class Rep(_Part):
    """One counted repetition. ``rom_deg`` is the range of the exercise's leading joint angle.

    Attributes:
        score: form score 0..100, from the ``subscores``; ``None`` where too little of the body was seen.
        recommendations: codes of the recommendations that this repetition gave rise to.
        analysis: measurements of a physical test (``back_flexibility_test``), as the contract names them.
        reference_score: with a reference movement, instead of ``score`` and ``grade``.
        differences: the three that matter most, the greatest first.
        alignment: which moment of the reference, in seconds from its start, each moment of the clip is
            compared with: pairs of seconds (reference, clip).
    """

    index: int
    start_s: float
    peak_s: float
    end_s: float
    side: Side
    rom_deg: float | None
    tempo: Tempo
    score: float | None = None
    grade: Grade | None = None
    subscores: tuple[Subscore, ...] = ()
    recommendations: tuple[str, ...] = ()
    analysis: dict[str, Any] | None = None
    reference_score: ReferenceScore | None = None
    differences: tuple[Difference, ...] = ()
    alignment: tuple[tuple[float, float], ...] = ()


class Held(_Part):
    """One stretch of a hold, scored like a repetition."""

    index: int
    start_s: float
    end_s: float
    duration_s: float
    score: float | None = None
    grade: Grade | None = None
    subscores: tuple[Subscore, ...] = ()
    recommendations: tuple[str, ...] = ()


class Rejected(_Part):
    """An attempt that was not counted, and the code of the reason."""

    start_s: float
    peak_s: float
    end_s: float
    side: Side
    reason: str


class QualityWarning(_Part):
    """Something about the recording that limits what the numbers can say."""

    code: str
    text: str


class Quality(_Part):
    """Warnings about the recording, none when all is well."""

    warnings: tuple[QualityWarning, ...] = ()


class Keypoint(_Part):
    """A landmark in a photo; x, y of the picture's width and height, z as x, relative to the hips."""

    name: str
    x: float
    y: float
    z: float
    score: float


class AngleValue(_Part):
    """A joint angle in a photo, in the picture and, from a pose model with depth, in space."""

    name: str
    picture_deg: float
    space_deg: float | None
    score: float


class ResultDocument(_Part):
    """Everything that one analysis found. Times are seconds from the source's first frame.

    ``suggestions`` are filled when no exercise was asked for: what it looks like, never counted silently.
    """

    schema_version: Literal[1] = 1
    job_id: str
    status: Literal["completed"] = "completed"
    source: Literal["video", "image"]
    options: dict[str, str | float | bool | tuple[float, float] | None]
    media: Media
    model: Model
    subject: SubjectReport
    view: Literal["front", "side", "oblique"] | None
    exercise: str | None
    unit: Literal["reps", "seconds"] | None
    count: int
    held_s: float | None = None
    reps: tuple[Rep, ...] = ()
    holds: tuple[Held, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    form: Form | None = None
    reference: ReferenceReport | None = None
    recommendations: tuple[Recommendation, ...] = ()
    posture: tuple[PostureChange, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    jumps: Jumps | None = None
    keypoints: tuple[Keypoint, ...] | None = None
    angles: tuple[AngleValue, ...] | None = None
    quality: Quality = Quality()
    files: dict[str, str] = {}
    timings: dict[str, float] = {}
