import assert from "node:assert/strict";
import { test } from "node:test";
import { extremesOf, grouped } from "../src/model/verdict";
import { jointsOf, spread } from "../src/model/angles";
import { tracesOf, trendsOf } from "../src/model/repetitions";
import { curveOf, effortAt } from "../src/model/signal";
import { completedAt, frameAt, nearestFrame } from "../src/model/time";
import { fitBox } from "../src/stage/fit";
import { stepOf } from "../src/stage/ghost";
import { opacityOf } from "../src/stage/skeleton";
import en from "../src/texts/en.json";
import fr from "../src/texts/fr.json";
import { clock, setLanguage, text } from "../src/texts";
import type { Frames, Rep } from "../src/api/types";

globalThis.document ??= { documentElement: { lang: "" } } as Document;

test("the frame of a presented frame's time is the nearest one, also at a variable frame rate", () => {
  const times = [0, 0.033, 0.08, 0.1, 0.2];
  assert.deepEqual(
    [0, 0.034, 0.079, 0.11, 0.19].map((at) => nearestFrame(times, at)),
    [0, 1, 2, 3, 4],
  );
  assert.equal(nearestFrame(times, 5), -1);
  assert.equal(nearestFrame([10, 10.04], 0), -1, "before the analysed part");
  assert.equal(nearestFrame([], 0), -1);
});

test("the frame at a playhead is the last one that has begun", () => {
  const times = [0, 0.04, 0.08];
  assert.deepEqual(
    [0, 0.039, 0.041, 0.079, 0.09].map((at) => frameAt(times, at)),
    [0, 0, 1, 1, 2],
  );
});

test("repetitions are over at their end", () => {
  const reps = [
    { start_s: 1, end_s: 2 },
    { start_s: 3, end_s: 4 },
  ];
  assert.deepEqual(
    [0, 2, 3.5, 9].map((at) => completedAt(reps, at)),
    [0, 1, 1, 2],
  );
  assert.deepEqual(
    [0, 1.5, 2.5, 3, 5].map((at) => effortAt(reps, at)),
    [-1, 0, -1, 1, -1],
  );
});

test("object-fit, as CSS defines it", () => {
  assert.deepEqual(fitBox("contain", 200, 100, 50, 50), { x: 50, y: 0, width: 100, height: 100 });
  assert.deepEqual(fitBox("cover", 200, 100, 50, 50), { x: 0, y: -50, width: 200, height: 200 });
  assert.deepEqual(fitBox("fill", 200, 100, 50, 50), { x: 0, y: 0, width: 200, height: 100 });
  assert.deepEqual(fitBox("none", 200, 100, 50, 50), { x: 75, y: 25, width: 50, height: 50 });
  assert.deepEqual(fitBox("scale-down", 20, 10, 50, 50), { x: 5, y: 0, width: 10, height: 10 });
});

test("opacity rises from hidden to opaque as in the overlay video", () => {
  assert.deepEqual(
    [0.29, 0.3, 0.6, 1].map((score) => Math.round(100 * opacityOf(score))),
    [0, 35, 100, 100],
  );
});

test("the joint that moves most comes first, and what is hardly seen last", () => {
  const wave = Array.from({ length: 40 }, (_, i) => 90 + 60 * Math.sin(i));
  const still = wave.map((value) => 90 + (value - 90) / 10);
  const lost = wave.map((value, i) => (i < 3 ? value : null));
  const names = ["left_hip", "right_hip", "left_knee", "right_elbow", "left_wrist", "left_index"];
  const frames = {
    keypoint_names: names,
    score: wave.map(() => names.map((name) => (name === "left_index" ? 10 : 90))),
    angles: {
      left_hip: still,
      right_hip: still,
      left_knee: wave,
      right_elbow: lost,
      left_wrist: wave,
    },
  } as unknown as Frames;
  const joints = jointsOf(frames);
  assert.deepEqual(
    joints.map((joint) => joint.name),
    ["knee", "hip", "elbow", "wrist"],
  );
  assert.deepEqual(
    jointsOf(frames, ["hip"]).map((joint) => joint.name),
    ["hip", "knee", "elbow", "wrist"],
    "the exercise's own joint leads",
  );
  assert.ok(
    joints[3]?.left?.every((value) => value === null),
    "a wrist whose hand is a guess is not drawn",
  );
  assert.equal(joints[0]?.right, null);
  assert.equal(spread(lost), 0);
});

