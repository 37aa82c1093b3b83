/** The joint angles of a clip, by joint: those of the exercise first, then the one that moves most. */

import type { Frames } from "../api/types";

type Angle = (number | null)[];

export interface Joint {
  /** `knee`, `hip`, ... */
  name: string;
  left: Angle | null;
  right: Angle | null;
  /** Degrees between the 5th and the 95th percentile, of the side that moves more. */
  range_deg: number;
}

/** Visibility, in percent, below which a landmark is a guess. */
const GUESS = 40;
/** The landmark beyond a joint, where its angle hangs on one that is often hidden. */
const BEYOND: Record<string, string> = { wrist: "index", ankle: "foot_index" };

export function jointsOf(frames: Frames, own: readonly string[] = []): Joint[] {
  const joints = new Map<string, Joint>();
  for (const [id, values] of Object.entries(frames.angles)) {
    const side = id.startsWith("left_") ? "left" : id.startsWith("right_") ? "right" : null;
    const name = side === null ? id : id.slice(side.length + 1);
    const joint = joints.get(name) ?? { name, left: null, right: null, range_deg: 0 };
    const seen = side === null ? values : whereSeen(frames, values, side, name);
    joint[side ?? "left"] = seen;
    joint.range_deg = Math.max(joint.range_deg, spread(seen));
    joints.set(name, joint);
  }
  const rank = ({ name }: Joint): number => (own.includes(name) ? own.indexOf(name) : own.length);
  return [...joints.values()].sort((a, b) => rank(a) - rank(b) || b.range_deg - a.range_deg);
}

/** The angle without the frames in which its joint is a guess. */
function whereSeen(frames: Frames, values: Angle, side: string, name: string): Angle {
  const landmarks = [name, BEYOND[name]]
    .map((landmark) => frames.keypoint_names.indexOf(`${side}_${landmark}`))
    .filter((index) => index >= 0);
  return values.map((value, row) => {
    const scores = frames.score[row];
    return scores && landmarks.every((index) => (scores[index] ?? 0) >= GUESS) ? value : null;
  });
}

/** Distance between the 5th and the 95th percentile of what is known; 0 if little is. */
export function spread(values: readonly (number | null)[]): number {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  if (known.length < 0.2 * values.length || known.length === 0) return 0;
  const at = (share: number): number => known[Math.round(share * (known.length - 1))] as number;
  return at(0.95) - at(0.05);
}
