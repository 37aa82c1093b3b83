/** Brings the API's message stream to the host: everything once, the parts of `keypoints_batch` as one message. */

import type { Client } from "../api/client";
import type { Message } from "../api/types";

export class Relay {
  /** 0 is "loading ...", which the page says by itself before there is a job. */
  private after = 0;
  private parts: object[] = [];

  constructor(
    private readonly client: Pick<Client, "messages">,
    private readonly id: string,
    private readonly deliver: (message: Message) => void,
  ) {}

  /** Fetch and deliver what is new. */
  async advance(): Promise<void> {
    for (;;) {
      const page = await this.client.messages(this.id, this.after);
      for (const message of page.messages) this.take(message);
      const isStuck = page.next_after <= this.after;
      this.after = Math.max(this.after, page.next_after);
      if (isStuck || page.done || page.messages.length === 0) return;
    }
  }

  private take(message: Message): void {
    if (message.seq !== undefined) {
      if (message.seq <= this.after) return;
      this.after = message.seq;
    }
    if (message.type !== "keypoints_batch") return this.deliver(message);
    this.parts.push(...((message["data"] as object[] | undefined) ?? []));
    if (Number(message["part"] ?? 1) < Number(message["parts"] ?? 1)) return;
    const data = this.parts;
    this.parts = [];
    this.deliver({ ...message, part: 1, parts: 1, data, frames: data });
  }
}
