"""The messages of jumps, as live tracking would send them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from formtrace.contracts.upload_tracking.messages.common import Side
from formtrace.contracts.upload_tracking.messages.jump_types import (
    JumpBrief,
    JumpCalibration,
    JumpDiscarded,
    JumpHeight,
    JumpResult,
    JumpStarted,
    JumpSummary,
    Measured,
    VisibleHips,
)
from formtrace.contracts.upload_tracking.messages.timeline import at
from formtrace.results.document import DiscardedJump, Jump, Jumps
from formtrace.results.document import JumpCalibration as Calibration

JumpMessage = JumpCalibration | JumpStarted | JumpHeight | JumpDiscarded | JumpResult | JumpSummary

AnyMeasured = TypeVar("AnyMeasured", bound=Measured)

_MS = 1000
_VISIBLE = 0.5  # the contract: jumps are measured from hips with a score above this
_LISTED = 100  # jumps in a summary: one follows every jump, and together they grow with the square


def jump_messages(jumps: Jumps) -> Iterator[JumpMessage]:
    """Calibration, then each jump from push-off to the summary so far, and those that were discarded."""
    told: list[JumpMessage] = []
    if jumps.calibration is not None:
        told.append(_calibrated(jumps.calibration))
    for number, jump in enumerate(jumps.jumps, 1):
        told.extend(_jump(jump, jumps.calibration))
        told.append(at(jump.landing_s, _summary(jumps.jumps[:number])))
    told.extend(_discarded(each) for each in jumps.discarded)
    yield from sorted(told, key=lambda message: message["t"])


def _calibrated(calibration: Calibration) -> JumpCalibration:
    message: JumpCalibration = {
        "type": "jump_calibration",
        "calibrated": True,
        "cmPerPixel": calibration.cm_per_px,
        "baselineY": calibration.baseline_y_px,
        "visibleHips": _hips("both", calibration.hip_scores),
        "message": "Calibration complete - ready to jump",
    }
    return at(calibration.t_s, message)


def _discarded(jump: DiscardedJump) -> JumpDiscarded:
    message: JumpDiscarded = {"type": "jump_discarded", "reason": jump.reason, "userMessage": jump.text}
    return at(jump.t_s, message)


def _jump(jump: Jump, calibration: Calibration | None) -> Iterator[JumpMessage]:
    started: JumpStarted = {
        "type": "jump_started",
        "message": "Jump detected - measuring height",
        "jumpNumber": jump.index,
    }
    yield at(jump.take_off_s, started)
    top_s = (jump.take_off_s + jump.landing_s) / 2
    yield at(top_s, _height(jump, calibration, landed=False))
    landed = _height(jump, calibration, landed=True)
    landed["final"] = True
    yield at(jump.landing_s, landed)
    yield at(jump.landing_s, _result(jump, calibration))


def _height(jump: Jump, calibration: Calibration | None, *, landed: bool) -> JumpHeight:
    message: JumpHeight = {
        "type": "jump_height",
        "measuring": not landed,
        "landed": landed,
        "jumpNumber": jump.index,
        "jumpHeightCm": jump.height_cm,
        "airTimeMs": round(jump.air_time_s * _MS),
        "airTimeSeconds": jump.air_time_s,
        "sideUsed": jump.side_used,
        "visibleHips": _hips(jump.side_used, jump.hip_scores),
    }
    return _with_pixels(message, jump, calibration)


def _result(jump: Jump, calibration: Calibration | None) -> JumpResult:
    message: JumpResult = {
        "type": "jump_result",
        "jumpNumber": jump.index,
        "jumpHeightCm": jump.height_cm,
        "uncertaintyCm": jump.uncertainty_cm,
        "method": jump.method,
        "airTimeHeightCm": jump.air_time_height_cm,
        "airTimeMs": round(jump.air_time_s * _MS),
        "airTimeSeconds": jump.air_time_s,
        "sideUsed": jump.side_used,
        "visibleHips": _hips(jump.side_used, jump.hip_scores),
    }
    if jump.hip_rise_cm is not None:
        message["hipRiseHeightCm"] = jump.hip_rise_cm
    if jump.contact_s is not None:
        message["contactTimeMs"] = round(jump.contact_s * _MS)
    return _with_pixels(message, jump, calibration)


def _with_pixels(message: AnyMeasured, jump: Jump, calibration: Calibration | None) -> AnyMeasured:
    """Add what was measured in the picture, as far as it was."""
    if jump.baseline_y_px is not None:
        message["baselineY"] = jump.baseline_y_px
    if jump.min_y_px is not None:
        message["minY"] = jump.min_y_px
    if jump.delta_px is not None:
        message["deltaPixels"] = jump.delta_px
    if calibration is not None:
        message["cmPerPixel"] = calibration.cm_per_px
    return message


def _summary(jumps: Sequence[Jump]) -> JumpSummary:
    heights_cm = [jump.height_cm for jump in jumps]
    brief: list[JumpBrief] = [
        {
            "jumpNumber": jump.index,
            "jumpHeightCm": jump.height_cm,
            "airTimeMs": round(jump.air_time_s * _MS),
            "airTimeSeconds": jump.air_time_s,
        }
        for jump in jumps[-_LISTED:]
    ]
    return {
        "type": "jump_summary",
        "totalJumps": len(jumps),
        "avgJumpHeight": round(sum(heights_cm) / len(jumps), 2),
        "maxJumpHeight": max(heights_cm),
        "minJumpHeight": min(heights_cm),
        "avgAirTimeSeconds": round(sum(jump.air_time_s for jump in jumps) / len(jumps), 4),
        "jumps": brief,
    }


def _hips(side: Side, scores: Mapping[Literal["left", "right"], float] | None) -> VisibleHips:
    """By their visibility where it is known, else by which of them were used."""
    if scores is None:
        return {"left": side != "right", "right": side != "left"}
    return {"left": scores["left"] > _VISIBLE, "right": scores["right"] > _VISIBLE}
