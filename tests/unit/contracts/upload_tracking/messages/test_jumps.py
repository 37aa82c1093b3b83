"""The jump family, against messages written by hand."""

from __future__ import annotations

from formtrace.contracts.upload_tracking.messages.jumps import jump_messages
from formtrace.contracts.upload_tracking.messages.timeline import count_messages
from formtrace.results.document import DiscardedJump, Jump, JumpCalibration, Jumps
from tests.unit.contracts.upload_tracking.messages.samples import document, rep

AIR = Jump(
    index=1,
    take_off_s=2.0,
    landing_s=2.5,
    air_time_s=0.5,
    height_cm=30.65,
    uncertainty_cm=2.1,
    method="air_time",
    air_time_height_cm=30.65,
    contact_s=0.2123,
)
PIXELS = Jump(
    index=2,
    take_off_s=4.0,
    landing_s=4.4,
    air_time_s=0.4,
    height_cm=20.0,
    uncertainty_cm=1.0,
    method="hip_rise",
    air_time_height_cm=19.61,
    hip_rise_cm=20.0,
    baseline_y_px=540.0,
    min_y_px=440.0,
    delta_px=100.0,
    side_used="left",
)
CALIBRATION = JumpCalibration(
    t_s=0.5, cm_per_px=0.2, baseline_y_px=540.0, hip_scores={"left": 0.9, "right": 0.4}
)


def test_a_jump_by_its_time_in_the_air() -> None:
    measured = {
        "jumpNumber": 1,
        "jumpHeightCm": 30.65,
        "airTimeMs": 500,
        "airTimeSeconds": 0.5,
        "sideUsed": "both",
        "visibleHips": {"left": True, "right": True},
    }
    landing = {"t": 2.5, "timestampMs": 2500}
    assert list(jump_messages(Jumps(jumps=(AIR,)))) == [
        {
            "type": "jump_started",
            "message": "Jump detected - measuring height",
            "jumpNumber": 1,
            "t": 2.0,
            "timestampMs": 2000,
        },
        {
            "type": "jump_height",
            **measured,
            "measuring": True,
            "landed": False,
            "t": 2.25,
            "timestampMs": 2250,
        },
        {"type": "jump_height", **measured, "measuring": False, "landed": True, "final": True, **landing},
        {
            "type": "jump_result",
            **measured,
            "uncertaintyCm": 2.1,
            "method": "air_time",
            "airTimeHeightCm": 30.65,
            "contactTimeMs": 212,
            **landing,
        },
        {
            "type": "jump_summary",
            "totalJumps": 1,
            "avgJumpHeight": 30.65,
            "maxJumpHeight": 30.65,
            "minJumpHeight": 30.65,
            "avgAirTimeSeconds": 0.5,
            "jumps": [
                {"jumpNumber": 1, "jumpHeightCm": 30.65, "airTimeMs": 500, "airTimeSeconds": 0.5},
            ],
            **landing,
        },
    ]


def test_calibrated_jumps() -> None:
    lost = DiscardedJump(t_s=3.0, reason="tracking_lost", text="Keep your hips in the picture.")
    calibrated, *others = jump_messages(
        Jumps(calibration=CALIBRATION, jumps=(AIR, PIXELS), discarded=(lost,))
    )
    assert calibrated == {
        "type": "jump_calibration",
        "calibrated": True,
        "cmPerPixel": 0.2,
        "baselineY": 540.0,
        "visibleHips": {"left": True, "right": False},
        "message": "Calibration complete - ready to jump",
        "t": 0.5,
        "timestampMs": 500,
    }
    assert others[5] == {
        "type": "jump_discarded",
        "reason": "tracking_lost",
        "userMessage": "Keep your hips in the picture.",
        "t": 3.0,
        "timestampMs": 3000,
    }
    result = next(m for m in others if m["type"] == "jump_result" and m["jumpNumber"] == 2)
    pixels = {name: result[name] for name in ("baselineY", "minY", "deltaPixels", "cmPerPixel")}
    assert pixels == {"baselineY": 540.0, "minY": 440.0, "deltaPixels": 100.0, "cmPerPixel": 0.2}
    assert (result["hipRiseHeightCm"], result["visibleHips"]) == (20.0, {"left": True, "right": False})
    summary = others[-1]
    assert (summary["totalJumps"], summary["avgJumpHeight"], summary["maxJumpHeight"]) == (2, 25.32, 30.65)
    assert (summary["minJumpHeight"], summary["avgAirTimeSeconds"]) == (20.0, 0.45)


def test_a_jump_counts_when_it_lands_though_its_movement_ends_at_a_frame_nearby() -> None:
    movements = (rep(1, 0.49, counted_s=2.5), rep(2, 2.42, counted_s=4.4))
    jumped = document(exercise="air_time_jump", count=2, reps=movements, jumps=Jumps(jumps=(AIR, PIXELS)))
    counts = [(m["current_count"], m["rep"], m["t"]) for m in count_messages(jumped)]
    assert counts == [(1, 1, 2.5), (2, 2, 4.4)]


def test_summaries_of_many_jumps_stay_short() -> None:
    many = tuple(
        AIR.model_copy(update={"index": n, "take_off_s": float(n), "landing_s": n + 0.5})
        for n in range(1, 151)
    )
    summary = list(jump_messages(Jumps(jumps=many)))[-1]
    assert summary["totalJumps"] == 150
    assert [jump["jumpNumber"] for jump in summary["jumps"]] == list(range(51, 151))
