/** Repetitions and holds with the score that counts: of their form, or of their similarity to a reference. */

import type { Effort, Grade, Result } from "../api/types";

export function effortsOf({ holds, reps }: Result): Effort[] {
  const scored = reps.map((rep) => {
    const similarity = rep.reference_score;
    return similarity ? { ...rep, score: 100 * similarity.overallScore, grade: similarity.grade } : rep;
  });
  return [...scored, ...holds].sort((a, b) => a.start_s - b.start_s);
}

/** Mean score and grade of the whole set, if there are any. */
export function overallOf({ form, reference }: Result): { score: number; grade: Grade } | null {
  if (reference?.scores) return { score: 100 * reference.scores.overallScore, grade: reference.scores.grade };
  return form ? { score: form.avg_score, grade: form.grade } : null;
}
