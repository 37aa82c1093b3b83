"""The result of an analysis, with its tables, plots, overlay and exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from formtrace.errors import InvalidOptionsError, MissingExtraError, advice_on
from formtrace.facade.named import Named
from formtrace.facade.notebook import as_html
from formtrace.facade.stills import StillPicture, stills_of
from formtrace.results.changes import SessionChanges, compare_sessions
from formtrace.results.data import ResultData
from formtrace.results.document import (
    Form,
    Held,
    Jump,
    Recommendation,
    Rejected,
    Rep,
    ResultDocument,
    SetReport,
)
from formtrace.results.tables import TABLES, TableName, pixels, table
from formtrace.signals.series import Series

if TYPE_CHECKING:
    import pandas as pd
    import supervision as sv
    import xarray as xr
    from matplotlib.figure import Figure

    from formtrace.facade.frames import FrameSource
    from formtrace.overlay.annotator import Annotator
    from formtrace.texts import Language


class Result:
    """What an analysis found in N frames. Times are seconds from the source's first frame.

    Attributes:
        data: the document and all arrays.
        source: the video's file, or its pictures, if they are known.

    >>> import formtrace as ft
    >>> result = ft.load("out/")
    >>> result
    <Result: 2 x jumping_jack in 3.0 s>
    >>> result.count, round(result.reps[1].peak_s)
    (2, 2)
    >>> result.angles["left_knee"].shape == result.times_s.shape
    True
    """

    def __init__(self, data: ResultData, source: Path | FrameSource | None = None) -> None:
        self.data = data
        self.source = source

    @property
    def document(self) -> ResultDocument:
        """All that was found, as ``result.json`` has it."""
        return self.data.document

    @property
    def exercise(self) -> str | None:
        """The id of what was counted."""
        return self.document.exercise

    @property
    def count(self) -> int:
        """Repetitions that count, or whole seconds held."""
        return self.document.count

    @property
    def held_s(self) -> float | None:
        """Seconds held, for exercises that are held."""
        return self.document.held_s

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The repetitions, with times, range, tempo, score and grade."""
        return self.document.reps

    @property
    def holds(self) -> tuple[Held, ...]:
        """The stretches of a hold."""
        return self.document.holds

    @property
    def sets(self) -> tuple[SetReport, ...]:
        """What was found set by set: exercise, repetitions, form, times and rest.

        >>> import formtrace as ft
        >>> [(each.exercise, each.count) for each in ft.load("out/").sets]
        [('jumping_jack', 2)]
        """
        return self.document.in_sets

    @property
    def jumps(self) -> tuple[Jump, ...]:
        """The jumps, with heights."""
        return () if self.document.jumps is None else self.document.jumps.jumps

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Attempts that do not count, each with its reason."""
        return self.document.rejected

    @property
    def form(self) -> Form | None:
        """Mean score and grade of the whole set."""
        return self.document.form

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """What to do better, the most important first."""
        return self.document.recommendations

    @property
    def warnings(self) -> tuple[str, ...]:
        """What limits the analysis, a sentence each."""
        return tuple(warning.text for warning in self.document.quality.warnings)

    @property
    def stills(self) -> tuple[StillPicture, ...]:
        """Pictures of the turning points, and of the worst form error, in the order of time.

        >>> import formtrace as ft
        >>> [still.rep for still in ft.load("out/").stills]
        [1, 2]
        """
        return stills_of(self.data)

    @property
    def times_s(self) -> Series:
        """(N,) times of the frames."""
        return self.data.t_s

    @property
    def angles(self) -> Mapping[str, Series]:
        """Joint angles in the image plane by name, (N,) degrees, NaN where unknown."""
        return Named("angle", {name: angle.image_deg for name, angle in self.data.angles.items()})

    @property
    def angles_3d(self) -> Mapping[str, Series]:
        """Joint angles in 3D by name, (N,) degrees, NaN where unknown."""
        return Named("angle", {name: angle.space_3d_deg for name, angle in self.data.angles.items()})

    @property
    def keypoint_names(self) -> tuple[str, ...]:
        """What the K landmarks are called."""
        return self.data.skeleton.names

    @property
    def keypoints(self) -> Series:
        """(N, K, 2) pixels of the upright picture, NaN where the person is not seen."""
        return pixels(self.data)

    @property
    def visibility(self) -> Series:
        """(N, K) how likely each landmark is in the picture and not occluded, 0..1."""
        return self.data.visibility

    @property
    def keypoints_3d(self) -> Series:
        """(N, K, 3) metres around the hips, x right, y down, z away from the camera."""
        return self.data.world_m

    @property
    def signal(self) -> Series | None:
        """(N,) the movement, 0 at rest and 1 at full range; ``None`` where nothing was counted."""
        return None if self.data.course is None else self.data.course.signal

    def to_pandas(self, name: TableName = "reps", *, long: bool = False) -> pd.DataFrame:
        """One of the tables as a data frame: reps, holds, rejected, jumps, angles, keypoints or signal.

        ``long`` gives a row for each frame and angle or landmark.

        Raises:
            InvalidOptionsError: there is no such table.
            MissingExtraError: pandas is not installed.

        >>> import formtrace as ft
        >>> ft.load("out/").to_pandas("reps")[["index", "side"]].to_string(index=False)
        ' index side\\n     1 both\\n     2 both'
        """
        if name not in TABLES:
            raise InvalidOptionsError(f"There is no table '{name}'; {advice_on(name, TABLES)}")
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtraError.of("pandas", "exports") from None
        return pd.DataFrame(table(self.data, name, long=long))

    def plot(self, angles: Sequence[str] | None = None) -> Figure:
        """The movement with its repetitions, and the ``angles`` (those that move most, if none are named).

        Raises:
            MissingExtraError: matplotlib is not installed.

        >>> import formtrace as ft
        >>> ft.load("out/").plot(["left_knee", "right_knee"]).savefig("movement.png")
        """
        from formtrace.facade.plot import plot

        return plot(self.data, angles)

    def annotate(
        self,
        path: str | Path,
        *,
        annotators: Sequence[Annotator] = (),
        overlay: bool = True,
        angles: bool = False,
        skeleton_style: str | None = None,
        progress: bool | None = None,
    ) -> Path:
        """Write the video, or the photo, with the overlay on it, and with what ``annotators`` draw.

        Args:
            path: of an MP4 file; of a JPEG file for a photo.
            annotators: drawn on top, one after the other; see :class:`formtrace.Annotator`.
            overlay: draw the skeleton, the counter and the signal.
            angles: label the joint angles.
            skeleton_style: id of a preset.
            progress: show a progress bar; ``None``: in a terminal or a notebook.

        Raises:
            SourceUnknownError: the video is not known: ``ft.load(folder, source="squat.mp4")`` names it.
        """
        from formtrace.facade.annotate import annotate

        return annotate(
            self.data,
            self.source,
            Path(path),
            annotators=annotators,
            overlay=overlay,
            options={"angles": angles, "skeleton_style": skeleton_style},
            progress=progress,
        )

    def export(self, path: str | Path, to: str | None = None, **settings: Any) -> Path:
        """Write the result in another format; ``to`` names it where the suffix does not.

        >>> import formtrace as ft
        >>> ft.load("out/").export("reps.csv").name
        'reps.csv'

        Raises:
            InvalidOptionsError: there is no such format, or it cannot hold this result.
            SourceUnknownError: it shows the video, which is not known.
            MissingExtraError: the library that writes it is not installed.
        """
        from formtrace.facade.frames import pictures_of
        from formtrace.results.exports import export

        return export(self.data, Path(path), to, pictures_of(self.source, self.data), **settings)

    def to_movement(self, space: Literal["pixels", "metres"] = "pixels") -> xr.Dataset:
        """A poses data set of ``movement`` (neuroinformatics-unit).

        Variables are ``position`` (time, space, keypoint, individual), in pixels of the upright picture or in
        metres around the hips, and ``confidence`` (time, keypoint, individual).

        >>> import formtrace as ft
        >>> dict(ft.load("out/").to_movement().sizes)
        {'time': 90, 'space': 2, 'keypoint': 33, 'individual': 1}

        Raises:
            MissingExtraError: xarray is not installed (``formtrace[exports]``).
        """
        from formtrace.results.exports.movement_file import movement_dataset

        return movement_dataset(self.data, space)

    def to_supervision(self) -> list[sv.KeyPoints]:
        """The key points of each frame for the annotators of ``supervision``; empty where no person is seen.

        Raises:
            MissingExtraError: supervision is not installed (``formtrace[supervision]``).
        """
        from formtrace.results.exports.movement_file import supervision_key_points

        return supervision_key_points(self.data)

    def compare(self, earlier: Result) -> SessionChanges:
        """What changed since an earlier session: count, score, range, tempo and form checks.

        >>> import formtrace as ft
        >>> changes = ft.load("out/").compare(ft.load("out/"))
        >>> [(one.name, one.difference) for one in changes.measures][:2]
        [('count', 0.0), ('score', 0.0)]
        """
        return compare_sessions(earlier.document, self.document)

    def report(
        self,
        path: str | Path,
        *,
        person: str = "",
        clinic: str = "",
        language: Language | None = None,
    ) -> Path:
        """Write a report of one page, as HTML, or as PDF if the path ends so.

        Raises:
            MissingExtraError: there is nothing on this machine that makes PDF files.

        >>> import formtrace as ft
        >>> ft.load("out/").report("report.html", person="Anna").name
        'report.html'
        """
        from formtrace.facade.report import write_report

        return write_report(self.data, Path(path), person=person, clinic=clinic, language=language)

    def __repr__(self) -> str:
        return f"<Result: {summary(self.document)} in {self.document.media.duration_s:.1f} s>"

    def _repr_html_(self) -> str:
        return as_html(self.data)


def summary(document: ResultDocument) -> str:
    """What was found in a few words."""
    if document.unit is None:
        return "keypoints and angles"
    if len(document.sets) > 1:
        return ", ".join(_of_set(each) for each in document.sets)
    name = document.exercise or (document.reference.name if document.reference else "movement")
    return (
        f"{document.held_s:.1f} s of {name}" if document.held_s is not None else f"{document.count} x {name}"
    )


def _of_set(found: SetReport) -> str:
    how_much = f"{found.held_s:.1f} s of" if found.held_s is not None else f"{found.count} x"
    return f"{how_much} {found.exercise}"
