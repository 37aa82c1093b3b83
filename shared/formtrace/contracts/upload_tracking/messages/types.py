"""The messages of the Upload Tracking contract, and what Formtrace adds to them.

Plain dictionaries at run time, typed here; ``docs/messages.schema.json`` is made from these classes. Field
names are the contract's own, hence their mixed styles: where its editions disagree, every name is there.
Every message may carry, beside its own fields:

- ``seq``: grows from message to message; where a reader goes on after a break;
- ``t`` and ``timestampMs``: the moment in the video that it belongs to, seconds and milliseconds from the
  source's first frame;
- ``last``: this is the end of the stream.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic makes schemas of Python 3.11's only from this one

from formtrace.contracts.upload_tracking.messages.common import Common, Grade, Side, Source
from formtrace.contracts.upload_tracking.messages.jump_types import (
    JumpCalibration,
    JumpDiscarded,
    JumpHeight,
    JumpResult,
    JumpStarted,
    JumpSummary,
)


class Initialization(Common):
    """How far the analysis is. For a video ``ready`` means that it is finished, for a photo that it runs."""

    type: Literal["initialization"]
    message: str
    ready: bool
    source: Source
    step: str
    percent: NotRequired[int]


class Environment(Common):
    """What analyses; ``wasm`` is the contract's word for a CPU, ``backend`` and ``model`` say what it is."""

    type: Literal["environment"]
    poseBackend: Literal["wasm"]
    webgl: Literal[False]
    backend: Literal["server"]
    model: str


class WarningMessage(Common):
    """Something about the recording that limits what the numbers can say."""

    type: Literal["warning"]
    error: str
    code: str
    message: str


class ErrorMessage(Common):
    """The analysis failed: a code (under both of its names) and a sentence that says what to do."""

    type: Literal["error"]
    error: str
    code: str
    message: str
    origin: Literal["server"]
    details: dict[str, Any]


class Posture(Common):
    """From now on the person stands well for the exercise, or does not, and what to do about it."""

    type: Literal["posture"]
    message: str
    placementMessage: str
    direction: Literal["in-frame", "face-camera", "profile-camera"]
    postureDirection: str
    ready: bool
    requirements: list[str]
    missingKeypoints: list[str]


class FormScore(TypedDict):
    """``score`` of this repetition, mean of those so far (both 0..100), and the grade of this repetition."""

    score: float
    avg_score: float
    grade: Grade


class ReferenceScore(TypedDict):
    """How like the reference movement, 0..1 each; ``grade`` has bands of its own."""

    overallScore: float
    poseScore: float
    timingScore: float
    movementScore: float
    nccScore: float
    dtwScore: float
    distScore: float
    grade: Grade


class Counter(Common):
    """One more repetition (or second held, or jump); ``final`` is the last word.

    ``current_count`` is of the whole clip, ``set_count`` of the set, whose number and exercise stand beside.
    """

    type: Literal["counter"]
    current_count: int
    final: NotRequired[Literal[True]]
    form_score: NotRequired[FormScore]
    reference_score: NotRequired[ReferenceScore]
    analysis: NotRequired[dict[str, Any]]
    rep: NotRequired[int]
    side: NotRequired[Side]
    set: NotRequired[int]
    set_count: NotRequired[int]
    exercise: NotRequired[str]


class FormScoreMessage(Common):
    """The form score as a message of its own; that in ``counter`` is the same."""

    type: Literal["form_score"]
    score: float
    avg_score: float
    grade: Grade
    rep: int
    set: NotRequired[int]


class Progression(Common):
    """How far the movement is between rest and the peak, 0..100."""

    type: Literal["progression"]
    value: int


class Advice(TypedDict):
    """A recommendation with its code, and where in the body and in the set it belongs."""

    code: str
    severity: Literal["minor", "major"]
    text: str
    t: float
    rep: int | None
    joint: str | None
    side: Side | None
    set: int


class Recommendations(Common):
    """Advice for this moment: sentences in ``data``, joined in ``message``, coded in ``recommendations``."""

    type: Literal["recommendations"]
    data: list[str]
    message: str
    recommendations: list[Advice]
    rep: NotRequired[int]


class Point(TypedDict):
    """A keypoint: shares of the picture's width and height, y down; ``z`` in widths, smaller is nearer."""

    name: str
    x: float
    y: float
    z: float
    score: float


