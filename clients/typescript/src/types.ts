/** Shapes that the schemas leave open. */

import type * as api from "./generated/api.js";
import type { Message } from "./generated/messages.js";

export interface MessagePage extends Omit<api.MessagePage, "messages"> {
  messages: Message[];
}

/** An answer about a photo, or a job that is still at work on it. */
export type PhotoAnswer = api.PhotoAnswer | api.JobCreated;

/** The people detected in one chunk; a landmark is x, y (shares of width and height) and its visibility. */
export interface Preview {
  chunk: number;
  skeleton: string;
  names: string[];
  frames: { t_s: number; people: [number, number, number][][] }[];
}

/** `frames.json`: what is drawn and plotted, a row for each analysed frame. */
export interface Frames {
  schema_version: 1;
  width: number;
  height: number;
  t_s: number[];
  keypoint_names: string[];
  edges: [string, string][];
  /** x and y of every keypoint in ten-thousandths of the width and height; `null` without the person. */
  xy: (number[] | null)[];
  /** Visibility of every keypoint, percent. */
  score: (number[] | null)[];
  /** Degrees in the picture, by name. */
  angles: Record<string, (number | null)[]>;
  signal: (number | null)[] | null;
  progress: (number | null)[] | null;
  count: (number | null)[] | null;
  /** Number of the latest set, 0 before the first. */
  set?: number[] | null;
  /** With a reference: its joints in the picture, and how far each is off, in percent. */
  ghost_names?: string[];
  ghost?: (number[] | null)[];
  deviation?: (number[] | null)[];
}

export type Grade = "A" | "B" | "C" | "D" | "E" | "F";
export type Side = "left" | "right" | "both";
