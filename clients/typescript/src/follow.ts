/** Follows a job: its state to the end, or its messages as they come. */

import { pathOf, type Connection } from "./connection.js";
import { NetworkError } from "./errors.js";
import type { JobView } from "./generated/api.js";
import type { Message } from "./generated/messages.js";
import type { MessagePage } from "./types.js";

const FIRST_WAIT_MS = 700;
const LONGEST_WAIT_MS = 5000;

export interface Watcher {
  onJob?: ((job: JobView) => void | Promise<void>) | undefined;
  /** Called with `true` when the connection was lost and with `false` when it is back. */
  onConnection?: ((lost: boolean) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Ask again and again until the job has ended, also through dropped connections; its last record. */
export async function watch(connection: Connection, id: string, watcher: Watcher = {}): Promise<JobView> {
  let wait_ms = FIRST_WAIT_MS;
  let lost = false;
  for (;;) {
    try {
      const job = await connection.json<JobView>(pathOf(["jobs", id]));
      if (lost) watcher.onConnection?.((lost = false));
      await watcher.onJob?.(job);
      if (hasEnded(job)) return job;
      wait_ms = Math.min(wait_ms * 1.15, LONGEST_WAIT_MS);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      if (!lost) watcher.onConnection?.((lost = true));
      wait_ms = Math.min(wait_ms * 1.6, LONGEST_WAIT_MS);
    }
    await connection.pause(wait_ms, watcher.signal);
  }
}

export function hasEnded({ status }: Pick<JobView, "status">): boolean {
  return status === "completed" || status === "failed";
}

export interface StreamOptions {
  /** Number of the last message that is known; -1 for all. */
  after?: number;
  /** One `keypoints_batch` for each answer instead of many `keypoints`. */
  batch?: boolean;
  signal?: AbortSignal | undefined;
}

/** The messages of a job as they come, to the last one. */
export async function* stream(
  connection: Connection,
  id: string,
  { after = -1, batch = false, signal }: StreamOptions = {},
): AsyncGenerator<Message, void> {
  let wait_ms = FIRST_WAIT_MS;
  for (;;) {
    const path = pathOf(["jobs", id, "messages"], { after, batch: batch || null });
    const page = await connection.json<MessagePage>(path).catch((error: unknown) => {
      if (!(error instanceof NetworkError)) throw error;
      return { messages: [], next_after: after, done: false };
    });
    yield* page.messages;
    if (page.done) return;
    const isNew = page.next_after > after;
    after = page.next_after;
    wait_ms = isNew ? FIRST_WAIT_MS : Math.min(wait_ms * 1.3, LONGEST_WAIT_MS);
    if (page.messages.length < 2) await connection.pause(wait_ms, signal);
    else if (signal?.aborted) return;
  }
}
