/** When messages go out: at once, or as playback reaches their moment. */

import type { HostMessage } from "../api/types";

/**
 * Holds messages back until their time. The stream keeps its order: a message goes out when its own moment and
 * those of all before it have been reached, so seeking forward sends what was skipped and seeking back nothing.
 * What comes after the last moment (the end group) waits for the end.
 */
export class Pacing {
  private readonly held: HostMessage[] = [];
  private reached_s = -Infinity;
  private ended = false;

  constructor(
    private readonly pace: "now" | "playback",
    private readonly send: (message: HostMessage) => void,
  ) {}

  /** Take the messages of a finished job, in order. */
  add(messages: Iterable<HostMessage>): void {
    for (const message of messages) {
      if (this.pace === "now") this.send(message);
      else this.held.push(message);
    }
    this.release();
  }

  /** Playback shows this moment. */
  reach(t_s: number): void {
    this.reached_s = Math.max(this.reached_s, t_s);
    this.release();
  }

  /** Playback has come to the end, or there is none. */
  end(): void {
    this.ended = true;
    this.release();
  }

  private release(): void {
    while (this.held.length > 0 && this.isDue(this.held[0] as HostMessage))
      this.send(this.held.shift() as HostMessage);
  }

  private isDue(message: HostMessage): boolean {
    if (this.ended) return true;
    if (isEnd(message)) return false;
    if (typeof message.t === "number") return message.t <= this.reached_s;
    return true; // what has no moment goes with what came before it
  }
}

const END_TYPES = new Set(["keypoints_batch", "exercise_summary", "export_ready", "image_overlay"]);

/** Whether a message belongs to the group that closes the stream of a video. */
export function isEnd(message: HostMessage): boolean {
  if (END_TYPES.has(message.type)) return true;
  if (message.type === "initialization") return message.ready;
  return message.type === "counter" && message.final === true;
}
