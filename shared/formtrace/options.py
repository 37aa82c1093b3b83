"""What a job asks for, whichever way it came in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from formtrace.errors import InvalidOptionsError

ModelName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Difficulty = Literal["easy", "medium", "hard"]
MinGrade = Literal["A", "B", "C", "D"]
Locale = Literal["en", "fr"]
ScoringProfile = Literal["lenient", "strict"]

_BOOLEANS = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
    "": False,
}


def _lenient_bool(value: object) -> object:
    """Accept the spellings that query strings and S3 metadata use for booleans."""
    return _BOOLEANS.get(value.strip().lower(), value) if isinstance(value, str) else value


_DIFFICULTIES = {"normal": "medium", "pro": "hard"}


def _lenient_difficulty(value: object) -> object:
    """Accept the three vocabularies that hosts use: easy, normal or medium, hard or pro."""
    plain = value.strip().lower() if isinstance(value, str) else value
    return _DIFFICULTIES.get(plain, plain) if isinstance(plain, str) else plain


_SCORING_PROFILES = {"kali-analysis": "lenient", "kali": "strict", "default": "strict"}


def _scoring_profile(value: object) -> object:
    """Accept the names that the Upload Tracking contract has for the two profiles."""
    plain = _lower(value)
    return _SCORING_PROFILES.get(plain, plain) if isinstance(plain, str) else plain


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _language(value: object) -> object:
    """The language of a locale: ``fr-CA`` asks for ``fr``."""
    return re.split(r"[-_]", value.strip().lower())[0] if isinstance(value, str) else value


def _pair(value: object) -> object:
    """Accept ``x,y`` where a pair is wanted."""
    return value.split(",") if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


JOB_FORMATS = ("coco", "csv", "deeplabcut", "gif", "mot", "sheet", "trc", "vtt", "webp")
"""Formats that a job can write: those that need no library beside its own."""


def _formats(value: object) -> object:
    """Accept ``csv,trc`` where several are wanted, each once."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        return value
    names = tuple(dict.fromkeys(str(part).strip().lower() for part in parts if str(part).strip()))
    for name in names:
        if name not in JOB_FORMATS:
            raise ValueError(
                f"a job does not write '{name[:40]}'; choose of {', '.join(JOB_FORMATS)}, "
                "and let 'formtrace export' write others from the result"
            )
    return names


def _factor(value: object) -> object:
    """Accept ``8x`` where a factor is wanted."""
    return value.strip().lower().removesuffix("x") if isinstance(value, str) else value


Rate = Annotated[
    Annotated[float, Field(ge=5, le=240, allow_inf_nan=False)] | Literal["fast", "native"],
    BeforeValidator(_lower),
]
Speed = Annotated[float, Field(ge=0.1, le=100, allow_inf_nan=False), BeforeValidator(_factor)]
Flag = Annotated[bool, BeforeValidator(_lenient_bool)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Place = Annotated[tuple[Share, Share], BeforeValidator(_pair)]


class AnalysisOptions(BaseModel):
    """The options of one analysis; unknown names are ignored, as the Upload Tracking contract asks.

    Attributes:
        exercise: catalogue id or one of its aliases; ``auto`` counts what is recognised, set by set; ``None``
            gives keypoints and angles only.
        model: name of a pose model; ``None`` takes the deployment's own.
        reference: id of a reference movement to count and score by; not together with ``exercise``.
        scoring_profile: how similar a repetition must be to count: ``lenient`` tolerates another view,
            ``strict`` does not. The scores are the same.
        difficulty: how much of the full range of motion a repetition or hold must reach.
        min_grade: repetitions with a lower grade do not count; ``None`` counts all.
        e_band: use the grade E for scores from 40 to 59 instead of F.
        user_height_cm: body height, which jump heights are measured with.
        device_pitch_deg: how far the camera is tilted, for jump heights.
        locale: language of the sentences in the result.
        export: make a video with the skeleton, the counter and the signal on it.
        skeleton: draw the skeleton there.
        skeleton_style: id of a preset of ``overlay/presets`` to draw it with; ``None`` is our own look.
        blur_faces: make faces unrecognisable there, in stills, and in the picture of a photo.
        keep_video: keep the upload after the analysis.
        formats: names of :data:`JOB_FORMATS` to write a video's result in, beside its own files.
        angles: label the joint angles there, and send them as messages.
        keypoints, progression, recommendations: send these as messages too.
        subject: where the person to be analysed is, as shares of the picture's width and height, ``x,y``;
            ``None`` takes the most prominent one.
        subject_s: when the person is there, in seconds; ``None``: where they are longest.
        start_s, end_s: the part of the source to analyse, in seconds of its own time.
        speed: how many times slower than life the clip plays: 8, or ``8x``, for eightfold slow motion, 0.5
            for a clip at double speed; ``None`` takes what the container says.
        analysis_hz: how many frames a second are analysed at most, the others being interpolated: a number,
            ``fast`` (15) or ``native`` (all); ``None`` takes 30, and all for jumps.
        chunk_s: aimed length of a chunk; never changes the answer, only how the work is cut;
            ``None`` takes the length with which the work is expected to be done first.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    exercise: str | None = None
    reference: Annotated[str, Field(max_length=100)] | None = None
    scoring_profile: Annotated[ScoringProfile, BeforeValidator(_scoring_profile)] = "lenient"
    model: ModelName | None = None
    difficulty: Annotated[Difficulty, BeforeValidator(_lenient_difficulty)] = "medium"
    min_grade: Annotated[MinGrade, BeforeValidator(_upper)] | None = None
    e_band: Flag = False
    user_height_cm: Annotated[float, Field(ge=50, le=280, allow_inf_nan=False)] | None = None
    device_pitch_deg: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    locale: Annotated[Locale, BeforeValidator(_language)] = "en"
    export: Flag = False
    blur_faces: Flag = False
    keep_video: Flag = True
    skeleton: Flag = True
    skeleton_style: str | None = None
    formats: Annotated[tuple[str, ...], BeforeValidator(_formats)] = ()
    angles: Flag = False
    keypoints: Flag = False
    progression: Flag = False
    recommendations: Flag = False
    subject: Place | None = None
    subject_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    start_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    end_s: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    speed: Speed | None = None
    analysis_hz: Rate | None = None
    chunk_s: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _range_is_forward(self) -> AnalysisOptions:
        if self.start_s is not None and self.end_s is not None and self.end_s <= self.start_s:
            raise ValueError("end_s must be after start_s")
        return self

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> AnalysisOptions:
        """Read options from JSON, S3 metadata or a query string; ``aB``, ``a-b`` and ``a_b`` are one name.

        Raises:
            InvalidOptionsError: a value is out of range; the message names it.
        """
        named = {option_name(key): value for key, value in values.items()}
        given = {key: value for key, value in named.items() if value not in (None, "")}
        if {"exercise", "reference"} <= given.keys():
            raise InvalidOptionsError(
                "You cannot combine reference & exercise. Please check the documentation, and leave one out."
            )
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            where = first["loc"][0] if first["loc"] else "options"
            reason = first["msg"].removeprefix("Value error, ")
            raise InvalidOptionsError(f"Correct the option '{where}': {reason}.") from error

    def given(self) -> dict[str, Any]:
        """Those that differ from their default, as plain values."""
        return self.model_dump(exclude_none=True, exclude_defaults=True)


def option_name(key: str) -> str:
    """The name of an option however it is written: ``minGrade``, ``min-grade`` and ``min_grade`` are one."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).replace("-", "_").lower()
