/** The joint angles of a clip, by joint, the one that moves most first. */

import type { Frames } from "../api/types";

export interface Joint {
  /** `knee`, `hip`, ... */
  name: string;
  left: (number | null)[] | null;
  right: (number | null)[] | null;
  /** Degrees between the 5th and the 95th percentile, of the side that moves more. */
  range_deg: number;
}

export function jointsOf(frames: Frames): Joint[] {
  const joints = new Map<string, Joint>();
  for (const [id, values] of Object.entries(frames.angles)) {
    const side = id.startsWith("left_") ? "left" : id.startsWith("right_") ? "right" : null;
    const name = side === null ? id : id.slice(side.length + 1);
    const joint = joints.get(name) ?? { name, left: null, right: null, range_deg: 0 };
    joint[side ?? "left"] = values;
    joint.range_deg = Math.max(joint.range_deg, spread(values));
    joints.set(name, joint);
  }
  return [...joints.values()].sort((a, b) => b.range_deg - a.range_deg);
}

/** Distance between the 5th and the 95th percentile of what is known; 0 if little is. */
export function spread(values: readonly (number | null)[]): number {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  if (known.length < 0.2 * values.length || known.length === 0) return 0;
  const at = (share: number): number => known[Math.round(share * (known.length - 1))] as number;
  return at(0.95) - at(0.05);
}
