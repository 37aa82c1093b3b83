"""From everybody's tracks to the clean motion of one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formtrace.motion.body import Motion
from formtrace.motion.clean import fill_gaps, smooth
from formtrace.motion.subject import Subject
from formtrace.pose.tracks import Tracks


def subject_motion(
    subject: Subject,
    tracks: Tracks,
    t_s: NDArray[np.float64],
    first_frame: int,
    end_frame: int,
    aspect: float,
) -> Motion:
    """Fill the subject's short gaps and smooth; the motion covers ``first_frame:end_frame``."""
    raw = raw_motion(subject, tracks, t_s, first_frame, end_frame, aspect)
    xy_norm, world_m, score = (
        fill_gaps(raw.t_s, values, raw.shot) for values in (raw.xy_norm, raw.world_m, raw.score)
    )
    return replace(
        raw,
        xy_norm=smooth(raw.t_s, xy_norm, raw.shot),
        score=score,
        world_m=smooth(raw.t_s, world_m, raw.shot),
    )


def raw_motion(
    subject: Subject,
    tracks: Tracks,
    t_s: NDArray[np.float64],
    first_frame: int,
    end_frame: int,
    aspect: float,
) -> Motion:
    """The subject's motion as the network saw it: with its gaps and its noise, but with sharp turns too."""
    wanted = slice(first_frame, end_frame)
    rows = subject.rows[wanted]
    return Motion(
        t_s=t_s[wanted],
        xy_norm=_at(tracks.xy_norm, rows),
        score=_at(tracks.visibility, rows),
        world_m=_at(tracks.world_m, rows),
        shot=subject.shot[wanted],
        aspect=aspect,
    )


def _at(values: NDArray[np.float32], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """``values`` of the rows, NaN where the row is -1."""
    taken = np.full((len(rows), *values.shape[1:]), np.nan)
    taken[rows >= 0] = values[rows[rows >= 0]]
    return taken
