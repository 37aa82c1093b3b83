/** What is known of a clip while its analysis goes on: the people detected in the chunks that are done. */

import { edges } from "../../../shared/formtrace/skeletons/blazepose33.json";
import type { Frames, Preview } from "../api/types";

const STEPS = 10_000; // to a width or height, as in frames.json

/** The largest person of each frame as frames that can be drawn; `null` while there is no chunk. */
export function framesOf(previews: readonly Preview[], width: number, height: number): Frames | null {
  const first = previews[0];
  if (first === undefined) return null;
  const rows = previews.flatMap((preview) => preview.frames).sort((a, b) => a.t_s - b.t_s);
  const people = rows.map((row) => row.people[0] ?? null);
  return {
    schema_version: 1,
    width,
    height,
    t_s: rows.map((row) => row.t_s),
    keypoint_names: first.names,
    edges: edges.map(({ from, to }) => [from, to] as [string, string]),
    xy: people.map((person) => person && person.flatMap(([x, y]) => [x * STEPS, y * STEPS])),
    score: people.map((person) => person && person.map(([, , visibility]) => 100 * visibility)),
    angles: {},
    signal: null,
    progress: null,
    count: null,
  };
}

/** Seconds that are left, from how long the way so far has taken; `null` while that says nothing. */
export function secondsLeft(elapsed_s: number, percent: number): number | null {
  if (percent < 15 || percent >= 100 || elapsed_s < 2) return null;
  return (elapsed_s / percent) * (100 - percent);
}
