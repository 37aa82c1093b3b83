/** A measurement of a form check on a scale, in a unit that people know. */

import type { Subscore } from "../api/types";

export interface Gauge {
  unit: "deg" | "s" | "cm" | "percent";
  value: number;
  /** What scores 100; `null` where there is no such bound. */
  low: number | null;
  high: number | null;
  /** Places on the scale, 0 to 1. */
  at: number;
  band: [number, number];
}

const ROOM = 0.3; // beyond the measurement and the target, of what lies between the two

/** Lengths in centimetres, where the length of the trunk is known; otherwise in shares of it. */
export function gaugeOf(reason: Subscore, torso_cm: number | null | undefined): Gauge {
  const { unit, value } = reason;
  const inCm = unit === "torso" && torso_cm;
  const factor = inCm ? torso_cm : unit === "torso" || unit === "ratio" ? 100 : 1;
  const scaled = (bound: number | null): number | null => (bound === null ? null : factor * bound);
  const [low, high] = reason.target.map(scaled) as [number | null, number | null];
  const shown = factor * value;
  const points = [shown, low, high].filter((point): point is number => point !== null);
  const [least, most] = [Math.min(...points), Math.max(...points)];
  const room = ROOM * (most - least || Math.abs(most) || 1);
  const place = (point: number): number => (point - (least - room)) / (most - least + 2 * room);
  return {
    unit: inCm ? "cm" : unit === "deg" || unit === "s" ? unit : "percent",
    value: shown,
    low,
    high,
    at: place(shown),
    band: [low === null ? 0 : place(low), high === null ? 1 : place(high)],
  };
}
