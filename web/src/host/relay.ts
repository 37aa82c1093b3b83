/** Brings the API's message stream to the host: everything once, and `keypoints_batch`, which is made here. */

import type { Client } from "../api/client";
import type { messages } from "../../../clients/typescript/src";
import type { HostMessage, Message } from "../api/types";

type Source = Pick<Client, "messages">;

/** The messages of a job after number `after`, as far as there are any yet. */
export async function* messagesAfter(client: Source, id: string, after: number): AsyncGenerator<Message> {
  for (;;) {
    const page = await client.messages(id, after);
    yield* page.messages;
    if (page.done || page.next_after <= after) return;
    after = page.next_after;
  }
}

export class Relay {
  /** 0 is "loading ...", which the page says by itself before there is a job. */
  private after = 0;
  private keypoints: messages.BatchFrame[] = [];

  constructor(
    private readonly client: Source,
    private readonly id: string,
    private readonly deliver: (message: HostMessage) => void,
  ) {}

  /** Fetch and deliver what is new. */
  async advance(): Promise<void> {
    for await (const message of messagesAfter(this.client, this.id, this.after)) {
      this.after = Math.max(this.after, message.seq);
      this.take(message);
    }
  }

  private take(message: Message): void {
    if (message.type === "keypoints") this.keypoints.push(batchItem(message));
    else if (closesVideo(message)) this.deliverBatch();
    this.deliver(message);
  }

  private deliverBatch(): void {
    if (this.keypoints.length === 0) return;
    const data = this.keypoints;
    this.keypoints = [];
    this.deliver({ type: "keypoints_batch", data, frames: data });
  }
}

/** The summary, or where there is none, completion: `keypoints_batch` comes before. Photos have none. */
function closesVideo(message: Message): boolean {
  return message.type === "exercise_summary" || (message.type === "initialization" && message.ready);
}

function batchItem({ timestampMs = 0, frameId, data }: messages.Keypoints): messages.BatchFrame {
  return { timestampMs, frameId, keypoints: data };
}
