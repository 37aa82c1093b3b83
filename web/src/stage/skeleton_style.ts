/** How the skeleton is drawn: in the overlay's own style, or in a preset in the contract's keys. */

import {
  colours,
  face_opacity,
  joints,
  outline_opacity,
  sizes,
  widths,
} from "../../../shared/formtrace/overlay/styles/default.json";
import { edges, landmarks } from "../../../shared/formtrace/skeletons/blazepose33.json";
import type { Frames } from "../api/types";

export interface Edge {
  from: number;
  to: number;
  colour: string;
  width: number;
}

export interface Dot {
  at: number;
  radius: number;
  opacity: number;
}

/** Lengths are in units; `unit` gives the CSS pixels of one for a picture with that short side. */
export interface SkeletonStyle {
  edges: Edge[];
  dots: Dot[];
  dotColour: string;
  /** A rim around joints and, in our own style, limbs. */
  rim: { colour: string; width: number; opacity: number; limbs: boolean };
  unit: (shortSide: number) => number;
}

type Sided = "left" | "right" | "centre";
type Dictionary = Record<string, unknown>;

const ORDER: Sided[] = ["centre", "right", "left"];

/** What a session's skeleton style asks for; empty is our own. */
export function skeletonStyleOf(frames: Frames, preset: Dictionary): SkeletonStyle {
  const index = new Map(frames.keypoint_names.map((name, at) => [name, at]));
  return Object.keys(preset).length > 0 ? presetStyle(index, preset) : ownStyle(frames, index);
}

/** CSS pixels of a thousandth of the picture's short side, in which text is measured. */
export function textUnit(shortSide: number): number {
  return Math.max(shortSide, sizes.smallest_short_side_px) / 1000;
}

function ownStyle(frames: Frames, index: Map<string, number>): SkeletonStyle {
  const scale = bodyScaleOf(frames, index);
  const dots = landmarks.flatMap(({ name, part }) => {
    const at = index.get(name);
    const diameter = (joints as Record<string, number>)[part];
    if (at === undefined || diameter === undefined) return [];
    return [{ at, radius: diameter / 2, opacity: part === "face" ? face_opacity : 1 }];
  });
  return {
    edges: ownEdges(frames, index),
    dots,
    dotColour: colours.joint,
    rim: { colour: colours.outline, width: widths.outline, opacity: outline_opacity, limbs: true },
    unit: (shortSide) => textUnit(shortSide) * scale,
  };
}

function ownEdges(frames: Frames, index: Map<string, number>): Edge[] {
  const known = new Map(edges.map((edge) => [`${edge.from}|${edge.to}`, edge]));
  const sided = frames.edges.flatMap(([a, b]) => {
    const from = index.get(a);
    const to = index.get(b);
    if (from === undefined || to === undefined) return [];
    const edge = known.get(`${a}|${b}`) ?? known.get(`${b}|${a}`);
    const side = (edge?.side ?? "centre") as Sided;
    const width = (widths as Record<string, number>)[edge?.part ?? "limb"] ?? widths.limb;
    return [{ from, to, side, width, colour: colours[side] }];
  });
  return sided.sort((a, b) => ORDER.indexOf(a.side) - ORDER.indexOf(b.side));
}

function presetStyle(index: Map<string, number>, preset: Dictionary): SkeletonStyle {
  const lines = (preset["lines"] ?? {}) as Dictionary;
  const circles = (preset["circles"] ?? {}) as Dictionary;
  const colour = String(lines["lineStrokeColor"]);
  const width = Number(lines["strokeWidth"]);
  const drawn = ((preset["keypointLines"] ?? []) as string[]).flatMap((line) => {
    const [from, to] = line.split("||").map((name) => index.get(name));
    return from === undefined || to === undefined ? [] : [{ from, to, colour, width }];
  });
  const dots = ((preset["keypoints"] ?? []) as string[]).flatMap((name) => {
    const at = index.get(name);
    return at === undefined ? [] : [{ at, radius: Number(circles["radius"]), opacity: 1 }];
  });
  const rim = {
    colour: String(circles["circleStrokeColor"]),
    width: Number(circles["strokeWidth"]),
    opacity: 1,
    limbs: false,
  };
  const unit = (shortSide: number): number => shortSide / sizes.preset_short_side_px;
  return { edges: drawn, dots, dotColour: String(circles["circleFillColor"]), rim, unit };
}

/** People who are small in the picture get thinner lines. */
function bodyScaleOf(frames: Frames, index: Map<string, number>): number {
  const at = ["left_shoulder", "right_shoulder", "left_hip", "right_hip"].map(
    (name) => index.get(name) ?? -1,
  );
  if (at.includes(-1)) return 1;
  const [ls, rs, lh, rh] = at as [number, number, number, number];
  const lengths = frames.xy.flatMap((xy) => {
    if (!xy) return [];
    const px = (point: number): number => ((xy[2 * point] as number) / 10000) * frames.width;
    const py = (point: number): number => ((xy[2 * point + 1] as number) / 10000) * frames.height;
    return [Math.hypot((px(ls) + px(rs) - px(lh) - px(rh)) / 2, (py(ls) + py(rs) - py(lh) - py(rh)) / 2)];
  });
  const median = lengths.sort((a, b) => a - b)[lengths.length >> 1];
  if (median === undefined) return 1;
  const full = sizes.full_size_trunk * Math.min(frames.width, frames.height);
  return Math.min(1, Math.max(sizes.thinnest, median / full));
}
