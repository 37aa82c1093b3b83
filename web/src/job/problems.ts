/** What failed, as a problem of the API, whatever it was. */

import { ApiError, NetworkError } from "../api/client";
import type { Problem } from "../api/types";
import { UploadBlocked, UploadRefused } from "../../../clients/typescript/src";
import { text } from "../texts";

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  if (error instanceof NetworkError) return { status: 0, code: "network", message: text("error.network") };
  if (error instanceof UploadRefused)
    return { status: 403, code: "upload_refused", message: text("error.upload") };
  if (error instanceof UploadBlocked)
    return { status: 0, code: "upload_blocked", message: text("error.blocked", { host: error.host }) };
  console.error(error);
  return { status: 0, code: "internal", message: text("error.internal") };
}

/** Whether the same step may work another time. */
export function mayPass(error: unknown): boolean {
  return [NetworkError, UploadRefused, UploadBlocked].some((kind) => error instanceof kind);
}

/** Try again while only the connection fails. */
export async function retrying<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof NetworkError) || attempt === 5 || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
}
