import assert from "node:assert/strict";
import test from "node:test";
import type { Effort, Frames, JobRecord, Rep, Result, Subscore } from "../src/api/types";
import { captionsOf } from "../src/model/captions";
import { cropOf } from "../src/model/crop";
import { effortsOf, keyOf } from "../src/model/efforts";
import { gaugeOf } from "../src/model/gauge";
import { namerOf } from "../src/model/sets";
import { fileName, tableOf } from "../src/model/table";
import { faultOf } from "../src/model/verdict";
import { sameMoment } from "../src/stage/phases";

const reason = (change: Partial<Subscore>): Subscore => ({
  check: "squat_depth",
  aspect: "range",
  score: 50,
  weight: 0.5,
  value: 0.32,
  unit: "torso",
  target: [null, 0.15],
  text: "",
  side: null,
  t_s: 1,
  ...change,
});

test("lengths are in centimetres where the trunk's length is known, and in shares of it where not", () => {
  const known = gaugeOf(reason({}), 50);
  assert.deepEqual([known.unit, known.value, known.high], ["cm", 16, 7.5]);
  const unknown = gaugeOf(reason({}), null);
  assert.deepEqual([unknown.unit, unknown.value, unknown.high], ["percent", 32, 15]);
});

test("what is wanted and what was measured lie on the scale in their order", () => {
  const tooMuch = gaugeOf(reason({}), 50);
  assert.ok(tooMuch.band[0] === 0 && tooMuch.band[1] < tooMuch.at && tooMuch.at < 1);
  const tooLittle = gaugeOf(reason({ unit: "s", value: 0.4, target: [1, null] }), 50);
  assert.ok(0 < tooLittle.at && tooLittle.at < tooLittle.band[0] && tooLittle.band[1] === 1);
  const good = gaugeOf(reason({ unit: "deg", value: 90, target: [80, 100] }), 50);
  assert.ok(good.band[0] < good.at && good.at < good.band[1]);
  assert.ok([gaugeOf(reason({ value: 0, target: [0, null] }), 50).at].every(Number.isFinite));
});

test("two repetitions are in step at the start, the turning point and the end", () => {
  const one = { start_s: 1, peak_s: 2, end_s: 5 };
  const other = { start_s: 10, peak_s: 14, end_s: 15 };
  assert.deepEqual(
    [1, 1.5, 2, 3.5, 5, 9].map((t_s) => sameMoment(one, other, t_s)),
    [10, 12, 14, 14.5, 15, 15],
  );
});

test("the crop holds what is seen of the person in the stretches, and nothing that is guessed", () => {
  const row = [2000, 3000, 4000, 7000, 9900, 100];
  const frames = { t_s: [0, 1, 2], xy: [row, row, null], score: [[90, 90, 5], [90, 90, 5], null] };
  const crop = cropOf(frames as unknown as Frames, [{ start_s: 0, end_s: 2 }]);
  assert.ok(crop.x < 0.2 && crop.x > 0.1 && crop.x + crop.width > 0.4 && crop.x + crop.width < 0.5);
  assert.ok(crop.y < 0.3 && crop.y + crop.height > 0.7 && crop.y + crop.height < 0.8);
  assert.equal(cropOf(frames as unknown as Frames, []).width, 1);
});

test("a form error leads to the effort that it cost most, and to its picture", () => {
  const still = (role: string) => ({ role, t_s: 1, width: 3, height: 4, check: null });
  const efforts = [
    { index: 1, subscores: [reason({ score: 60 })], still: still("still_001") },
    { index: 2, subscores: [reason({ score: 40 })], still: still("still_002") },
    { index: 3, subscores: [reason({ check: "trunk_lean", score: 10 })] },
  ] as unknown as Effort[];
  const fault = faultOf("squat_depth", efforts);
  assert.deepEqual([fault?.effort.index, fault?.still?.role], [2, "still_002"]);
  efforts[2] = {
    ...(efforts[2] as Effort),
    fault_still: { ...still("still_003_fault"), check: "squat_depth" },
  };
  assert.equal(faultOf("squat_depth", efforts)?.still?.role, "still_003_fault");
  assert.equal(faultOf("heels_lifting", efforts), null);
});

