/** Follows a job to its end, through dropped connections and hidden pages. */

import { NetworkError, type Client } from "./client";
import type { JobRecord } from "./types";

const FIRST_WAIT_MS = 700;
const LONGEST_WAIT_MS = 5000;
const HIDDEN_WAIT_MS = 15000;

export interface Watcher {
  onJob: (job: JobRecord) => void | Promise<void>;
  /** Called with `true` when the connection was lost and with `false` when it is back. */
  onConnection: (lost: boolean) => void;
}

/** Ask again and again until the job has ended; the last record. Throws what the API refuses. */
export async function watch(
  client: Client,
  id: string,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<JobRecord> {
  let wait = FIRST_WAIT_MS;
  let lost = false;
  for (;;) {
    try {
      const job = await client.job(id);
      if (lost) watcher.onConnection((lost = false));
      await watcher.onJob(job);
      if (job.status === "completed" || job.status === "failed") return job;
      wait = Math.min(wait * 1.15, LONGEST_WAIT_MS);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      if (!lost) watcher.onConnection((lost = true));
      wait = Math.min(wait * 1.6, LONGEST_WAIT_MS);
    }
    await pause(document.hidden ? HIDDEN_WAIT_MS : wait, signal);
  }
}

/** Wait, but not longer than until the page is looked at or online again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", stop);
      resolve();
    }
    function shown(): void {
      if (!document.hidden) done();
    }
    function stop(): void {
      done();
      reject(new DOMException("aborted", "AbortError"));
    }
    if (signal.aborted) return stop();
    document.addEventListener("visibilitychange", shown);
    window.addEventListener("online", done);
    signal.addEventListener("abort", stop);
  });
}
