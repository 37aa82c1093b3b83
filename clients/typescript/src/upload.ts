/** Sends a file to where a job waits for it: whole by a form, or in parts, which can go on after a break. */

import { pathOf, type Connection } from "./connection.js";
import { ApiError, NetworkError, UploadBlocked, UploadRefused } from "./errors.js";
import type { JobView, PartsTicket, UploadTicket } from "./generated/api.js";
import { send } from "./send.js";

/** Larger files are uploaded in parts. */
export const PARTS_FROM_BYTES = 16 * 2 ** 20;

const FORM_ATTEMPTS = 3;
const PART_ATTEMPTS = 8;
const AT_ONCE = 3;
const LONGEST_WAIT_MS = 20_000;

export interface UploadOptions {
  /** Called with the share that has arrived, 0 to 1, and whether the connection is lost. */
  onProgress?: ((share: number, lost: boolean) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Send a whole file by the form of a job. A dropped connection begins anew. */
export async function uploadForm(
  connection: Connection,
  ticket: UploadTicket,
  file: Blob,
  { onProgress, signal }: UploadOptions = {},
): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) body.append(name, value);
  body.append("file", file); // S3 ignores what comes after it
  for (let attempt = 1; ; attempt++) {
    let moved = false;
    try {
      await send({ method: "POST", url: ticket.url, body, signal }, (bytes) => {
        moved = true;
        onProgress?.(Math.min(1, bytes / file.size), false);
      });
      return onProgress?.(1, false);
    } catch (error) {
      if (signal?.aborted || !(error instanceof NetworkError)) throw error;
      if (attempt === FORM_ATTEMPTS) throw moved ? error : await causeOf(connection, error, ticket.url);
      await connection.pause(1000 * attempt, signal);
    }
  }
}

/** Send the parts of a file that have not arrived, and complete the upload; the job as it is then. */
export async function uploadParts(
  connection: Connection,
  jobId: string,
  ticket: PartsTicket,
  file: Blob,
  options: UploadOptions = {},
): Promise<JobView> {
  await new PartsUpload(connection, jobId, ticket, file, options).run();
  const path = pathOf(["jobs", jobId, "upload", "complete"]);
  for (let attempt = 1; ; attempt++) {
    try {
      return await connection.send<JobView>("POST", path);
    } catch (error) {
      const { signal } = options;
      if (signal?.aborted || !(error instanceof NetworkError) || attempt === PART_ATTEMPTS) throw error;
      await connection.pause(waitAfter(attempt), signal);
    }
  }
}

class PartsUpload {
  private readonly sent = new Map<number, number>();
  private lost = false;
  private failed = false;

  constructor(
    private readonly connection: Connection,
    private readonly jobId: string,
    private ticket: PartsTicket,
    private readonly file: Blob,
    private readonly options: UploadOptions,
  ) {
    for (const { number, url } of ticket.parts)
      if (url === null) this.sent.set(number, this.piece(number).size);
  }

  async run(): Promise<void> {
    this.tell();
    const waiting = this.ticket.parts.filter(({ url }) => url !== null).map(({ number }) => number);
    const worker = async (): Promise<void> => {
      while (!this.failed) {
        const next = waiting.shift();
        if (next === undefined) return;
        await this.sendPart(next);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  private async sendPart(number: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const url = this.ticket.parts[number - 1]?.url;
      if (!url) return;
      try {
        return await this.put(number, url);
      } catch (error) {
        this.sent.delete(number);
        if (await this.mayGoOn(error, attempt, url)) continue;
        this.failed = true;
        throw error;
      }
    }
  }

  private async put(number: number, url: string): Promise<void> {
    const { signal } = this.options;
    const body = this.piece(number);
    const onSent = (bytes: number): void => {
      this.lost = false;
      this.sent.set(number, Math.min(bytes, body.size));
      this.tell();
    };
    await send({ method: "PUT", url, body, signal }, onSent);
    onSent(body.size);
  }

  /** Whether to try again, once it is time to. */
  private async mayGoOn(error: unknown, attempt: number, url: string): Promise<boolean> {
    const { signal } = this.options;
    if (signal?.aborted) return false;
    if (error instanceof UploadRefused && attempt === 1) {
      this.ticket = await this.connection.json(pathOf(["jobs", this.jobId, "upload"])); // the link has expired
      return true;
    }
    if (!(error instanceof NetworkError) || attempt === PART_ATTEMPTS) return false;
    if (attempt === 3 && this.sent.size === 0) {
      const cause = await causeOf(this.connection, error, url);
      if (cause instanceof UploadBlocked) throw cause;
    }
    this.lost = true;
    this.tell();
    await this.connection.pause(waitAfter(attempt), signal);
    return true;
  }

  private piece(number: number): Blob {
    const { part_bytes } = this.ticket;
    return this.file.slice((number - 1) * part_bytes, number * part_bytes);
  }

  private tell(): void {
    const bytes = [...this.sent.values()].reduce((sum, each) => sum + each, 0);
    this.options.onProgress?.(Math.min(1, bytes / this.file.size), this.lost);
  }
}

function waitAfter(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt);
}

/** What it means that nothing arrives: no connection at all, or none to the storage. */
async function causeOf(connection: Connection, error: NetworkError, url: string): Promise<Error> {
  const isOnline = typeof navigator === "undefined" || navigator.onLine !== false;
  const isThere =
    isOnline &&
    (await connection.json(pathOf(["health"])).then(
      () => true,
      (refusal: unknown) => refusal instanceof ApiError,
    ));
  return isThere ? new UploadBlocked(new URL(url, globalThis.location?.href).host) : error;
}
