/** Sends a file by presigned POST, with progress; small drops of the connection are tried again. */

import type { CreatedJob } from "./types";
import { NetworkError } from "./client";

const ATTEMPTS = 3;

export class UploadRefused extends Error {
  constructor(readonly code: "too_large" | "refused") {
    super(code);
  }
}

type Ticket = NonNullable<CreatedJob["upload"]>;

/** Resolve when the whole file has arrived; `onProgress` gets shares of 0 to 1. */
export async function upload(
  ticket: Ticket,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(ticket, file, onProgress, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof NetworkError) || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
    }
  }
}

function send(
  ticket: Ticket,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
    form.append("file", file); // S3 ignores what comes after it
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve();
      else if (request.status >= 500) reject(new NetworkError(`status ${request.status}`));
      else reject(new UploadRefused(/EntityTooLarge/.test(request.responseText) ? "too_large" : "refused"));
    };
    request.onerror = () => reject(new NetworkError("upload"));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.open("POST", ticket.url);
    request.send(form);
  });
}
