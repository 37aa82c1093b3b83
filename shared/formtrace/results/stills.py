"""Stills: a picture of the turning point of each repetition, and one of the worst form error of the set.

They are made of the small pictures that :mod:`formtrace.media.kept_frames` keeps while the clip is analysed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis
from formtrace.media.kept_frames import kept_frames
from formtrace.motion.body import SIDES, Motion
from formtrace.overlay.faces import Heads
from formtrace.overlay.image import draw_photo
from formtrace.overlay.skeleton_style import SkeletonStyle
from formtrace.overlay.style import load_style, rgb_of
from formtrace.results.document import Held, Rep, ResultDocument, Side, Still
from formtrace.results.framing import Box, common_boxes, zoomed
from formtrace.results.sink import Sink, write_file

FrameReader = Callable[[Collection[int]], Mapping[int, bytes]]
"""Gives the kept pictures of the frames with these indices, as JPEG; those that are gone are left out."""

FOLDER = "stills/"
MOST_STILLS = 24
"""Of a longer set every second, third, … repetition has one, and the best and the weakest."""
_FORM_ERROR_BELOW = 70.0
_FARTHEST_S = 0.5  # in a long clip few pictures are kept; one further away shows something else
_HEIGHT_PX = 480
_JPEG_QUALITY = 82
_RING_PX = 22.0

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a still is to show; ``check`` of a form error, with the joint to mark."""

    effort: str
    t_s: float
    check: str | None = None
    joint: str | None = None
    side: Side | None = None

    @property
    def role(self) -> str:
        """Its name among the files of the result."""
        return f"still_{self.effort}" + ("" if self.check is None else "_fault")


