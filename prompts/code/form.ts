// form.ts: what was wrong, in which repetition, at which moment, and how much it cost.
import type { Rep, Result } from "./formtrace";

export interface Fault {
  rep: number;
  at_s: number;
  name: string;
  text: string;
  /** Points of the repetition's score that this check cost. */
  cost: number;
}

/** All checks that lost at least `least` points, the most expensive first. */
export function faults(result: Result, least = 3): Fault[] {
  const all = result.reps.flatMap((rep) => rep.subscores.map((check) => faultOf(rep, check)));
  return all.filter(({ cost }) => cost >= least).sort((a, b) => b.cost - a.cost);
}

function faultOf(rep: Rep, check: Rep["subscores"][number]): Fault {
  const cost = (100 - check.score) * check.weight;
  return { rep: rep.index, at_s: check.t_s ?? rep.peak_s, name: check.name, text: check.text, cost };
}

/** The faults that come back: their name, and in which repetitions. */
export function habits(result: Result): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { name, rep } of faults(result)) found.set(name, [...(found.get(name) ?? []), rep]);
  return new Map([...found].filter(([, reps]) => reps.length > result.reps.length / 2));
}
