/** The repetitions of a set, laid over each other and side by side. */

import type { Effort, Frames, Rep } from "../api/types";
import { upperBound } from "./time";

/** One repetition on a common axis: pairs of the share of its time, 0 to 1, and the signal. */
export interface Trace {
  effort: Effort;
  points: [number, number][];
}

const SAMPLES = 48;

/** The signal of each repetition from start to end; stretches without a signal are left out. */
export function tracesOf(frames: Frames, efforts: readonly Effort[]): Trace[] {
  const { signal, t_s } = frames;
  if (signal === null) return [];
  return efforts.flatMap((effort) => {
    const duration_s = effort.end_s - effort.start_s;
    const points: [number, number][] = [];
    for (let i = 0; i <= SAMPLES; i++) {
      const share = i / SAMPLES;
      const value = valueAt(t_s, signal, effort.start_s + share * duration_s);
      if (value !== null) points.push([share, value]);
    }
    return points.length > SAMPLES / 2 ? [{ effort, points }] : [];
  });
}

/** Linear interpolation between frames; `null` where a neighbour is unknown. */
function valueAt(times: readonly number[], values: readonly (number | null)[], at: number): number | null {
  const after = Math.min(times.length - 1, Math.max(1, upperBound(times, at)));
  const [before, next] = [values[after - 1], values[after]];
  if (before == null || next == null) return null;
  const [t0, t1] = [times[after - 1] as number, times[after] as number];
  const share = Math.min(1, Math.max(0, (at - t0) / (t1 - t0 || 1)));
  return before + share * (next - before);
}

/** A measurement of each repetition, over the set. */
export interface Trend {
  name: "rom" | "lowering" | "lifting";
  unit: "deg" | "s";
  values: (number | null)[];
}

/** What can be followed over the set: range of motion and the two phases; only what most repetitions have. */
export function trendsOf(reps: readonly Rep[]): Trend[] {
  const positive = (value: number): number | null => (value > 0 ? value : null);
  const trends: Trend[] = [
    { name: "rom", unit: "deg", values: reps.map((rep) => rep.rom_deg) },
    { name: "lowering", unit: "s", values: reps.map((rep) => positive(rep.tempo.eccentric_s)) },
    { name: "lifting", unit: "s", values: reps.map((rep) => positive(rep.tempo.concentric_s)) },
  ];
  return trends.filter(({ values }) => values.filter((value) => value !== null).length > values.length / 2);
}
