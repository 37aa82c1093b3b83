"""What there is for every frame, in one table: for players (``frames.json``) and for messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from formtrace.analysis import Analysis
from formtrace.analysis.sets import PerformedSet
from formtrace.motion.body import Motion
from formtrace.reference.ghost import JOINTS, Ghost, ghost_of
from formtrace.reference.reference_match import ReferenceMatch
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton

_ROWS_AT_ONCE = 4096
_XY_STEPS = 10_000  # to a width or height: a tenth of a pixel in 1080p


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How the movement goes, (N,) each.

    Attributes:
        signal: of the set that is going on; NaN between sets.
        progress: within the repetition, 0..1; NaN outside.
        count: in the set so far; after a set it stays until the next one.
        set: number of the latest set, from 1; 0 before the first.
    """

    signal: Series
    progress: Series
    count: Series
    set: NDArray[np.intp]

    @classmethod
    def of(cls, sets: Sequence[PerformedSet], frames: int) -> Course:
        """Of all sets of a clip of N frames."""
        course = cls(
            np.full(frames, np.nan),
            np.full(frames, np.nan),
            np.zeros(frames),
            np.zeros(frames, dtype=np.intp),
        )
        for number, each in enumerate(sets, 1):
            part, outcome = slice(each.first_frame, each.end_frame), each.outcome
            course.signal[part] = outcome.signal
            course.progress[part] = outcome.progress()
            running = outcome.running_count()
            course.count[part] = running
            course.count[each.end_frame :] = running[-1]
            course.set[each.first_frame :] = number
        return course


@dataclass(frozen=True, slots=True, eq=False)
class FrameTable:
    """One person over N frames; frames without the person hold NaN.

    Attributes:
        width, height: of the upright image, pixels.
        skeleton: names and edges of the landmarks.
        frame: (N,) int, number of the frame in the source.
        t_s: (N,) seconds from the source's first frame.
        xy_norm: (N, K, 2) shares of width and height, y down.
        z_norm: (N, K) depth relative to the hips, in image widths, smaller is nearer.
        visibility: (N, K), 0..1; 0 without the person.
        angles_deg, angles_confidence: (N,) each, by the angle's name, in the image plane.
        course: signal and count; ``None`` without an exercise or a reference movement.
        ghost: of the reference movement, if there is one.
    """

    width: int
    height: int
    skeleton: Skeleton
    frame: NDArray[np.intp]
    t_s: Series
    xy_norm: Series
    z_norm: Series
    visibility: Series
    angles_deg: Mapping[str, Series]
    angles_confidence: Mapping[str, Series]
    course: Course | None
    ghost: Ghost | None = None

    def __len__(self) -> int:
        return len(self.t_s)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(N,) where the person is known."""
        return np.isfinite(self.xy_norm[:, 0, 0])

    @classmethod
    def of(cls, analysis: Analysis) -> FrameTable:
        """The table of an analysis."""
        motion, media, outcome = analysis.motion, analysis.manifest.media, analysis.outcome
        return cls(
            width=media.width,
            height=media.height,
            skeleton=motion.skeleton,
            frame=analysis.manifest.first_frame + np.arange(len(motion.t_s)),
            t_s=motion.t_s,
            xy_norm=motion.xy_norm,
            z_norm=depth_norm(motion),
            visibility=np.nan_to_num(motion.visibility),
            angles_deg={angle.name: angle.image_deg for angle in analysis.angles},
            angles_confidence={angle.name: np.nan_to_num(angle.confidence) for angle in analysis.angles},
            course=Course.of(analysis.sets, len(motion.t_s)) if analysis.sets else None,
            ghost=ghost_of(outcome, analysis.sets[0].motion) if isinstance(outcome, ReferenceMatch) else None,
        )


def depth_norm(motion: Motion) -> Series:
    """(N, K) depth relative to the hips, in image widths, smaller is nearer; 0 where there is no scale."""
    metres_per_width = motion.metres_per_height[:, None] * motion.aspect
    depth_m = motion.world_m[..., 2]
    return np.divide(depth_m, metres_per_width, out=np.zeros_like(depth_m), where=metres_per_width > 0)


def write_frames(file: BinaryIO, table: FrameTable) -> None:
    """Write ``frames.json``, a frame at a time: the table of a long clip is never in memory as text.

    The columns and their units are in ``docs/results.md``.
    """
    text = TextIOWrapper(file, encoding="utf-8")
    text.write("{")
    for number, (name, rows) in enumerate(_columns(table)):
        text.write(f"{',' if number else ''}\n{json.dumps(name)}:")
        text.writelines(rows)
    text.write("\n}\n")
    text.detach()


def _columns(table: FrameTable) -> Iterator[tuple[str, Iterable[str]]]:
    names = table.skeleton.names
    yield "schema_version", "1"
    yield "width", str(table.width)
    yield "height", str(table.height)
    yield "t_s", _numbers(table.t_s, 4)
    yield "keypoint_names", json.dumps(names)
    yield "edges", json.dumps([(names[edge.start], names[edge.end]) for edge in table.skeleton.edges])
    yield "xy", _list(_rows(table.xy_norm, _XY_STEPS, table.seen))
    yield "score", _list(_rows(table.visibility, 100, table.seen))
    yield "angles", _angles(table)
    course = table.course
    yield "signal", _numbers(course.signal, 4) if course else "null"
    yield "progress", _numbers(course.progress, 3) if course else "null"
    yield "count", _numbers(course.count, 2) if course else "null"
    yield "set", json.dumps(course.set.tolist()) if course else "null"
    if table.ghost is not None:
        yield "ghost_names", json.dumps(JOINTS)
        xy_norm, joint_error = table.ghost.xy_norm, table.ghost.joint_error
        yield "ghost", _list(_rows(xy_norm, _XY_STEPS, _known(xy_norm)))
        yield "deviation", _list(_rows(joint_error, 100, _known(joint_error)))


def _known(values: Series) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(values).reshape(len(values), -1).all(axis=1))


def _rows(values: Series, steps: float, known: NDArray[np.bool_]) -> Iterator[str]:
    """Whole numbers of ``steps`` to one of each frame, ``null`` where they are not ``known`` (N,)."""
    for first in range(0, len(values), _ROWS_AT_ONCE):
        some = slice(first, first + _ROWS_AT_ONCE)
        scaled = np.where(known[some, None], values[some].reshape(-1, values[0].size) * steps, 0.0)
        for row, is_known in zip(np.rint(scaled).astype(int).tolist(), known[some].tolist(), strict=True):
            yield _compact(row) if is_known else "null"


def _angles(table: FrameTable) -> Iterator[str]:
    yield "{"
    for number, (name, values) in enumerate(table.angles_deg.items()):
        yield f"{',' if number else ''}\n{json.dumps(name)}:"
        yield from _numbers(values, 1)
    yield "}"


def _numbers(values: Series, decimals: int) -> Iterator[str]:
    """A column of numbers, ``null`` where one is not known."""
    yield "["
    for first in range(0, len(values), _ROWS_AT_ONCE):
        some = values[first : first + _ROWS_AT_ONCE]
        known = np.where(np.isfinite(some), some, np.nan).tolist()
        text = ",".join([f"%.{decimals}f"] * len(known)) % tuple(known)
        yield f"{',' if first else ''}{text}".replace("nan", "null")
    yield "]"


def _list(items: Iterable[str]) -> Iterator[str]:
    yield "["
    for number, item in enumerate(items):
        yield f",{item}" if number else item
    yield "]"


def _compact(values: list[int]) -> str:
    return json.dumps(values, separators=(",", ":"))