class Keypoints(Common):
    """The 17 COCO points of one frame, in their usual order, under both names; ``score`` is their mean."""

    type: Literal["keypoints"]
    frameId: int
    score: float
    data: list[Point]
    keypoints: list[Point]


class AngleTree(TypedDict):
    """The eight angles, in degrees, as ``left_side.knee_angle.from_hip_to_ankle``, with their scores."""

    left_side: dict[str, dict[str, float]]
    right_side: dict[str, dict[str, float]]


class Angles(Common):
    """Joint angles of one frame in the picture; 180 is straight. ``angles`` has all that are measured."""

    type: Literal["angles"]
    frameId: int
    data: AngleTree
    angles: dict[str, float]


class BatchFrame(TypedDict):
    """One frame of ``keypoints_batch``."""

    timestampMs: int
    frameId: int
    keypoints: list[Point]


class KeypointsBatch(Common):
    """The keypoints of many frames at once, under both names.

    It is not stored: who delivers the stream puts it together from the keypoints messages. The page sends one
    for the whole video, before the summary; the API, where asked to, one for each answer instead of its
    keypoints messages.
    """

    type: Literal["keypoints_batch"]
    data: list[BatchFrame]
    frames: list[BatchFrame]


class Reason(TypedDict):
    """Why a repetition did not score 100: a form check, its score 0..100 and weight, and the words for it."""

    code: str
    text: str
    score: float
    weight: float


class Unlike(TypedDict):
    """Something that was done unlike the reference movement: when, where, and by how much."""

    code: str
    text: str
    t: float
    phase: str
    value: float
    unit: Literal["deg", "percent"]
    joint: str | None
    side: Side | None


class HistoryItem(TypedDict):
    """One repetition (or stretch of a hold, or jump) in the summary, and the three things that cost most."""

    index: int
    formScore: float | None
    durationMs: int
    grade: Grade | None
    start_s: float
    peak_s: NotRequired[float]
    end_s: float
    side: NotRequired[Side]
    reasons: list[Reason]
    analysis: NotRequired[dict[str, Any]]
    referenceScore: NotRequired[float]
    reference_score: NotRequired[ReferenceScore]
    differences: NotRequired[list[Unlike]]
    set: int


class SetSummary(TypedDict):
    """One set of the clip: what was done, how often, how well, from when to when, and the rest after it."""

    set: int
    exercise: str | None
    unit: Literal["reps", "seconds"]
    counter: int
    avg_rep_score: float | None
    grade: Grade | None
    start_s: float | None
    end_s: float | None
    rest_s: float | None


class ExerciseSummary(Common):
    """The whole clip. ``avg_rep_score`` is 0..100, ``avg_rep_score_ratio`` the same as 0..1.

    ``exercise`` is null where the sets are of several; ``sets`` tells of each. With a reference movement the
    scores are of the similarity, and ``reference`` is its id, ``exercise`` null.
    """

    type: Literal["exercise_summary"]
    exercise: str | None
    reference: NotRequired[str]
    reference_score: NotRequired[ReferenceScore]
    unit: Literal["reps", "seconds"]
    counter: int
    current_count: int
    avg_rep_score: float | None
    avg_rep_score_ratio: float | None
    avg_similarity: float | None
    total_frames_compared: int
    grade: Grade | None
    history: list[HistoryItem]
    sets: list[SetSummary]
    recommendations: list[str]
    progression: int
    durationMs: int
    disclaimer: NotRequired[str]
    method: NotRequired[str]


class ExportReady(Common):
    """The video with the overlay: a link that works for an hour, or, in a folder, the file's name."""

    type: Literal["export_ready"]
    url: str
    mimeType: Literal["video/mp4"]


class ImageOverlay(Common):
    """The photo with the skeleton on it: a link to it as large as it came, and twice a smaller data URL."""

    type: Literal["image_overlay"]
    url: str
    data: str
    image: str


Message = (
    Initialization
    | Environment
    | WarningMessage
    | ErrorMessage
    | Posture
    | Counter
    | FormScoreMessage
    | Progression
    | Recommendations
    | Keypoints
    | Angles
    | KeypointsBatch
    | JumpCalibration
    | JumpStarted
    | JumpHeight
    | JumpDiscarded
    | JumpResult
    | JumpSummary
    | ExerciseSummary
    | ExportReady
    | ImageOverlay
)
