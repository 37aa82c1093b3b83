/** The part of the picture that a person takes up over some stretches of a clip. */

import type { Frames } from "../api/types";

/** Shares of the picture's width and height. */
export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

const SEEN = 30; // percent
const MARGIN = 0.12;
const STEPS = 10_000;

export function cropOf(frames: Frames, spans: readonly { start_s: number; end_s: number }[]): Crop {
  let [left, top, right, bottom] = [1, 1, 0, 0];
  frames.t_s.forEach((t_s, row) => {
    const [xy, score] = [frames.xy[row], frames.score[row]];
    if (!xy || !score || !spans.some(({ start_s, end_s }) => t_s >= start_s && t_s <= end_s)) return;
    score.forEach((percent, at) => {
      if (percent < SEEN) return;
      const [x, y] = [(xy[2 * at] as number) / STEPS, (xy[2 * at + 1] as number) / STEPS];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    });
  });
  if (right <= left || bottom <= top) return { x: 0, y: 0, width: 1, height: 1 };
  const [sideways, upwards] = [MARGIN * (right - left), MARGIN * (bottom - top)];
  const x = Math.max(0, left - sideways);
  const y = Math.max(0, top - 1.5 * upwards); // the head ends above the face's landmarks
  return {
    x,
    y,
    width: Math.min(1, right + sideways) - x,
    height: Math.min(1, bottom + upwards) - y,
  };
}
