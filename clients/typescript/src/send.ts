/** Sends a body to the storage, with progress where the platform tells it. */

import { NetworkError, UploadRefused } from "./errors.js";

/** Gets the bytes that have been sent so far. */
export type OnSent = (bytes: number) => void;

export interface Request {
  method: "POST" | "PUT";
  url: string;
  body: Blob | FormData;
  signal?: AbortSignal | undefined;
}

/**
 * Resolve when the storage has taken the body.
 *
 * @throws NetworkError the connection broke, or the storage is not well; trying again may help.
 * @throws UploadRefused it does not take the body.
 */
export function send(request: Request, onSent: OnSent): Promise<void> {
  return typeof XMLHttpRequest === "undefined" ? sendByFetch(request) : sendByXhr(request, onSent);
}

async function sendByFetch({ method, url, body, signal }: Request): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, { method, body, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NetworkError(String(error));
  }
  check(response.status, response.ok ? "" : await response.text().catch(() => ""));
}

function sendByXhr({ method, url, body, signal }: Request, onSent: OnSent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    if (signal?.aborted) return reject(aborted());
    signal?.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = ({ loaded }) => {
      if (loaded > 0) onSent(loaded);
    };
    request.onload = () => {
      try {
        resolve(check(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new NetworkError("upload"));
    request.onabort = () => reject(aborted());
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    request.open(method, url);
    request.send(body);
  });
}

function aborted(): DOMException {
  return new DOMException("aborted", "AbortError");
}

function check(status: number, text: string): void {
  if (status < 300) return;
  if (status >= 500) throw new NetworkError(`status ${status}`);
  throw new UploadRefused(/EntityTooLarge/.test(text) ? "too_large" : "refused");
}
