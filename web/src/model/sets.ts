/** The sets of a workout in time. */

import type { Effort, Result, SetReport } from "../api/types";

/** The sets; none in results of older versions. */
export function setsOf(result: Result): SetReport[] {
  return result.sets ?? [];
}

/** The place of the set that goes on at a moment, -1 between sets. */
export function setAt(sets: readonly SetReport[], t_s: number): number {
  return sets.findIndex(
    ({ start_s, end_s }) => start_s !== null && end_s !== null && start_s <= t_s && t_s <= end_s,
  );
}

/** The place of the last set that has begun, the first one before. */
export function latestSetAt(sets: readonly SetReport[], t_s: number): number {
  const begun = sets.filter(({ start_s }) => start_s !== null && start_s <= t_s);
  return Math.max(0, begun.length - 1);
}

/** The number of an effort within its set; a result numbers the repetitions of all sets through. */
export function numberInSet({ sets, reps, holds }: Result, { set = 1, index }: Numbered): number {
  if ((sets ?? []).length < 2) return index;
  const others = [...reps, ...holds].filter((each) => each.set === set).map((each) => each.index);
  return index - Math.min(index, ...others) + 1;
}

type Numbered = Pick<Effort, "set" | "index">;

/** What an effort is called: `Squat 3` in a workout, otherwise `Repetition 3`. */
export function namerOf(
  result: Result,
  nameOf: (exercise: string | null) => string,
  plain: (kind: "rep" | "hold", index: number) => string,
): (effort: Numbered) => string {
  const sets = setsOf(result);
  return ({ set = 1, index }) => {
    const report = sets.find((each) => each.index === set);
    if (report && sets.length > 1) return `${nameOf(report.exercise)} ${numberInSet(result, { set, index })}`;
    return plain(result.holds.length > 0 ? "hold" : "rep", index);
  };
}
