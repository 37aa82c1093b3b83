"""Small result documents and tables, made by hand."""

from __future__ import annotations

from typing import Any

import jsonschema
import numpy as np

from formtrace.contracts.upload_tracking.messages.json_schema import messages_schema
from formtrace.contracts.upload_tracking.messages.types import Message
from formtrace.results.document import (
    Form,
    Media,
    Model,
    Recommendation,
    ReferenceReport,
    ReferenceScore,
    Rep,
    ResultDocument,
    SubjectReport,
    Subscore,
    Tempo,
)
from formtrace.results.frames import Course, FrameTable
from formtrace.skeletons import load_skeleton

SKELETON = load_skeleton()
SCHEMA = messages_schema()
VALIDATORS = {
    definition["properties"]["type"]["const"]: jsonschema.Draft202012Validator(
        {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}
    )
    for name, definition in SCHEMA["$defs"].items()
    if "type" in definition["properties"]
}


def assert_valid(message: Message) -> None:
    """It is what the schema of its type says."""
    VALIDATORS[message["type"]].validate(message)


def document(**fields: Any) -> ResultDocument:
    usual: dict[str, Any] = {
        "job_id": "a-job",
        "source": "video",
        "options": {},
        "media": Media(
            width=640, height=360, fps=10, frames=60, duration_s=6, rotation=0, codec="h264", vfr=False
        ),
        "model": Model(name="blazepose_full", sha256="0" * 64),
        "subject": SubjectReport(how_chosen="the only one", coverage=1, people=1),
        "view": "front",
        "exercise": "squat",
        "unit": "reps",
        "count": 0,
    }
    return ResultDocument(**{**usual, **fields})


def rep(index: int, start_s: float, score: float | None = None, **fields: Any) -> Rep:
    """Two seconds down and up."""
    usual: dict[str, Any] = {
        "index": index,
        "start_s": start_s,
        "peak_s": start_s + 1,
        "end_s": start_s + 2,
        "side": "both",
        "rom_deg": 100.0,
        "tempo": Tempo(eccentric_s=1, pause_s=0, concentric_s=1),
        "score": score,
        "grade": None if score is None else "A" if score >= 90 else "B" if score >= 80 else "C",
    }
    return Rep(**{**usual, **fields})


def subscore(check: str, score: float, weight: float) -> Subscore:
    return Subscore(
        check=check,
        aspect="range",
        score=score,
        weight=weight,
        value=1.0,
        unit="deg",
        target=(0.0, None),
        text=f"{check} was {score:.0f}",
    )


def advice(t_s: float, text: str, rep_index: int | None = 1) -> Recommendation:
    return Recommendation(
        code="too_high", severity="minor", text=text, t_s=t_s, rep=rep_index, joint="knee", side="left"
    )


SIMILARITY = ReferenceScore(
    overallScore=0.71,
    poseScore=0.68,
    timingScore=0.8,
    movementScore=0.69,
    nccScore=0.74,
    dtwScore=0.7,
    distScore=0.66,
    grade="C",
)
SIMILARITY_SENT = {
    "overallScore": 0.71,
    "poseScore": 0.68,
    "timingScore": 0.8,
    "movementScore": 0.69,
    "nccScore": 0.74,
    "dtwScore": 0.7,
    "distScore": 0.66,
    "grade": "C",
}
REFERENCE = ReferenceReport(
    id="5c9e",
    name="Golf swing",
    scores=SIMILARITY,
    best_score=0.71,
    mirrored=False,
    views=("front", "side"),
    view_warning="The reference was filmed from the front.",
    total_frames_compared=120,
)
FORM = Form(score=78, avg_score=84, grade="B")


def table(
    t_s: list[float],
    *,
    progress: list[float] | None = None,
    unseen: tuple[int, ...] = (),
    first_frame: int = 0,
) -> FrameTable:
    """Landmark i lies at x = i / 100, y = i / 50, z = -i / 100, with score 0.9; every angle is 90 and 0.8."""
    frames, points = len(t_s), np.arange(len(SKELETON))
    xy = np.tile(np.stack([points / 100, points / 50], axis=-1), (frames, 1, 1))
    score = np.full((frames, len(points)), 0.9)
    angles = {name: np.full(frames, 90.0) for name in (*SKELETON.angles, "trunk", "neck")}
    for row in unseen:
        xy[row], score[row] = np.nan, 0.0
        for values in angles.values():
            values[row] = np.nan
    zeros = np.zeros(frames)
    return FrameTable(
        width=640,
        height=360,
        skeleton=SKELETON,
        frame=first_frame + np.arange(frames),
        t_s=np.array(t_s),
        xy_norm=xy,
        z_norm=np.tile(-points / 100, (frames, 1)),
        visibility=score,
        angles_deg=angles,
        angles_confidence={name: np.full(frames, 0.8) for name in angles},
        course=None
        if progress is None
        else Course(zeros, np.array(progress), zeros, np.ones(len(zeros), dtype=np.intp)),
    )
