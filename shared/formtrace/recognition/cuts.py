"""Where the picture changes from one frame to the next, as at a cut."""

from __future__ import annotations

import numpy as np

from formtrace.motion.body import Motion
from formtrace.signals.series import Series

# Torsos a second that the median landmark moves. A body that has fallen two metres has 6 m/s, or 12 torsos a
# second; in exercises single limbs may be as fast, but not most of the body.
_FASTEST = 10.0
_LEAST_JUMP = 0.35  # torsos, from where the body was just before
_SHORTEST_S = 2.0  # no set of repetitions is shorter
_AROUND_S = 0.3  # in which an error of single frames goes back


def cut_times(raw: Motion) -> Series:
    """(C,) seconds at which something new begins, in order.

    Most of the body is then elsewhere than it could have moved to, or another trajectory is taken up
    elsewhere. ``raw`` is a motion that is not smoothed.
    """
    seen = np.flatnonzero(raw.seen)
    if seen.size < 2:
        return np.zeros(0)
    t_s, xy = raw.t_s[seen], raw.xy_norm[seen] * [raw.aspect, 1.0]
    torso = raw.torso_m / raw.metres_per_height[seen]
    moved = np.median(np.linalg.norm(np.diff(xy, axis=0), axis=-1), axis=1) / torso[1:]
    too_fast = (moved > _LEAST_JUMP) & (moved > _FASTEST * np.diff(t_s))
    suspects = np.flatnonzero(too_fast | (np.diff(raw.shot[seen]) != 0)) + 1
    lasting = [at for at in suspects.tolist() if _stays(xy, t_s, at, _LEAST_JUMP * float(torso[at]))]
    times: Series = t_s[lasting]
    return times


def _stays(xy: Series, t_s: Series, at: int, far: float) -> bool:
    """Whether the median landmark does not come back to where it was, and was not where it comes to."""
    first, end = np.searchsorted(t_s, [t_s[at] - _AROUND_S, t_s[at] + _AROUND_S])
    before, after = xy[min(first, at - 1) : at], xy[at : max(end, at + 1)]
    back = np.median(np.linalg.norm(after - xy[at - 1], axis=-1), axis=1)
    ahead = np.median(np.linalg.norm(before - xy[at], axis=-1), axis=1)
    return bool(min(back.min(), ahead.min()) > far)


def between_cuts(t_s: Series, cuts_s: Series) -> Series:
    """(P, 2) first and last second of the parts between cuts that are long enough for a set."""
    edges = np.searchsorted(t_s, [t_s[0], *cuts_s, np.inf])
    first, last = edges[:-1], np.maximum(edges[1:] - 1, edges[:-1])
    parts: Series = np.stack([t_s[np.minimum(first, len(t_s) - 1)], t_s[np.minimum(last, len(t_s) - 1)]], 1)
    return parts[parts[:, 1] - parts[:, 0] >= _SHORTEST_S]
