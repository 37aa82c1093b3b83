/** The sets of a workout in time. */

import type { Result, SetReport } from "../api/types";

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
