/** The reference movement beside the person, as the overlay video has it: a pale skeleton, and joints by difference. */

import { colours, ghost as style, widths } from "../../../shared/formtrace/overlay/styles/default.json";
import type { Frames } from "../api/types";
import type { Box } from "./fit";

type Context = CanvasRenderingContext2D;

export class Ghost {
  /** Where the reference's joints are among the person's landmarks. */
  private readonly landmarks: number[];
  private readonly edges: [number, number][];

  constructor(private readonly frames: Frames) {
    const names = frames.ghost_names ?? [];
    this.landmarks = names.map((name) => frames.keypoint_names.indexOf(name));
    this.edges = frames.edges
      .map(([from, to]): [number, number] => [names.indexOf(from), names.indexOf(to)])
      .filter((edge) => !edge.includes(-1));
  }

  /** The limbs of those joints that the person shows, too. */
  limbs(context: Context, row: number, box: Box, opacity: number[], unit: number): void {
    const xy = this.frames.ghost?.[row];
    if (!xy) return;
    const seen = (joint: number): boolean => (opacity[this.landmarks[joint] as number] ?? 0) > 0;
    const at = (joint: number): [number, number] => [
      box.x + ((xy[2 * joint] as number) / 10000) * box.width,
      box.y + ((xy[2 * joint + 1] as number) / 10000) * box.height,
    ];
    const width = Math.max(style.width * unit, 1.2);
    context.beginPath();
    for (const [from, to] of this.edges)
      if (seen(from) && seen(to)) {
        context.moveTo(...at(from));
        context.lineTo(...at(to));
      }
    const stroke = (colour: string, alpha: number, lineWidth: number): void => {
      Object.assign(context, { strokeStyle: colour, globalAlpha: alpha, lineWidth });
      context.stroke();
    };
    stroke(colours.outline, style.outline_opacity, width + 2 * Math.max(widths.outline * unit, 0.8));
    stroke(style.colour, style.opacity, width);
  }

  /** The person's joints, in the colour of how far each is off. */
  joints(
    context: Context,
    row: number,
    point: (landmark: number) => [number, number],
    opacity: number[],
    unit: number,
  ): void {
    const { differences } = style;
    this.frames.deviation?.[row]?.forEach((percent, joint) => {
      const landmark = this.landmarks[joint] as number;
      context.globalAlpha = (opacity[landmark] ?? 0) > 0 ? 1 : 0;
      context.fillStyle = differences[stepOf(percent, differences.length)] as string;
      context.beginPath();
      context.arc(...point(landmark), Math.max((style.joint * unit) / 2, 2), 0, 2 * Math.PI);
      context.fill();
    });
  }
}

/** Which of `count` even steps from 0 to 100 %. */
export function stepOf(percent: number, count: number): number {
  return Math.min(count - 1, Math.floor((percent / 100) * count));
}
