/**
 * Draws the skeleton on a canvas, as the overlay video has it: the same style file, the same landmarks, the
 * same rules for opacity and widths.
 */

import look from "../../../shared/formtrace/overlay/styles/default.json";
import body from "../../../shared/formtrace/skeletons/blazepose33.json";
import type { Frames } from "../api/types";
import type { Box } from "./fit";

type Part = keyof typeof look.widths;
type Sided = "left" | "right" | "centre";

interface Edge {
  from: number;
  to: number;
  colour: string;
  width: number;
}

interface Dot {
  at: number;
  diameter: number;
  opacity: number;
}

/** What a dashboard preset of the contract may change. */
export interface Preset {
  lineColour?: string;
  fillColour?: string;
  strokeColour?: string;
  hidden?: boolean;
}

const ORDER: Sided[] = ["centre", "right", "left"];
const SMALLEST_SHORT_SIDE = 330;
const FULL_SIZE_TRUNK = 0.22;
const THINNEST = 0.5;

export class SkeletonPainter {
  private readonly edges: Edge[];
  private readonly dots: Dot[];
  private readonly bodyScale: number;
  private readonly triples: Map<string, [number, number, number]>;

  constructor(
    private readonly frames: Frames,
    private readonly preset: Preset = {},
  ) {
    const index = new Map(frames.keypoint_names.map((name, at) => [name, at]));
    this.edges = edgesOf(frames, index, preset);
    this.dots = dotsOf(index);
    this.bodyScale = bodyScaleOf(frames, index);
    this.triples = triplesOf(index);
  }

  /** Draw frame `row` in `box` (CSS pixels), with labels at the joints of `angles`. */
  draw(context: CanvasRenderingContext2D, row: number, box: Box, angles: readonly string[]): void {
    const xy = this.frames.xy[row];
    const score = this.frames.score[row];
    if (!xy || !score) return;
    const textUnit = Math.max(Math.min(box.width, box.height), SMALLEST_SHORT_SIDE) / 1000;
    const unit = textUnit * this.bodyScale;
    const x = (at: number): number => box.x + ((xy[2 * at] as number) / 10000) * box.width;
    const y = (at: number): number => box.y + ((xy[2 * at + 1] as number) / 10000) * box.height;
    const opacity = score.map((percent) => opacityOf(percent / 100));
    if (!this.preset.hidden) {
      this.limbs(context, x, y, opacity, unit, true);
      this.joints(context, x, y, opacity, unit, true);
      this.limbs(context, x, y, opacity, unit, false);
      this.joints(context, x, y, opacity, unit, false);
    }
    for (const name of angles) this.angle(context, name, row, x, y, opacity, unit, textUnit);
    context.globalAlpha = 1;
  }

  private limbs(
    context: CanvasRenderingContext2D,
    x: (at: number) => number,
    y: (at: number) => number,
    opacity: number[],
    unit: number,
    outline: boolean,
  ): void {
    context.lineCap = "round";
    for (const edge of this.edges) {
      const alpha = Math.min(opacity[edge.from] as number, opacity[edge.to] as number);
      if (alpha === 0) continue;
      const width = Math.max(edge.width * unit, 1.2);
      context.globalAlpha = outline ? alpha * look.outline_opacity : alpha;
      context.strokeStyle = outline ? look.colours.outline : edge.colour;
      context.lineWidth = outline ? width + 2 * outlineOf(unit) : width;
      context.beginPath();
      context.moveTo(x(edge.from), y(edge.from));
      context.lineTo(x(edge.to), y(edge.to));
      context.stroke();
    }
  }

