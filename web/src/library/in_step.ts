/** Two repetitions on one clock: both begin, turn and end at the same moments; neither is shown faster than it was. */

export interface Phases {
  start_s: number;
  peak_s: number;
  end_s: number;
}

export interface Clock {
  /** Until both turn, and until both end. */
  turn_s: number;
  end_s: number;
}

export function clockOf(first: Phases, second: Phases): Clock {
  const turn_s = Math.max(first.peak_s - first.start_s, second.peak_s - second.start_s);
  return { turn_s, end_s: turn_s + Math.max(first.end_s - first.peak_s, second.end_s - second.peak_s) };
}

/** The moment of a repetition's video that is shown at `at_s` of the clock. */
export function videoTime({ start_s, peak_s, end_s }: Phases, clock: Clock, at_s: number): number {
  const at = Math.min(Math.max(at_s, 0), clock.end_s);
  if (at <= clock.turn_s) return start_s + (peak_s - start_s) * (clock.turn_s > 0 ? at / clock.turn_s : 1);
  const rest_s = clock.end_s - clock.turn_s;
  return peak_s + (end_s - peak_s) * ((at - clock.turn_s) / rest_s);
}
