/** Draws one frame's skeleton on a canvas, as the overlay video has it. */

import {
  angles as angleStyle,
  card_opacity,
  colours,
  score_hidden,
  score_opaque,
} from "../../../shared/formtrace/overlay/styles/default.json";
import { angles as bodyAngles } from "../../../shared/formtrace/skeletons/blazepose33.json";
import type { Frames } from "../api/types";
import type { Box } from "./fit";
import { Ghost } from "./ghost";
import { textUnit, type SkeletonStyle } from "./skeleton_style";

type Context = CanvasRenderingContext2D;
type Point = (at: number) => [number, number];
type Triple = [number, number, number];

export class SkeletonPainter {
  private readonly triples: Map<string, Triple>;
  private readonly ghost: Ghost;

  constructor(
    private readonly frames: Frames,
    private readonly style: SkeletonStyle,
  ) {
    this.triples = triplesOf(frames.keypoint_names);
    this.ghost = new Ghost(frames);
  }

  /** Draw frame `row` in `box` (CSS pixels): the body, and labels for the joint angles named. */
  draw(context: Context, row: number, box: Box, showsBody: boolean, angles: readonly string[]): void {
    const xy = this.frames.xy[row];
    const score = this.frames.score[row];
    if (!xy || !score) return;
    const shortSide = Math.min(box.width, box.height);
    const unit = this.style.unit(shortSide);
    const opacity = score.map((percent) => opacityOf(percent / 100));
    const point: Point = (at) => [
      box.x + ((xy[2 * at] as number) / 10000) * box.width,
      box.y + ((xy[2 * at + 1] as number) / 10000) * box.height,
    ];
    context.lineCap = "round";
    if (showsBody) {
      const { rim } = this.style;
      const rimWidth = Math.max(rim.width * unit, 0.8);
      this.ghost.limbs(context, row, box, opacity, unit);
      if (rim.limbs) this.limbs(context, point, opacity, unit, rimWidth);
      if (rim.limbs) this.joints(context, point, opacity, unit, rimWidth);
      this.limbs(context, point, opacity, unit, 0);
      if (!rim.limbs) this.joints(context, point, opacity, unit, rimWidth);
      this.joints(context, point, opacity, unit, 0);
      this.ghost.joints(context, row, point, opacity, unit);
    }
    for (const angle of this.seenApart(angles, row, point, opacity, textUnit(shortSide)))
      drawAngle(context, angle, point, unit, textUnit(shortSide));
    context.globalAlpha = 1;
  }

  /** The limbs, or with a `rimWidth` what lies around them. */
  private limbs(context: Context, point: Point, opacity: number[], unit: number, rimWidth: number): void {
    const { rim, edges } = this.style;
    for (const edge of edges) {
      const alpha = Math.min(opacity[edge.from] as number, opacity[edge.to] as number);
      if (alpha === 0) continue;
      context.globalAlpha = rimWidth > 0 ? alpha * rim.opacity : alpha;
      context.strokeStyle = rimWidth > 0 ? rim.colour : edge.colour;
      context.lineWidth = Math.max(edge.width * unit, 1.2) + 2 * rimWidth;
      context.beginPath();
      context.moveTo(...point(edge.from));
      context.lineTo(...point(edge.to));
      context.stroke();
    }
  }

  private joints(context: Context, point: Point, opacity: number[], unit: number, rimWidth: number): void {
    const { rim, dots, dotColour } = this.style;
    for (const dot of dots) {
      const alpha = (opacity[dot.at] as number) * dot.opacity;
      if (alpha === 0) continue;
      context.globalAlpha = rimWidth > 0 ? alpha * rim.opacity : alpha;
      context.fillStyle = rimWidth > 0 ? rim.colour : dotColour;
      context.beginPath();
      context.arc(...point(dot.at), Math.max(dot.radius * unit, 0.7) + rimWidth, 0, 2 * Math.PI);
      context.fill();
    }
  }

  /** The angles that can be shown; of those that coincide in the picture the better seen one. */
  private seenApart(
    names: readonly string[],
    row: number,
    point: Point,
    opacity: number[],
    letters: number,
  ): ShownAngle[] {
    const known = names.flatMap((name) => {
      const triple = this.triples.get(name);
      const value = this.frames.angles[name]?.[row];
      if (triple === undefined || value === null || value === undefined) return [];
      const sure = Math.min(...triple.map((at) => opacity[at] as number));
      return sure > 0 ? [{ triple, value, sure }] : [];
    });
    const apart: ShownAngle[] = [];
    for (const angle of known.sort((a, b) => b.sure - a.sure)) {
      const [x, y] = point(angle.triple[1]);
      const isFree = apart.every(({ triple }) => {
        const [otherX, otherY] = point(triple[1]);
        return Math.hypot(x - otherX, y - otherY) > 2.5 * labelSize(letters);
      });
      if (isFree) apart.push(angle);
    }
    return apart;
  }
}

interface ShownAngle {
  triple: Triple;
  value: number;
}

function drawAngle(
  context: Context,
  { triple, value }: ShownAngle,
  point: Point,
  unit: number,
  letters: number,
): void {
  const [[ax, ay], [x, y], [bx, by]] = triple.map(point) as [
    [number, number],
    [number, number],
    [number, number],
  ];
  const first = Math.atan2(ay - y, ax - x);
  const sweep = wrap(Math.atan2(by - y, bx - x) - first);
  const reach = 0.45 * Math.min(Math.hypot(ax - x, ay - y), Math.hypot(bx - x, by - y));
  context.globalAlpha = 1;
  context.strokeStyle = colours.accent;
  context.lineWidth = Math.max(angleStyle.width * unit, 1.5);
  context.beginPath();
  context.arc(x, y, Math.min(angleStyle.radius * unit, reach), first, first + sweep, sweep < 0);
  context.stroke();
  const outward = first + sweep / 2 + Math.PI;
  label(context, `${Math.round(value)}°`, x, y, outward, angleStyle.distance * unit, labelSize(letters));
}

function labelSize(letters: number): number {
  return Math.max(angleStyle.text * letters, 12);
}

function label(
  context: Context,
  text: string,
  x: number,
  y: number,
  direction: number,
  away: number,
  size: number,
): void {
  context.font = `600 ${size}px system-ui, sans-serif`;
  const width = context.measureText(text).width + size * 0.8;
  const height = size * 1.4;
  const cx = x + Math.cos(direction) * (away + width * 0.3);
  const cy = y + Math.sin(direction) * (away + height * 0.3);
  context.globalAlpha = card_opacity;
  context.beginPath();
  context.moveTo(cx - width / 2 + height / 2, cy);
  context.lineTo(cx + width / 2 - height / 2, cy);
  context.lineWidth = height;
  context.strokeStyle = colours.card;
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = colours.text;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, cx, cy + size * 0.06);
}

/** 0 below `score_hidden`, rising to 1 at `score_opaque`; what is shown at all can be seen. */
export function opacityOf(score: number): number {
  if (score < score_hidden) return 0;
  const span = Math.max(score_opaque - score_hidden, 1e-6);
  return 0.35 + 0.65 * Math.min(1, (score - score_hidden) / span);
}

function triplesOf(names: readonly string[]): Map<string, Triple> {
  const triples = new Map<string, Triple>();
  for (const [name, points] of Object.entries(bodyAngles)) {
    const at = points.map((point) => names.indexOf(point));
    if (!at.includes(-1)) triples.set(name, at as Triple);
  }
  return triples;
}

function wrap(angle: number): number {
  return ((((angle + Math.PI) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)) - Math.PI;
}
