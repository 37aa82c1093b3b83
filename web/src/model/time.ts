/** Which frame is shown. */

/** Index of the first element of the ascending `times` that is greater than `at`. */
export function upperBound(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The frame whose own time is nearest to `at`: for the media time of a presented frame.
 * -1 outside the analysed part of the video.
 */
export function nearestFrame(times: readonly number[], at: number): number {
  const after = upperBound(times, at);
  const before = after - 1;
  const slack = Math.max(2 * frameStep(times), 0.05);
  const first = times[0];
  const last = times[times.length - 1];
  if (first === undefined || last === undefined || at < first - slack || at > last + slack) return -1;
  if (before < 0) return 0;
  if (after >= times.length) return times.length - 1;
  return at - (times[before] as number) <= (times[after] as number) - at ? before : after;
}

/** The frame that a player shows at `at`, when only the position of the playhead is known. */
export function frameAt(times: readonly number[], at: number): number {
  const index = upperBound(times, at + 5e-4) - 1;
  return index < 0 ? nearestFrame(times, at) : nearestFrame(times, at) < 0 ? -1 : index;
}

/** Mean seconds between frames. */
export function frameStep(times: readonly number[]): number {
  const first = times[0];
  const last = times[times.length - 1];
  if (first === undefined || last === undefined || times.length < 2) return 1 / 30;
  return (last - first) / (times.length - 1);
}

/** The number of efforts (repetitions, holds) that are over at `t_s`. */
export function completedAt(efforts: readonly { end_s: number }[], t_s: number): number {
  return efforts.filter((effort) => effort.end_s <= t_s + 1e-3).length;
}
