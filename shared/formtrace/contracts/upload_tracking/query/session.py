"""What a query means: the session that the page runs, and the options that it posts."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from formtrace.access.plans import Source


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class PageSettings(_View):
    """What the page looks like and how it speaks to its host. Lengths are CSS pixels."""

    show_upload: bool = True
    upload_label: str | None = None
    upload_button_position: str = "center"
    upload_area_padding_px: int = 12
    width_px: int | None = None
    height_px: int | None = None
    container_min_height_px: int = 200
    container_max_width_px: int | None = None
    container_max_height_px: int | None = None
    object_fit: str = "contain"
    loading_message: str | None = None
    posture_box: bool = True
    locale: str = "en"
    pace: Literal["now", "playback"] = "now"
    progressive: bool = False
    target_origin: str = "*"
    message_format: Literal["string", "object"] = "string"
    channel: str | None = None
    view: Literal["analyses", "trends"] | None = None
    compare: str | None = None
    library: bool | None = None


class SkeletonView(_View):
    """Whether the skeleton is drawn. ``style`` is a preset in the contract's keys; empty is our look."""

    visible: bool = True
    style: dict[str, Any] = Field(default_factory=dict)


class ExerciseView(_View):
    """What is counted: ``name`` in the session's language, ``signal_label`` and the working ``joints``.

    ``view``: from where a camera sees it best.
    """

    id: str
    name: str
    unit: Literal["reps", "seconds"]
    signal_label: str
    joints: tuple[str, ...] = ()
    view: Literal["front", "side", "either"] = "either"


class ReferenceView(_View):
    """The reference movement that is counted: ``signals`` are the angles that move most in it."""

    id: str
    name: str
    duration_s: float
    signals: tuple[str, ...]


class LimitsView(_View):
    """What may be uploaded."""

    max_bytes: int
    max_duration_s: float


class PlanView(_View):
    """What the token's plan includes."""

    name: str
    features: tuple[str, ...]


class Session(_View):
    """A query, understood.

    Attributes:
        options: what is asked of a job; the page posts them, and they mean the same when they come back.
        remote_src: where the server shall fetch the file from.
        job: a job to show instead of asking for a file.
        read_only: whether the link shows that job and nothing else.
        ignored: parameters that have no effect, as they were written: unknown ones, those that this kind of
            file has no use for, those that are only accepted, and values about the page's looks that could
            not be read.
    """

    source: Source
    options: dict[str, Any]
    page: PageSettings
    skeleton: SkeletonView
    exercise: ExerciseView | None
    reference: ReferenceView | None
    remote_src: str | None
    callback_url: str | None
    job: str | None
    read_only: bool = False
    limits: LimitsView
    plan: PlanView
    ignored: tuple[str, ...]
