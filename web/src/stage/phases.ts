/** Two repetitions in step: the same share of each on the way to the turning point and back. */

import type { Effort, Rep } from "../api/types";

interface Span {
  start_s: number;
  peak_s: number;
  end_s: number;
}

/** Start, turning point and end; of a hold its middle. */
export function spanOf(effort: Effort): Span {
  const { start_s, end_s } = effort;
  return { start_s, peak_s: (effort as Rep).peak_s ?? (start_s + end_s) / 2, end_s };
}

/** The moment of `other` that corresponds to the moment `t_s` of `one`. */
export function sameMoment(one: Span, other: Span, t_s: number): number {
  const isOutbound = t_s <= one.peak_s;
  const [from, to] = isOutbound ? [one.start_s, one.peak_s] : [one.peak_s, one.end_s];
  const [a, b] = isOutbound ? [other.start_s, other.peak_s] : [other.peak_s, other.end_s];
  const share = Math.min(1, Math.max(0, (t_s - from) / (to - from || 1)));
  return a + share * (b - a);
}