test("the table has a row for each repetition", () => {
  const rep = {
    ...{ index: 1, start_s: 0.5, peak_s: 1, end_s: 2, side: "both", rom_deg: null },
    ...{ tempo: { eccentric_s: 0.4, pause_s: 0.1, concentric_s: 0.5 }, score: 91.5, grade: "A" },
  } as unknown as Rep;
  const lines = tableOf({ reps: [rep], holds: [] } as unknown as Result).split("\r\n");
  assert.deepEqual(lines.slice(1), ["1,0.5,1,2,both,,0.4,0.1,0.5,91.5,A", ""]);
  assert.equal(lines[0]?.split(",").length, 11);
});

test("files are named for people", () => {
  const job = { job_id: "3f2a91c0-aaaa", created_at: "2026-11-29T10:00:00Z" } as JobRecord;
  const named = (change: Partial<Result>): string =>
    fileName({ exercise: null, ...change } as Result, job, "mp4");
  assert.equal(named({ exercise: "push_up" }), "push-up-2026-11-29-3f2a91c0.mp4");
  assert.equal(named({}), "movement-2026-11-29-3f2a91c0.mp4");
  const reference = { name: "Mâcon's / swing?" } as Result["reference"];
  assert.equal(named({ reference: reference ?? null }), "mâcon-s-swing-2026-11-29-3f2a91c0.mp4");
});

test("captions are WebVTT, from where the video begins, and no text can be taken for markup", () => {
  const efforts = [{ index: 2, start_s: 61.5, end_s: 62.25, grade: "B" }] as unknown as Effort[];
  const advice = [
    { rep: 2, text: "Less <lean> & more" },
    { rep: null, text: "Set" },
  ];
  const told = captionsOf(
    { recommendations: advice } as unknown as Result,
    efforts,
    1,
    ({ index }) => `Rep ${index}`,
  );
  assert.equal(told, "WEBVTT\n\n00:01:00.500 --> 00:01:01.250\nRep 2, B\nLess &lt;lean> &amp; more\n");
});

test("each set of a workout counts from one, and says which it is", () => {
  const rep = (set: number, index: number): Rep => ({ set, index, start_s: index, end_s: index + 1 }) as Rep;
  const plank = { set: 2, index: 1, start_s: 2.5, end_s: 3, duration_s: 0.5, score: 98, grade: "A" };
  const set = (index: number, exercise: string, more: object): object => {
    return { index, exercise, reps: [], holds: [], ...more };
  };
  const result = {
    reps: [rep(1, 1), rep(1, 2), rep(3, 3)],
    holds: [plank],
    sets: [
      set(1, "squat", { reps: [rep(1, 1), rep(1, 2)] }),
      set(2, "plank", { holds: [plank] }),
      set(3, "lunge", { reps: [rep(3, 1)] }),
    ],
    recommendations: [{ rep: 1, set: 2, text: "Hips up." }],
  } as unknown as Result;
  const nameOf = namerOf(
    result,
    (exercise) => exercise ?? "",
    (kind, index) => `${kind} ${index}`,
  );
  const efforts = effortsOf(result);
  assert.deepEqual(efforts.map(nameOf), ["squat 1", "squat 2", "plank 1", "lunge 1"]);
  assert.equal(new Set(efforts.map(keyOf)).size, 4);
  const cues = captionsOf(result, efforts, 0, nameOf).trim().split("\n\n").slice(1);
  assert.deepEqual(
    cues.map((cue) => cue.split("\n").slice(1)),
    [["squat 1"], ["squat 2"], ["plank 1, A", "Hips up."], ["lunge 1"]],
  );
  const rows = tableOf(result).trim().split("\r\n");
  assert.deepEqual(
    rows.slice(1).map((row) => row.split(",").slice(0, 3).join(" ")),
    ["1 squat 1", "1 squat 2", "2 plank 1", "3 lunge 1"],
  );
});
