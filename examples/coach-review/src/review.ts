/** A coach's review: the drafted points, each approved, changed or dropped, and points of the coach's own. */

import type { api } from "@formtrace/client";

export type Kind = api.Point["kind"];

export interface ReviewPoint {
  id: number;
  kind: Kind;
  text: string;
  rep: number | null;
  t_s: number | null;
  decision: "open" | "approved" | "dropped";
}

export interface Review {
  summary: string;
  points: ReviewPoint[];
}

export const KINDS: Record<Kind, string> = { keep: "Keep", improve: "Improve", next: "Next set" };

/** The review that was begun for a job, or a new one of the drafted notes. */
export function restore(jobId: string, notes: api.CoachNotes): Review {
  const stored = localStorage.getItem(keyOf(jobId));
  if (stored) return JSON.parse(stored) as Review;
  const points = notes.points.map((point, id) => ({ ...point, id, decision: "open" as const }));
  return { summary: notes.summary, points };
}

export function keep(jobId: string, review: Review): void {
  localStorage.setItem(keyOf(jobId), JSON.stringify(review));
}

export function forget(jobId: string): void {
  localStorage.removeItem(keyOf(jobId));
}

export function change(review: Review, id: number, changes: Partial<ReviewPoint>): Review {
  return { ...review, points: review.points.map((each) => (each.id === id ? { ...each, ...changes } : each)) };
}

/** A point of the coach's own at a moment of the video. */
export function add(review: Review, t_s: number, rep: number | null): Review {
  const id = 1 + Math.max(-1, ...review.points.map((each) => each.id));
  const point: ReviewPoint = { id, kind: "improve", text: "", rep, t_s, decision: "open" };
  return { ...review, points: [...review.points, point] };
}

/** What the athlete gets: the summary and the approved points, in Markdown. */
export function toMarkdown(review: Review, title: string, disclaimer: string): string {
  const approved = review.points.filter(({ decision, text }) => decision === "approved" && text.trim());
  const lines = approved.map(({ kind, text, rep, t_s }) => `- **${KINDS[kind]}**: ${text.trim()}${cited(rep, t_s)}`);
  return [`# ${title}`, review.summary, lines.join("\n"), `_${disclaimer}_`].filter(Boolean).join("\n\n") + "\n";
}

function cited(rep: number | null, t_s: number | null): string {
  const places = [rep === null ? "" : `repetition ${rep}`, t_s === null ? "" : clock(t_s)].filter(Boolean);
  return places.length ? ` (${places.join(", ")})` : "";
}

/** Seconds as minutes and seconds. */
export function clock(t_s: number): string {
  const seconds = Math.floor(t_s);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function keyOf(jobId: string): string {
  return `review-${jobId}`;
}