test("the curve spans rest to full movement, has gaps, and keeps the peaks of long clips", () => {
  const curve = curveOf([0, 1, 2, 3, 4], [0, 1, null, 0.5, 0], 0, 4, 100, 10);
  assert.equal(curve.line, "M0 10L25 0M75 5L100 10");
  const times = Array.from({ length: 6000 }, (_, i) => i / 60);
  const values = times.map((_, i) => (i === 3333 ? 1 : 0));
  const long = curveOf(times, values, 0, 100, 1000, 100);
  assert.match(long.line, / 0L/);
  assert.ok(long.line.split("L").length < 2000);
});

test("both languages have the same sentences with the same gaps", () => {
  assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
  const gaps = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, sentence] of Object.entries(en))
    assert.deepEqual(gaps((fr as Record<string, string>)[key] as string), gaps(sentence), key);
});

test("locales fall back to English, times are readable", () => {
  setLanguage("fr-CA");
  assert.equal(text("reps.title"), "Répétitions");
  setLanguage("de");
  assert.equal(text("reps.title"), "Repetitions");
  assert.deepEqual(
    [0, 61.25, 59.96].map((t_s) => clock(t_s, true)),
    ["0:00.0", "1:01.3", "1:00.0"],
  );
});

test("a joint's difference has one of a few colours", () => {
  assert.deepEqual(
    [0, 24, 25, 99, 100].map((percent) => stepOf(percent, 4)),
    [0, 0, 1, 3, 3],
  );
});

test("advice of one code is given once, with all its moments, and what is major comes first", () => {
  const minor = { code: "tempo", severity: "minor", text: "Slower." } as const;
  const advice = grouped([
    { ...minor, t_s: 1, rep: 1 },
    { code: "hips", severity: "major", text: "Hips up.", t_s: 2, rep: 2 },
    { ...minor, t_s: 3, rep: 3 },
  ]);
  assert.deepEqual(
    advice.map(({ code, moments }) => [code, moments.map(({ rep }) => rep)]),
    [
      ["hips", [2]],
      ["tempo", [1, 3]],
    ],
  );
});

test("the best and the weakest of a set are named unless all are alike", () => {
  const effort = (index: number, score: number | null) => ({ index, start_s: 0, end_s: 1, score });
  const { best, weakest } = extremesOf([effort(1, 80), effort(2, 95), effort(3, 61.5), effort(4, null)])!;
  assert.deepEqual([best.index, weakest.index], [2, 3]);
  assert.equal(extremesOf([effort(1, 90.2), effort(2, 90.7)]), null);
  assert.equal(extremesOf([]), null);
});

test("repetitions of different length lie over each other, each from its start to its end", () => {
  const t_s = Array.from({ length: 101 }, (_, i) => i / 10);
  const efforts = [
    { index: 1, start_s: 0, end_s: 2 },
    { index: 2, start_s: 4, end_s: 8 },
  ];
  const rise = (t: number): number =>
    t < 3 ? Math.sin((Math.PI * t) / 2) : Math.sin((Math.PI * (t - 4)) / 4);
  const frames = { t_s, signal: t_s.map(rise) } as unknown as Frames;
  const [one, two] = tracesOf(frames, efforts);
  const [a, b] = [one!.points, two!.points];
  a.forEach(([share, value], i) => {
    assert.ok(Math.abs(value - Math.sin(Math.PI * share)) < 0.02);
    assert.ok(Math.abs(value - b[i]![1]) < 0.02);
  });
  assert.deepEqual(tracesOf({ t_s, signal: null } as unknown as Frames, efforts), []);
});

test("a phase that the clip does not show has no place in the set's course", () => {
  const rep = (rom_deg: number | null, eccentric_s: number) =>
    ({ rom_deg, tempo: { eccentric_s, pause_s: 0, concentric_s: 0 } }) as unknown as Rep;
  const trends = trendsOf([rep(90, 1.2), rep(100, 0), rep(95, 0.8)]);
  assert.deepEqual(
    trends.map(({ name, values }) => [name, values]),
    [
      ["rom", [90, 100, 95]],
      ["lowering", [1.2, null, 0.8]],
    ],
  );
});
