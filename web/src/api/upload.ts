/** Sends a file to S3: small ones as a form, large ones in parts that can go on after a break. */

import { ApiError, NetworkError, type Client } from "./client";
import type { CreatedJob, PartsTicket } from "./types";

/** Larger files are uploaded in parts. */
export const PARTS_FROM_BYTES = 16 * 2 ** 20;

const FORM_ATTEMPTS = 3;
const PART_ATTEMPTS = 8;
const AT_ONCE = 3;
const LONGEST_WAIT_MS = 20_000;

export class UploadRefused extends Error {
  constructor(readonly code: "too_large" | "refused") {
    super(code);
  }
}

/** The storage cannot be reached, though the API can. */
export class UploadBlocked extends Error {
  constructor(readonly host: string) {
    super(host);
  }
}

export interface Upload {
  client: Client;
  file: File;
  signal: AbortSignal;
  /** Called with the share that has arrived, 0 to 1, and whether the connection is lost. */
  onProgress: (share: number, lost: boolean) => void;
}

type Ticket = NonNullable<CreatedJob["upload"]>;

/** Resolve when the whole file has arrived. */
export async function uploadForm(ticket: Ticket, upload: Upload): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", upload.file); // S3 ignores what comes after it
  for (let attempt = 1; ; attempt++) {
    let moved = false;
    try {
      return await send("POST", ticket.url, form, upload.signal, (loaded, total) => {
        moved = true;
        upload.onProgress(loaded / total, false);
      });
    } catch (error) {
      if (upload.signal.aborted || !(error instanceof NetworkError)) throw error;
      if (attempt === FORM_ATTEMPTS) throw moved ? error : await causeOf(error, ticket.url, upload.client);
      await pause(1000 * attempt, upload.signal);
    }
  }
}

/** Send the parts that are missing, and say that the file is complete. */
export async function uploadParts(id: string, ticket: PartsTicket, upload: Upload): Promise<void> {
  const sent = new Map<number, number>();
  for (const { number, url } of ticket.parts)
    if (url === null) sent.set(number, pieceOf(ticket, number, upload.file).size);
  let lost = false;
  const tell = (): void => {
    const bytes = [...sent.values()].reduce((sum, each) => sum + each, 0);
    upload.onProgress(Math.min(1, bytes / upload.file.size), lost);
  };
  tell();
  let links = ticket;
  const sendPart = async (number: number): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      const url = links.parts[number - 1]?.url;
      if (!url) return;
      try {
        await send("PUT", url, pieceOf(ticket, number, upload.file), upload.signal, (loaded) => {
          lost = false;
          sent.set(number, loaded);
          tell();
        });
        return;
      } catch (error) {
        sent.delete(number);
        if (upload.signal.aborted) throw error;
        if (error instanceof UploadRefused && attempt === 1) {
          links = await upload.client.uploadTicket(id); // the link has expired
          continue;
        }
        if (!(error instanceof NetworkError)) throw error;
        if (attempt === 3 && sent.size === 0) {
          const cause = await causeOf(error, url, upload.client);
          if (cause instanceof UploadBlocked) throw cause;
        }
        if (attempt === PART_ATTEMPTS) throw error;
        lost = true;
        tell();
        await pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt), upload.signal);
      }
    }
  };
  const waiting = ticket.parts.filter(({ url }) => url !== null).map(({ number }) => number);
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await sendPart(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await complete(id, upload);
}

/** The API may be out of reach for a moment, too. */
async function complete(id: string, { client, signal }: Upload): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.completeUpload(id);
      return;
    } catch (error) {
      if (signal.aborted || !(error instanceof NetworkError) || attempt === PART_ATTEMPTS) throw error;
      await pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt), signal);
    }
  }
}

function pieceOf({ part_bytes }: PartsTicket, number: number, file: File): Blob {
  return file.slice((number - 1) * part_bytes, number * part_bytes);
}

/** What it means that nothing arrives: no connection at all, or none to the storage. */
async function causeOf(error: NetworkError, url: string, client: Client): Promise<Error> {
  return navigator.onLine && (await client.isThere())
    ? new UploadBlocked(new URL(url, location.href).host)
    : error;
}

function send(
  method: "POST" | "PUT",
  url: string,
  body: FormData | Blob,
  signal: AbortSignal,
  onProgress: (loaded: number, total: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = (): DOMException => new DOMException("aborted", "AbortError");
    if (signal.aborted) return reject(aborted());
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.loaded > 0) onProgress(event.loaded, event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve();
      else if (request.status >= 500) reject(new NetworkError(`status ${request.status}`));
      else reject(new UploadRefused(/EntityTooLarge/.test(request.responseText) ? "too_large" : "refused"));
    };
    request.onerror = () => reject(new NetworkError("upload"));
    request.onabort = () => reject(aborted());
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.open(method, url);
    request.send(body);
  });
}

/** Wait, but not longer than until the browser is online again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      done();
      reject(new DOMException("aborted", "AbortError"));
    }
    if (signal.aborted) return stop();
    window.addEventListener("online", done);
    signal.addEventListener("abort", stop);
  });
}

/** Whether an upload can go on: its job still waits for parts. */
export async function unfinishedUpload(client: Client, id: string): Promise<PartsTicket | null> {
  try {
    return await client.uploadTicket(id);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
