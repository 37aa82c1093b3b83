/** What a set comes to: its best and its weakest effort, and the advice that matters most. */

import type { Effort, Recommendation, Still, Subscore } from "../api/types";

/** The same advice given to several repetitions. */
export interface Advice {
  code: string;
  severity: "minor" | "major";
  /** The sentence, and the moments that it is about. */
  text: string;
  moments: { t_s: number; rep: number | null; set?: number }[];
}

/** Advice of the same code as one, what is major and frequent first. */
export function grouped(recommendations: readonly Recommendation[]): Advice[] {
  const groups = new Map<string, Advice>();
  for (const { code, severity, text, t_s, rep, set } of recommendations) {
    const group = groups.get(code) ?? { code, severity, text, moments: [] };
    if (severity === "major") group.severity = "major";
    group.moments.push({ t_s, rep, set });
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

export interface Fault {
  effort: Effort;
  reason: Subscore | null;
  /** The picture of it, if it is what the weakest effort shows. */
  still: Still | null;
}

/** Where a form error was at its worst: the effort that it cost most. */
export function faultOf(code: string, efforts: readonly Effort[]): Fault | null {
  let worst: Fault | null = null;
  for (const effort of efforts)
    for (const reason of effort.subscores ?? []) {
      if (reason.check !== code || reason.score >= (worst?.reason?.score ?? 101)) continue;
      worst = { effort, reason, still: null };
    }
  const pictured = efforts.find((effort) => effort.fault_still?.check === code);
  const still = pictured?.fault_still ?? worst?.effort.still ?? null;
  if (worst === null) return pictured ? { effort: pictured, reason: null, still } : null;
  return { ...worst, still };
}