  private joints(
    context: CanvasRenderingContext2D,
    x: (at: number) => number,
    y: (at: number) => number,
    opacity: number[],
    unit: number,
    outline: boolean,
  ): void {
    const fill = outline ? (this.preset.strokeColour ?? look.colours.outline) : (this.preset.fillColour ?? look.colours.joint);
    for (const dot of this.dots) {
      const alpha = (opacity[dot.at] as number) * dot.opacity;
      if (alpha === 0) continue;
      const radius = Math.max((dot.diameter * unit) / 2, 0.7);
      context.globalAlpha = outline ? alpha * look.outline_opacity : alpha;
      context.fillStyle = fill;
      context.beginPath();
      context.arc(x(dot.at), y(dot.at), outline ? radius + outlineOf(unit) : radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  private angle(
    context: CanvasRenderingContext2D,
    name: string,
    row: number,
    x: (at: number) => number,
    y: (at: number) => number,
    opacity: number[],
    unit: number,
    textUnit: number,
  ): void {
    const triple = this.triples.get(name);
    const value = this.frames.angles[name]?.[row];
    if (triple === undefined || value === null || value === undefined) return;
    if (Math.min(...triple.map((at) => opacity[at] as number)) === 0) return;
    const [a, joint, b] = triple;
    const first = Math.atan2(y(a) - y(joint), x(a) - x(joint));
    const second = Math.atan2(y(b) - y(joint), x(b) - x(joint));
    const sweep = wrap(second - first);
    const reach = 0.45 * Math.min(distance(x, y, a, joint), distance(x, y, b, joint));
    const radius = Math.min(look.angles.radius * unit, reach);
    context.globalAlpha = 1;
    context.strokeStyle = look.colours.accent;
    context.lineWidth = Math.max(look.angles.width * unit, 1.5);
    context.beginPath();
    context.arc(x(joint), y(joint), radius, first, first + sweep, sweep < 0);
    context.stroke();
    const outward = first + sweep / 2 + (Math.abs(sweep) > Math.PI / 2 ? Math.PI : 0);
    const away = look.angles.distance * unit;
    label(context, `${Math.round(value)}°`, x(joint), y(joint), outward, away, textUnit);
  }
}

function label(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  direction: number,
  away: number,
  unit: number,
): void {
  const size = Math.max(look.angles.text * unit, 12);
  context.font = `600 ${size}px system-ui, sans-serif`;
  const width = context.measureText(text).width + size * 0.8;
  const height = size * 1.4;
  const cx = x + Math.cos(direction) * (away + width * 0.3);
  const cy = y + Math.sin(direction) * (away + height * 0.3);
  context.globalAlpha = look.card_opacity;
  context.fillStyle = look.colours.card;
  context.beginPath();
  context.roundRect(cx - width / 2, cy - height / 2, width, height, height / 2);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = look.colours.text;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, cx, cy + size * 0.06);
}

/** 0 below `score_hidden`, rising to 1 at `score_opaque`; what is shown at all can be seen. */
export function opacityOf(score: number): number {
  if (score < look.score_hidden) return 0;
  const span = Math.max(look.score_opaque - look.score_hidden, 1e-6);
  return 0.35 + 0.65 * Math.min(1, (score - look.score_hidden) / span);
}

function edgesOf(frames: Frames, index: Map<string, number>, preset: Preset): Edge[] {
  const known = new Map(body.edges.map((edge) => [`${edge.from}|${edge.to}`, edge]));
  const sided: (Edge & { side: Sided })[] = frames.edges.flatMap(([a, b]) => {
    const from = index.get(a);
    const to = index.get(b);
    if (from === undefined || to === undefined) return [];
    const edge = known.get(`${a}|${b}`) ?? known.get(`${b}|${a}`);
    const side = (edge?.side ?? "centre") as Sided;
    const width = look.widths[(edge?.part ?? "limb") as Part];
    return [{ from, to, side, width, colour: preset.lineColour ?? look.colours[side] }];
  });
  return sided.sort((a, b) => ORDER.indexOf(a.side) - ORDER.indexOf(b.side));
}

function dotsOf(index: Map<string, number>): Dot[] {
  return body.landmarks.flatMap(({ name, part }) => {
    const at = index.get(name);
    const diameter = (look.joints as Record<string, number>)[part];
    if (at === undefined || diameter === undefined) return [];
    return [{ at, diameter, opacity: part === "face" ? look.face_opacity : 1 }];
  });
}

/** People who are small in the picture get thinner lines. */
function bodyScaleOf(frames: Frames, index: Map<string, number>): number {
  const at = ["left_shoulder", "right_shoulder", "left_hip", "right_hip"].map((name) => index.get(name) ?? -1);
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
  const full = FULL_SIZE_TRUNK * Math.min(frames.width, frames.height);
  return Math.min(1, Math.max(THINNEST, median / full));
}

function triplesOf(index: Map<string, number>): Map<string, [number, number, number]> {
  const triples = new Map<string, [number, number, number]>();
  for (const [name, points] of Object.entries(body.angles)) {
    const at = points.map((point) => index.get(point));
    if (!at.includes(undefined)) triples.set(name, at as [number, number, number]);
  }
  return triples;
}

function outlineOf(unit: number): number {
  return Math.max(look.widths.outline * unit, 0.8);
}

function wrap(angle: number): number {
  return ((((angle + Math.PI) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)) - Math.PI;
}

function distance(x: (at: number) => number, y: (at: number) => number, a: number, b: number): number {
  return Math.hypot(x(a) - x(b), y(a) - y(b));
}

/** The part of a dashboard preset that the page draws. */
export function presetOf(visible: boolean, style: Record<string, unknown>): Preset {
  const lines = (style["lines"] ?? {}) as Record<string, unknown>;
  const circles = (style["circles"] ?? {}) as Record<string, unknown>;
  const preset: Preset = { hidden: !visible };
  if (typeof lines["lineStrokeColor"] === "string") preset.lineColour = lines["lineStrokeColor"];
  if (typeof circles["circleFillColor"] === "string") preset.fillColour = circles["circleFillColor"];
  if (typeof circles["circleStrokeColor"] === "string") preset.strokeColour = circles["circleStrokeColor"];
  return preset;
}
