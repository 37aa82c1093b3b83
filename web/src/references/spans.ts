/** Which frames are kept: whole frames, both ends included. */

import { nearestFrame } from "../model/time";
import type { Trim } from "./client";

export interface Span {
  first: number;
  last: number;
}

export type End = keyof Span;

/** The frames nearest to the times. */
export function spanOf(times: readonly number[], trim: Trim): Span {
  return { first: frameNear(times, trim.start_s), last: frameNear(times, trim.end_s) };
}

export function trimOf(times: readonly number[], span: Span): Trim {
  return { start_s: times[span.first] ?? 0, end_s: times[span.last] ?? 0 };
}

/** The frame nearest to a time that may lie outside. */
export function frameNear(times: readonly number[], t_s: number): number {
  const last = times[times.length - 1] ?? 0;
  return Math.max(0, nearestFrame(times, Math.min(last, Math.max(times[0] ?? 0, t_s))));
}

/** The span with one end at a frame, or as near to it as the clip (`count` frames) and the other end let it be. */
export function moved(span: Span, end: End, to: number, count: number): Span {
  if (end === "first") return { ...span, first: Math.max(0, Math.min(to, span.last - 1)) };
  return { ...span, last: Math.min(count - 1, Math.max(to, span.first + 1)) };
}

/** What to look at closely: the span and as much on both sides of it, a second at least. */
export function around(times: readonly number[], span: Span): Span {
  const { start_s, end_s } = trimOf(times, span);
  const margin_s = Math.max(1, end_s - start_s);
  return spanOf(times, { start_s: start_s - margin_s, end_s: end_s + margin_s });
}

/** What to add to the spans that there are: a repetition found that none covers, else as much as the last, after it. */
export function another(spans: readonly Span[], found: readonly Span[], count: number): Span | null {
  const isFree = (span: Span): boolean =>
    spans.every((each) => span.first >= each.last || span.last <= each.first);
  const free = found.find(isFree);
  if (free !== undefined) return free;
  const last = spans.reduce((latest, each) => (each.last > latest.last ? each : latest));
  const end = Math.min(count - 1, 2 * last.last - last.first);
  return end - last.last < 2 ? null : { first: last.last, last: end };
}
