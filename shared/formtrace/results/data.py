"""A whole result in memory: the document and the arrays of the files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from formtrace.analysis import Analysis
from formtrace.errors import ResultNotFoundError
from formtrace.motion.angles import AngleSeries
from formtrace.motion.angles_table import read_angles
from formtrace.results.document import ResultDocument
from formtrace.results.files import read_keypoints
from formtrace.results.frames import Course
from formtrace.results.sink import DOCUMENT
from formtrace.signals.series import Series
from formtrace.skeletons import Skeleton


@dataclass(frozen=True, slots=True, eq=False)
class ResultData:
    """One analysed clip of N frames and K landmarks; frames without the person hold NaN.

    Attributes:
        document: what was found.
        t_s: (N,) float64, seconds from the source's first frame.
        xy_norm: (N, K, 2) float64, shares of width and height, y down.
        visibility: (N, K) float64, 0..1.
        world_m: (N, K, 3) float64, metres around the hips, y down; NaN from a model without depth.
        skeleton: what the landmarks are.
        angles: the joint angles by name.
        course: signal, progress and count, (N,) each; ``None`` where nothing was counted.
        stills: the JPEG files of the stills, by their names.
    """

    document: ResultDocument
    t_s: Series
    xy_norm: Series
    visibility: Series
    world_m: Series
    skeleton: Skeleton
    angles: Mapping[str, AngleSeries]
    course: Course | None
    stills: Mapping[str, bytes] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.t_s)

    @classmethod
    def of(
        cls, analysis: Analysis, document: ResultDocument, stills: Mapping[str, bytes] | None = None
    ) -> ResultData:
        """The result of an analysis that was just made."""
        motion = analysis.motion
        return cls(
            document=document,
            t_s=motion.t_s,
            xy_norm=motion.xy_norm,
            visibility=np.nan_to_num(motion.visibility),
            world_m=motion.world_m if motion.has_depth else np.full_like(motion.world_m, np.nan),
            skeleton=motion.skeleton,
            angles={angle.name: angle for angle in analysis.angles},
            course=Course.of(analysis.sets, len(motion.t_s)) if analysis.sets else None,
            stills=stills or {},
        )

    @classmethod
    def load(cls, folder: Path) -> ResultData:
        """The result that any way in wrote into ``folder``.

        Raises:
            ResultNotFoundError: there is none, or a file of it is missing or damaged.
        """
        try:
            document = ResultDocument.model_validate_json((folder / DOCUMENT).read_text("utf-8"))
            aspect = document.media.width / document.media.height
            motion = read_keypoints(folder / document.files.get("keypoints", "keypoints.npz"), aspect)
            angles = read_angles(folder / document.files.get("angles", "angles.csv"))
            course = _course(folder / document.files["signal"]) if "signal" in document.files else None
        except (OSError, ValueError, KeyError) as error:
            raise ResultNotFoundError(
                f"There is no complete result in '{folder}' ({error}); give the folder that holds {DOCUMENT}."
            ) from error
        return cls(
            document=document,
            t_s=motion.t_s,
            xy_norm=motion.xy_norm,
            visibility=motion.visibility,
            world_m=motion.world_m if motion.has_depth else np.full_like(motion.world_m, np.nan),
            skeleton=motion.skeleton,
            angles=angles,
            course=course,
            stills=stills_in(folder, document),
        )

    @property
    def keypoint_arrays(self) -> dict[str, Any]:
        """The arrays as ``keypoints.npz`` names them."""
        return {
            "t_s": self.t_s,
            "xy_norm": self.xy_norm,
            "score": self.visibility,
            "names": np.array(self.skeleton.names),
        }


def stills_in(folder: Path, document: ResultDocument) -> dict[str, bytes]:
    """Those of the document's stills that are in a folder, by their names."""
    paths = {still.file: folder / still.file for effort in document.efforts for still in effort.stills}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _course(path: Path) -> Course:
    with np.load(path) as stored:
        value, progress, count = (stored[name].astype(np.float64) for name in ("value", "progress", "count"))
        of_set = stored["set"] if "set" in stored else np.ones(len(value))  # older results have one
        return Course(value, progress, count, of_set.astype(np.intp))
