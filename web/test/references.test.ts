import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../src/references/en.json";
import fr from "../src/references/fr.json";
import { another, around, frameNear, moved, spanOf, trimOf } from "../src/references/spans";

const times = [0, 0.04, 0.08, 0.12, 0.2, 0.24];

test("ends snap to frames, and a trim is made of the frames' own times", () => {
  const span = spanOf(times, { start_s: 0.05, end_s: 0.17 });
  assert.deepEqual(span, { first: 1, last: 4 });
  assert.deepEqual(trimOf(times, span), { start_s: 0.04, end_s: 0.2 });
  assert.deepEqual(
    [-3, 0.061, 99].map((t_s) => frameNear(times, t_s)),
    [0, 2, 5],
  );
});

test("an end stays in the clip and on its own side of the other", () => {
  const span = { first: 1, last: 4 };
  assert.deepEqual(moved(span, "first", 2, 6), { first: 2, last: 4 });
  assert.deepEqual(moved(span, "first", 9, 6), { first: 3, last: 4 });
  assert.deepEqual(moved(span, "first", -9, 6), { first: 0, last: 4 });
  assert.deepEqual(moved(span, "last", 9, 6), { first: 1, last: 5 });
  assert.deepEqual(moved(span, "last", 0, 6), { first: 1, last: 2 });
});

test("a close look has as much again on both sides, a second at least, within the clip", () => {
  const tenths = Array.from({ length: 101 }, (_, at) => at / 10);
  assert.deepEqual(around(tenths, { first: 40, last: 60 }), { first: 20, last: 80 });
  assert.deepEqual(around(tenths, { first: 5, last: 9 }), { first: 0, last: 19 });
});

test("what is added is a repetition that is still free, else as much again, while there is room", () => {
  const found = [
    { first: 0, last: 30 },
    { first: 30, last: 60 },
  ];
  assert.deepEqual(another([{ first: 2, last: 30 }], found, 100), { first: 30, last: 60 });
  assert.deepEqual(another(found, found, 100), { first: 60, last: 90 });
  assert.deepEqual(another(found, found, 80), { first: 60, last: 79 });
  assert.equal(another(found, found, 61), null);
});

test("both languages say the same things", () => {
  assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
  const values = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, sentence] of Object.entries(en))
    assert.deepEqual(values(fr[key as keyof typeof fr]), values(sentence), key);
});
