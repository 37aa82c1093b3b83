/** Repetitions and holds with the score that counts: of their form, or of their similarity to a reference. */

import type { Effort, Grade, Result } from "../api/types";
import { numberInSet } from "./sets";

export function effortsOf(result: Result): Effort[] {
  const { holds, reps } = result;
  const scored = reps.map((rep) => {
    const similarity = rep.reference_score;
    return similarity ? { ...rep, score: 100 * similarity.overallScore, grade: similarity.grade } : rep;
  });
  return [...scored, ...holds]
    .map((effort) => ({ ...effort, number: numberInSet(result, effort) }))
    .sort((a, b) => a.start_s - b.start_s);
}

/** What tells an effort from all others of a workout, where repetitions and holds are numbered apart. */
export function keyOf({ set, index }: Pick<Effort, "set" | "index">): string {
  return `${set ?? 1}-${index}`;
}

/** Mean score and grade of the whole set, if there are any. */
export function overallOf({ form, reference }: Result): { score: number; grade: Grade } | null {
  if (reference?.scores) return { score: 100 * reference.scores.overallScore, grade: reference.scores.grade };
  return form ? { score: form.avg_score, grade: form.grade } : null;
}
