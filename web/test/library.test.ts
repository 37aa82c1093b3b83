import assert from "node:assert/strict";
import { test } from "node:test";
import { clockOf, videoTime } from "../src/library/in_step";
import en from "../src/library/en.json";
import fr from "../src/library/fr.json";

const SLOW = { start_s: 10, peak_s: 12, end_s: 13 };
const QUICK = { start_s: 3, peak_s: 3.5, end_s: 5 };

test("two repetitions begin, turn and end together, and none is shown faster than it was", () => {
  const clock = clockOf(SLOW, QUICK);
  assert.deepEqual(clock, { turn_s: 2, end_s: 3.5 });
  for (const rep of [SLOW, QUICK]) {
    assert.equal(videoTime(rep, clock, 0), rep.start_s);
    assert.equal(videoTime(rep, clock, clock.turn_s), rep.peak_s);
    assert.equal(videoTime(rep, clock, clock.end_s), rep.end_s);
    assert.equal(videoTime(rep, clock, 99), rep.end_s);
    for (let at = 0; at < clock.end_s - 0.01; at += 0.01)
      assert.ok(videoTime(rep, clock, at + 0.01) - videoTime(rep, clock, at) <= 0.01 + 1e-9);
  }
});

test("a repetition that begins at its peak has a clock, too", () => {
  const held = { start_s: 1, peak_s: 1, end_s: 2 };
  assert.equal(videoTime(held, clockOf(held, held), 0), 1);
  assert.equal(videoTime(held, clockOf(held, held), 0.5), 1.5);
});

test("both languages have the same sentences with the same values", () => {
  assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
  const values = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, text] of Object.entries(en))
    assert.deepEqual(values((fr as Record<string, string>)[key] ?? ""), values(text), key);
});
