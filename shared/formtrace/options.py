"""What a job asks for, whichever way it came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from formtrace.errors import InvalidOptionsError

ModelVariant = Literal["lite", "full", "heavy"]

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


def _pair(value: object) -> object:
    """Accept ``x,y`` where a pair is wanted."""
    return value.split(",") if isinstance(value, str) else value


Flag = Annotated[bool, BeforeValidator(_lenient_bool)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Place = Annotated[tuple[Share, Share], BeforeValidator(_pair)]


class AnalysisOptions(BaseModel):
    """The options of one analysis; unknown names are ignored, as the Upload Tracking contract asks.

    Attributes:
        exercise: catalogue id or one of its aliases; ``None`` gives keypoints and angles only.
        model: BlazePose variant; ``None`` takes the deployment's own.
        export: make a video with the skeleton, the counter and the signal on it.
        angles: label the joint angles in that video.
        subject: where the person to be analysed is, as shares of the picture's width and height, ``x,y``;
            ``None`` takes the most prominent one.
        start_s, end_s: the part of the source to analyse, in seconds of its own time.
        chunk_s: aimed length of a chunk; never changes the answer, only how the work is cut.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    exercise: str | None = None
    model: ModelVariant | None = None
    export: Flag = False
    angles: Flag = False
    subject: Place | None = None
    start_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    end_s: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    chunk_s: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)] = 10.0

    @model_validator(mode="after")
    def _range_is_forward(self) -> AnalysisOptions:
        if self.start_s is not None and self.end_s is not None and self.end_s <= self.start_s:
            raise ValueError("end_s must be after start_s")
        return self

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> AnalysisOptions:
        """Read options from JSON, S3 metadata or a query string; ``a-b`` and ``a_b`` are the same name.

        Raises:
            InvalidOptionsError: a value is out of range; the message names it.
        """
        named = {key.replace("-", "_").lower(): value for key, value in values.items()}
        try:
            return cls.model_validate({key: value for key, value in named.items() if value not in (None, "")})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "options"
            reason = first["msg"].removeprefix("Value error, ")
            raise InvalidOptionsError(f"Correct the option '{where}': {reason}.") from error
