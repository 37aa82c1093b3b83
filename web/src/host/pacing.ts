/** When messages go out: at once, or as playback reaches their moment. */

import type { Message } from "../api/types";

/**
 * Holds messages back until their time. The stream keeps its order: a message goes out when its own moment and
 * those of all before it have been reached, so seeking forward sends what was skipped and seeking back nothing.
 * What comes after the last moment (the end group) waits for the end.
 */
export class Pacing {
  private readonly held: Message[] = [];
  private reached_s = -Infinity;
  private ended = false;

  constructor(
    private readonly pace: "now" | "playback",
    private readonly send: (message: Message) => void,
  ) {}

  /** Take the messages of a finished job, in order. */
  add(messages: Iterable<Message>): void {
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
    while (this.held.length > 0 && this.isDue(this.held[0] as Message))
      this.send(this.held.shift() as Message);
  }

  private isDue(message: Message): boolean {
    if (this.ended) return true;
    if (isEnd(message)) return false;
    if (typeof message.t === "number") return message.t <= this.reached_s;
    return true; // what has no moment goes with what came before it
  }
}

const END_TYPES = new Set(["keypoints_batch", "exercise_summary", "export_ready", "image_overlay"]);

/** Whether a message belongs to the group that closes the stream of a video. */
export function isEnd(message: Message): boolean {
  if (END_TYPES.has(message.type)) return true;
  if (message.type === "initialization") return message["ready"] === true;
  return message["final"] === true && message.type === "counter";
}
