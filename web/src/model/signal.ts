/** The movement's signal as an SVG path. */

import { upperBound } from "./time";

export interface Curve {
  line: string;
  area: string;
  /** Where values of 0 (rest) and 1 (the full movement) lie, in the box. */
  y: (value: number) => number;
}

/**
 * The curve in a box of `width` x `height`, over `from_s`..`to_s`. Of many samples in a column the extremes are
 * kept, so a long clip keeps its peaks; unknown stretches are gaps.
 */
export function curveOf(
  times: readonly number[],
  values: readonly (number | null)[],
  from_s: number,
  to_s: number,
  width: number,
  height: number,
): Curve {
  const known = values.filter((value): value is number => value !== null);
  const low = known.reduce((least, value) => Math.min(least, value), 0);
  const high = known.reduce((most, value) => Math.max(most, value), 1);
  const y = (value: number): number => round(height - ((value - low) / (high - low)) * height);
  const x = (t_s: number): number => round(((t_s - from_s) / (to_s - from_s || 1)) * width);
  const lines: string[] = [];
  const areas: string[] = [];
  for (const run of runsOf(values)) {
    const points = thin(run, times, values, x, y);
    const first = points[0];
    const last = points[points.length - 1];
    if (first === undefined || last === undefined) continue;
    const line = points.map(([px, py]) => `${px} ${py}`).join("L");
    lines.push(`M${line}`);
    areas.push(`M${first[0]} ${height}L${line}L${last[0]} ${height}Z`);
  }
  return { line: lines.join(""), area: areas.join(""), y };
}

function runsOf(values: readonly (number | null)[]): [number, number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let index = 0; index <= values.length; index++) {
    const isKnown = index < values.length && values[index] !== null;
    if (isKnown && start < 0) start = index;
    if (!isKnown && start >= 0) {
      runs.push([start, index]);
      start = -1;
    }
  }
  return runs;
}

function thin(
  [start, end]: [number, number],
  times: readonly number[],
  values: readonly (number | null)[],
  x: (t_s: number) => number,
  y: (value: number) => number,
): [number, number][] {
  const every = Math.max(1, Math.floor(times.length / 600));
  const points: [number, number][] = [];
  for (let index = start; index < end; index += every) {
    const group = Array.from({ length: Math.min(every, end - index) }, (_, offset) => index + offset);
    const value = (at: number): number => values[at] as number;
    const least = group.reduce((best, at) => (value(at) < value(best) ? at : best), index);
    const most = group.reduce((best, at) => (value(at) > value(best) ? at : best), index);
    for (const at of least === most ? [least] : [Math.min(least, most), Math.max(least, most)])
      points.push([x(times[at] as number), y(value(at))]);
  }
  return points;
}

/** Index of the effort that spans `t_s`, or -1. */
export function effortAt(efforts: readonly { start_s: number; end_s: number }[], t_s: number): number {
  const candidate =
    upperBound(
      efforts.map((effort) => effort.start_s),
      t_s + 1e-3,
    ) - 1;
  const effort = efforts[candidate];
  return effort !== undefined && t_s <= effort.end_s + 1e-3 ? candidate : -1;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
