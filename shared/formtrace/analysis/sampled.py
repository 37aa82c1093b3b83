"""A clip of which not every frame was analysed: analysed as the shorter clip, told for every frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formtrace.clip.manifest import Manifest
from formtrace.clip.sampling import analysed_frames
from formtrace.motion.body import Motion
from formtrace.pose.tracks import Tracks
from formtrace.signals.resample import interpolate_at


@dataclass(frozen=True, slots=True, eq=False)
class SampledClip:
    """The frames that were analysed, as a clip of their own.

    Attributes:
        tracks: who was seen, by the places of the frames in this clip.
        t_s: their times in seconds as they passed when it was filmed, (A,).
        first_frame, end_frame: the range that was asked for, in this clip.
        aspect: width over height of the picture.
        at_s: the times of all frames of that range, (N,).
        interpolated: which of them are not in this clip, (N,).
        capture_speed: how many times slower the clip plays.
    """

    tracks: Tracks
    t_s: NDArray[np.float64]
    first_frame: int
    end_frame: int
    aspect: float
    at_s: NDArray[np.float64]
    interpolated: NDArray[np.bool_]
    capture_speed: float = 1.0

    @classmethod
    def of(cls, tracks: Tracks, manifest: Manifest, capture_speed: float = 1.0) -> SampledClip:
        """The analysed frames of a source, with what was seen in them."""
        wanted, t_s = slice(manifest.first_frame, manifest.end_frame), manifest.t_s / capture_speed
        aspect = manifest.media.width / manifest.media.height
        chosen = analysed_frames(manifest)
        if chosen.all():
            nothing = np.zeros(manifest.end_frame - manifest.first_frame, dtype=np.bool_)
            first, end = manifest.first_frame, manifest.end_frame
            return cls(tracks, t_s, first, end, aspect, t_s[wanted], nothing, capture_speed)
        frames = np.flatnonzero(chosen)
        # With the frame before the range, or there would be nothing to interpolate its first ones from.
        first = max(0, int(np.searchsorted(frames, manifest.first_frame, side="right")) - 1)
        end = max(first + 1, int(np.searchsorted(frames, manifest.end_frame)))
        place = np.searchsorted(frames, tracks.frame).astype(np.int32)
        at = replace(tracks, frame=place)
        return cls(at, t_s[frames], first, end, aspect, t_s[wanted], ~chosen[wanted], capture_speed)

    @property
    def clip(self) -> tuple[NDArray[np.float64], int, int, float]:
        """Times, range and aspect, as the functions of ``motion`` take them."""
        return self.t_s, self.first_frame, self.end_frame, self.aspect

    def every_frame(self, motion: Motion) -> Motion:
        """A motion of this clip, interpolated to all frames of the range."""
        motion = replace(motion, capture_speed=self.capture_speed)
        if not self.interpolated.any():
            return motion
        t_s, shot = motion.t_s, motion.shot
        nearest = np.searchsorted((t_s[1:] + t_s[:-1]) / 2, self.at_s)
        return replace(
            motion,
            t_s=self.at_s,
            xy_norm=interpolate_at(t_s, motion.xy_norm, self.at_s, shot),
            visibility=np.clip(interpolate_at(t_s, motion.visibility, self.at_s, shot), 0.0, 1.0),
            world_m=interpolate_at(t_s, motion.world_m, self.at_s, shot),
            shot=shot[nearest],
        )
