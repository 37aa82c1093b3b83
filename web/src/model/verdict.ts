/** What a set comes to: its best and its weakest effort, and the advice that matters most. */

import type { Effort, Recommendation } from "../api/types";

/** The same advice given to several repetitions. */
export interface Advice {
  code: string;
  severity: "minor" | "major";
  /** The sentence, and the moments that it is about. */
  text: string;
  moments: { t_s: number; rep: number | null }[];
}

/** Advice of the same code as one, what is major and frequent first. */
export function grouped(recommendations: readonly Recommendation[]): Advice[] {
  const groups = new Map<string, Advice>();
  for (const { code, severity, text, t_s, rep } of recommendations) {
    const group = groups.get(code) ?? { code, severity, text, moments: [] };
    if (severity === "major") group.severity = "major";
    group.moments.push({ t_s, rep });
    groups.set(code, group);
  }
  const weight = (advice: Advice): number => (advice.severity === "major" ? 1000 : 0) + advice.moments.length;
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

/** The efforts with the highest and the lowest score; `null` where all are alike, or too few are scored. */
export function extremesOf(efforts: readonly Effort[]): { best: Effort; weakest: Effort } | null {
  const scored = efforts.filter((effort) => typeof effort.score === "number");
  const score = (effort: Effort): number => effort.score as number;
  const best = scored.reduce<Effort | null>((a, b) => (a === null || score(b) > score(a) ? b : a), null);
  const weakest = scored.reduce<Effort | null>((a, b) => (a === null || score(b) < score(a) ? b : a), null);
  if (best === null || weakest === null || Math.floor(score(best)) === Math.floor(score(weakest)))
    return null;
  return { best, weakest };
}
