"""Which frames of a clip are analysed, where not all of them need to be.

Human movement lies below 6 Hz (Winter, Biomechanics and Motor Control of Human Movement, 4th ed., section
3.4), so 30 frames a second show it as well as 60, 120 or 240 do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.manifest import Manifest

_NEARLY = 1.2  # a clip at no more than this many times the rate is analysed whole


def analysed_frames(manifest: Manifest) -> NDArray[np.bool_]:
    """(N,) which frames of the whole source are analysed.

    The first frame in each cell of a grid of ``manifest.analysis_hz`` is, and every frame at which people are
    detected afresh. The grid lies in the source's own time, so cuts make no difference.
    """
    t_s = manifest.t_s
    everything = np.ones(len(t_s), dtype=np.bool_)
    if manifest.analysis_hz is None or len(t_s) < 2:
        return everything
    step = float(np.median(np.diff(t_s))) * manifest.analysis_hz
    if step * _NEARLY >= 1.0:
        return everything
    # Half a frame off the edges of the cells, or rounded time stamps would fall to and fro between two.
    cell = np.floor(t_s * manifest.analysis_hz + step / 2)
    chosen = np.diff(cell, prepend=-1.0) > 0
    chosen[:: manifest.redetection_interval] = True
    return chosen
