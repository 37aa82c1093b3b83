"""The messages of jumps; see :mod:`.types`."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic makes schemas of Python 3.11's only from this one

from formtrace.contracts.upload_tracking.messages.common import Common, Side


class VisibleHips(TypedDict):
    """Which hips the jump was measured with."""

    left: bool
    right: bool


class JumpCalibration(Common):
    """Pixels have become centimetres."""

    type: Literal["jump_calibration"]
    calibrated: Literal[True]
    cmPerPixel: float
    baselineY: float
    visibleHips: VisibleHips
    message: str


class JumpStarted(Common):
    """Push-off."""

    type: Literal["jump_started"]
    message: str
    jumpNumber: int


class Measured(Common):
    """What is known of a jump: centimetres, seconds, and pixels of the source's picture, y down."""

    jumpNumber: int
    jumpHeightCm: float
    airTimeMs: NotRequired[int]
    airTimeSeconds: NotRequired[float]
    baselineY: NotRequired[float]
    minY: NotRequired[float]
    deltaPixels: NotRequired[float]
    cmPerPixel: NotRequired[float]
    sideUsed: Side
    visibleHips: VisibleHips


class JumpHeight(Measured):
    """The height of a jump: at its top, and ``final`` when it has landed."""

    type: Literal["jump_height"]
    measuring: bool
    landed: bool
    final: NotRequired[Literal[True]]


class JumpDiscarded(Common):
    """A jump that could not be measured."""

    type: Literal["jump_discarded"]
    reason: str
    userMessage: str


class JumpResult(Measured):
    """A jump that is over, with the heights by either method.

    ``jumpHeightCm`` is the one by ``method``, ``uncertaintyCm`` half the width of its 95 % interval;
    ``contactTimeMs`` is the time on the ground before a rebound.
    """

    type: Literal["jump_result"]
    uncertaintyCm: float
    method: str
    airTimeHeightCm: float
    hipRiseHeightCm: NotRequired[float]
    contactTimeMs: NotRequired[int]


class JumpBrief(TypedDict):
    """A jump in the list of jumps so far."""

    jumpNumber: int
    jumpHeightCm: float
    airTimeMs: int
    airTimeSeconds: float


class JumpSummary(Common):
    """All jumps so far, after each of them; heights in centimetres, and the latest hundred one by one."""

    type: Literal["jump_summary"]
    totalJumps: int
    avgJumpHeight: float
    maxJumpHeight: float
    minJumpHeight: float
    avgAirTimeSeconds: float
    jumps: list[JumpBrief]
