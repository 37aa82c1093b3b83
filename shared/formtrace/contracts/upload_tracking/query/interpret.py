"""From a query to a session, or to the one error that says why not."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from formtrace.access.authorise import Access
from formtrace.access.plans import GateCode
from formtrace.clip.limits import Limits
from formtrace.contracts.upload_tracking.query.reading import Query, Reading, read_query
from formtrace.contracts.upload_tracking.query.session import (
    ExerciseView,
    LimitsView,
    PageSettings,
    PlanView,
    ReferenceView,
    Session,
    SkeletonView,
)
from formtrace.errors import UnknownExerciseError
from formtrace.exercises.catalogue import catalogue
from formtrace.exercises.requested import requested_exercise
from formtrace.exercises.schema import Exercise
from formtrace.options import AnalysisOptions
from formtrace.overlay.preset import find_preset
from formtrace.workflow.reference_library import not_found
from formtrace.workflow.reference_records import StoredReference


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a session depends on beside the query and the token.

    Attributes:
        limits: what may be uploaded.
        gate_code: which of the contract's names the error has when a plan does not include a feature.
        references: finds a reference movement of any token by its id.
    """

    limits: Limits = field(default_factory=Limits)
    gate_code: GateCode = "developer_features_not_allowed"
    references: Callable[[str], StoredReference | None] = lambda _: None


def session_of(query: Query, access: Access, deployment: Deployment) -> Session:
    """Understand a query.

    Args:
        query: names and values of a query string, or a JSON object with the same names.
        access: what the token allows.
        deployment: what this deployment allows.

    Raises:
        InvalidOptionsError: see :func:`~.reading.read_query`; its subclasses say that the exercise or the
            reference is not known (or is another token's), or that ``userHeightCm`` is missing.
        FeaturesNotAllowedError: the plan does not include what is asked for.
    """
    reading = read_query(query)
    skeleton, ignored = _skeleton(reading)
    options, exercise = _asked(reading, access)
    options, reference = _with_reference(options, access, deployment)
    access.plan.check(options, reading.source, deployment.gate_code)
    limits, is_video = deployment.limits, reading.source == "video"
    return Session(
        source=reading.source,
        options=options.model_dump(mode="json", exclude_unset=True),
        page=PageSettings(**{**reading.page(), "locale": options.locale}),
        skeleton=skeleton,
        exercise=_exercise_view(exercise, options.locale),
        reference=reference,
        remote_src=reading.values.get("remote_src"),
        callback_url=reading.values.get("callback_url"),
        job=access.only_job or reading.values.get("job"),
        read_only=access.only_job is not None,
        limits=LimitsView(
            max_bytes=limits.max_bytes if is_video else limits.max_photo_bytes,
            max_duration_s=limits.max_duration_s,
        ),
        plan=PlanView(name=access.plan.name, features=tuple(sorted(access.plan.features))),
        ignored=(*reading.ignored, *ignored),
    )


def _skeleton(reading: Reading) -> tuple[SkeletonView, tuple[str, ...]]:
    """How the skeleton looks; a preset that is not here is the default look and one more ignored name."""
    wanted = reading.values.get("options.skeleton", True)
    style = wanted if isinstance(wanted, str) else reading.values.get("options.skeleton_style")
    preset = None if style is None else find_preset(style)
    view = SkeletonView(visible=wanted is not False, style={} if preset is None else preset.contract())
    return view, () if style is None or preset is not None else ("skeleton",)


def _asked(reading: Reading, access: Access) -> tuple[AnalysisOptions, Exercise | None]:
    """What the job is asked for, with the names that it has here."""
    values: dict[str, Any] = reading.options()
    if isinstance(values.get("skeleton"), str):
        values |= {"skeleton": True, "skeleton_style": values["skeleton"]}
    if "skeleton_style" in values:
        style = str(values["skeleton_style"]).lower()
        values["skeleton_style"] = style if find_preset(style) else None
    if reading.source == "video" and not {"exercise", "reference", "keypoints"} & values.keys():
        # Newest edition of the contract: a URL without an exercise streams keypoints without being asked.
        free = (
            access.plan.streams_pose_only(AnalysisOptions(), "video") or "keypoints" in access.plan.features
        )
        values["keypoints"] = free
    options = AnalysisOptions.from_mapping(values)
    exercise = _exercise(options)
    if exercise is not None:
        options = options.model_copy(update={"exercise": exercise.id})
    return options, exercise


def _with_reference(
    options: AnalysisOptions, access: Access, deployment: Deployment
) -> tuple[AnalysisOptions, ReferenceView | None]:
    """The reference movement that is asked for, under the id that it has in its record."""
    if options.reference is None:
        return options, None
    stored = deployment.references(options.reference)
    if stored is None or not access.may_see(stored.owner):
        raise not_found()
    view = ReferenceView(id=stored.id, name=stored.name, duration_s=stored.duration_s, signals=stored.signals)
    return options.model_copy(update={"reference": stored.id}), view


def _exercise(options: AnalysisOptions) -> Exercise | None:
    """The exercise that is asked for; one that is not here is refused in the contract's words."""
    try:
        return requested_exercise(options)
    except UnknownExerciseError as error:
        name = str(options.exercise)
        close = difflib.get_close_matches(name.lower(), catalogue(), n=3)
        hint = f"perhaps you mean {' or '.join(close)}." if close else "/v1/exercises lists those that are."
        raise UnknownExerciseError(
            f"Exercise '{name}' is not available in V3 engine; {hint}",
            details={"exercise": name, "suggestions": close},
        ) from error


def _exercise_view(exercise: Exercise | None, locale: str) -> ExerciseView | None:
    if exercise is None:
        return None
    return ExerciseView(
        id=exercise.id,
        name=_in(exercise.name, locale),
        unit=exercise.counting.unit,
        signal_label=exercise.signal_label,
        joints=working_joints(exercise),
        view=exercise.posture.view,
    )


def working_joints(exercise: Exercise) -> tuple[str, ...]:
    """The joints whose angles are in the exercise's signal, as in ``frames.json`` without the side."""
    measures = [term.measure for term in exercise.signal if term.measure.kind in ("angle", "incline")]
    joints = ("trunk" if each.kind == "incline" else each.points[1].removeprefix("mid_") for each in measures)
    return tuple(dict.fromkeys(joints))


def _in(texts: Mapping[str, str], locale: str) -> str:
    return texts.get(locale) or texts["en"]