def add_stills(
    document: ResultDocument, analysis: Analysis, frames: FrameReader, sink: Sink
) -> ResultDocument:
    """Write the stills; the document that names them."""
    moments = _moments(document)
    frame_of = _nearest_kept(analysis, moments)
    moments = [moment for moment in moments if moment in frame_of]
    kept = frames(set(frame_of.values()))
    moments = [moment for moment in moments if frame_of[moment] in kept]
    motion = analysis.motion
    t_s = analysis.manifest.t_s
    rows = [int(np.searchsorted(motion.t_s, t_s[frame_of[moment]] - 1e-6)) for moment in moments]
    people = SkeletonStyle.of(analysis.options)
    heads = None
    if analysis.options.blur_faces and analysis.tracks is not None:
        heads = Heads.of_tracks(analysis.tracks, analysis.manifest)
    made: dict[str, Still] = {}
    for moment, row, box in zip(moments, rows, common_boxes(motion, rows), strict=True):
        frame = frame_of[moment]
        picture = _decoded(kept[frame]) if heads is None else heads.blurred(_decoded(kept[frame]), frame)
        still = _Drawing(motion, row, _marked(moment, motion, row), people)
        made[moment.role] = still.write(picture, box, moment, sink)
    return _named(document, made)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One picture of row ``row`` of the motion; ``marks`` (M, 2) are marked, as shares of the frame."""

    motion: Motion
    row: int
    marks: NDArray[np.float64]
    people: SkeletonStyle

    def write(self, picture: Picture, box: Box, moment: _Moment, sink: Sink) -> Still:
        """Cut the person out, draw on it, and write it."""
        if len(self.marks):
            box = zoomed(box, self.marks.mean(axis=0))
        cut = _cut(picture, box)
        height, width = cut.shape[:2]
        motion, row = self.motion, self.row
        drawn = draw_photo(
            cut,
            box.inside(motion.xy_norm[row]),
            np.nan_to_num(motion.visibility[row]),
            people=self.people,
            skeleton=motion.skeleton,
        )
        marks = box.inside(self.marks)
        for x, y in marks:
            _ring(drawn, x * width, y * height)
        name = f"{FOLDER}{moment.role.removeprefix('still_').replace('_', '-')}.jpg"
        write_file(sink, name, _encoded(drawn))
        return Still(
            file=name,
            role=moment.role,
            t_s=round(float(motion.t_s[row]), 4),
            width=width,
            height=height,
            check=moment.check,
            joint=moment.joint,
            side=moment.side,
            marks=tuple((round(float(x), 4), round(float(y), 4)) for x, y in marks),
        )


def _moments(document: ResultDocument) -> list[_Moment]:
    """The turning points, or the middles of holds, and the form error that cost the weakest one most."""
    efforts = document.efforts
    shown = [_Moment(_name(effort), _turning_point_s(effort)) for effort in _chosen(efforts)]
    weakest = min(efforts, key=score_of, default=None)
    if weakest is not None and (fault := _fault(weakest)) is not None:
        shown.append(fault)
    return shown


def _name(effort: Rep | Held) -> str:
    """A workout may have repetitions and holds of the same numbers."""
    return f"{effort.index:03d}" if isinstance(effort, Rep) else f"hold_{effort.index:03d}"


def _turning_point_s(effort: Rep | Held) -> float:
    return effort.peak_s if isinstance(effort, Rep) else (effort.start_s + effort.end_s) / 2


def _chosen(efforts: Sequence[Rep | Held]) -> list[Rep | Held]:
    """Not too many: spread over the set, with the best and the weakest."""
    if len(efforts) <= MOST_STILLS:
        return list(efforts)
    spread = {round(at) for at in np.linspace(0, len(efforts) - 1, MOST_STILLS - 2)}
    scores = [score_of(effort) for effort in efforts]
    return [efforts[at] for at in sorted(spread | {int(np.argmin(scores)), int(np.argmax(scores))})]


def score_of(effort: Rep | Held) -> float:
    """0..100, for the order only; what could not be scored counts as 100."""
    if isinstance(effort, Rep) and effort.reference_score is not None:
        return 100 * effort.reference_score.overallScore
    return 100.0 if effort.score is None else effort.score


def _fault(effort: Rep | Held) -> _Moment | None:
    if isinstance(effort, Rep) and effort.differences:
        worst = effort.differences[0]
        return _Moment(_name(effort), worst.t_s, worst.code, worst.joint, worst.side)
    errors = [each for each in effort.subscores if each.score < _FORM_ERROR_BELOW]
    if not errors:
        return None
    costliest = max(errors, key=lambda each: each.weight * (100 - each.score))
    at_s = _turning_point_s(effort) if costliest.t_s is None else costliest.t_s
    return _Moment(_name(effort), at_s, costliest.check, costliest.joint, costliest.side)


def _nearest_kept(analysis: Analysis, moments: Sequence[_Moment]) -> dict[_Moment, int]:
    """The kept frame that is nearest to each moment, of those in which the person is seen."""
    motion, manifest = analysis.motion, analysis.manifest
    candidates = kept_frames(manifest)
    t_s = manifest.t_s[candidates]
    rows = np.clip(np.searchsorted(motion.t_s, t_s - 1e-6), 0, max(len(motion.t_s) - 1, 0))
    seen = motion.seen[rows] & (np.abs(motion.t_s[rows] - t_s) < 1e-6)
    candidates, t_s = candidates[seen], t_s[seen]
    found = {}
    for moment in moments if len(candidates) else ():
        nearest = int(np.abs(t_s - moment.t_s).argmin())
        if abs(t_s[nearest] - moment.t_s) <= _FARTHEST_S:
            found[moment] = int(candidates[nearest])
    return found


def _marked(moment: _Moment, motion: Motion, row: int) -> NDArray[np.float64]:
    """(M, 2) where the joints of a form error are, as shares of the frame; none where they are not known."""
    if moment.joint is None:
        return np.empty((0, 2))
    at = motion.xy_norm[row]

    def place(name: str) -> NDArray[np.float64]:
        if not motion.skeleton.has(name):
            return np.full(2, np.nan)
        return np.asarray(at[motion.skeleton.index(name)])

    def middle(part: str) -> NDArray[np.float64]:
        return (place(f"left_{part}") + place(f"right_{part}")) / 2

    if moment.joint == "trunk":
        points = [(middle("shoulder") + middle("hip")) / 2]
    elif moment.joint == "neck":
        points = [middle("shoulder")]
    else:
        sides = SIDES if moment.side in (None, "both") else (moment.side,)
        points = [place(f"{side}_{moment.joint}") for side in sides]
    found = np.array(points, dtype=np.float64)
    return found[np.isfinite(found).all(axis=1)]


def _named(document: ResultDocument, made: Mapping[str, Still]) -> ResultDocument:
    def with_still(effort: Rep | Held) -> Rep | Held:
        role = _Moment(_name(effort), 0.0).role
        stills = {"still": made.get(role), "fault_still": made.get(f"{role}_fault")}
        return effort.model_copy(update=stills)

    update = {
        "reps": tuple(map(with_still, document.reps)),
        "holds": tuple(map(with_still, document.holds)),
        "files": {**document.files, **{role: still.file for role, still in made.items()}},
    }
    return document.model_copy(update=update)


def _cut(picture: Picture, box: Box) -> Picture:
    """The part of the frame in the box, :data:`_HEIGHT_PX` high; RGB like the picture."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = (round(share * side) for share, side in zip(box, (width, height) * 2, strict=True))
    part = picture[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    size_px = (max(round(part.shape[1] * _HEIGHT_PX / part.shape[0]), 2), _HEIGHT_PX)
    smaller = part.shape[0] > _HEIGHT_PX
    cut = cv2.resize(part, size_px, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return cut.astype(np.uint8, copy=False)


def _ring(picture: Picture, x_px: float, y_px: float) -> None:
    """Mark a place."""
    style, bits = load_style(), 4
    centre = round(x_px * 2**bits), round(y_px * 2**bits)
    for colour, width_px in ((style.colours.outline, 6), (style.grades["F"], 3)):
        cv2.circle(picture, centre, round(_RING_PX * 2**bits), rgb_of(colour), width_px, cv2.LINE_AA, bits)


def _decoded(content: bytes) -> Picture:
    bgr = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None, "a keeper wrote it"
    return bgr[..., ::-1].astype(np.uint8, copy=False)


def _encoded(rgb: Picture) -> bytes:
    _, content = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return bytes(content)
