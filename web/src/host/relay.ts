/** Brings the API's message stream to the host: everything once, `keypoints_batch` assembled on the way. */

import type { Client } from "../api/client";
import type { Message } from "../api/types";

export class Relay {
  /** 0 is "loading ...", which the page says by itself before there is a job. */
  private after = 0;
  private readonly frames: object[] = [];

  constructor(
    private readonly client: Pick<Client, "messages">,
    private readonly id: string,
    private readonly deliver: (message: Message) => void,
  ) {}

  /** Fetch and deliver what is new. */
  async advance(): Promise<void> {
    for (;;) {
      const before = this.after;
      const page = await this.client.messages(this.id, before);
      for (const message of page.messages) this.take(message);
      this.after = Math.max(this.after, page.next_after);
      if (page.done || page.messages.length === 0 || this.after === before) return;
    }
  }

  private take(message: Message): void {
    if (message.seq !== undefined) {
      if (message.seq <= this.after) return;
      this.after = message.seq;
    }
    if (message.type === "keypoints") this.frames.push(batchItem(message));
    else if (closes(message) && this.frames.length > 0) this.deliver(this.takeBatch());
    this.deliver(message);
  }

  private takeBatch(): Message {
    const frames = this.frames.splice(0);
    return { type: "keypoints_batch", data: frames, frames };
  }
}

function batchItem({ timestampMs, frameId, keypoints, data }: Message): object {
  return { timestampMs, frameId, keypoints: keypoints ?? data };
}

/** The first message after the last moment of a video: the summary, or without an exercise its completion. */
function closes(message: Message): boolean {
  return message.type === "exercise_summary" || (message.type === "initialization" && message["ready"] === true);
}
