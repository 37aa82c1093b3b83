"""From everybody's tracks to the clean motion of one person."""

from __future__ import annotations

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
    wanted = slice(first_frame, end_frame)
    rows, shot, t_s = subject.rows[wanted], subject.shot[wanted], t_s[wanted]
    xy_norm, world_m, score = (
        fill_gaps(t_s, _at(values, rows), shot)
        for values in (tracks.xy_norm, tracks.world_m, tracks.visibility)
    )
    return Motion(
        t_s=t_s,
        xy_norm=smooth(t_s, xy_norm, shot),
        score=score,
        world_m=smooth(t_s, world_m, shot),
        shot=shot,
        aspect=aspect,
    )


def _at(values: NDArray[np.float32], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """``values`` of the rows, NaN where the row is -1."""
    taken = np.full((len(rows), *values.shape[1:]), np.nan)
    taken[rows >= 0] = values[rows[rows >= 0]]
    return taken
