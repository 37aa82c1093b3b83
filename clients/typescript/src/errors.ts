/** What can go wrong. */

import type { JobView, Problem as WholeProblem } from "./generated/api.js";

/** What the API says of an error. */
export type Problem = Pick<WholeProblem, "status" | "code" | "message"> & {
  details?: Record<string, unknown>;
};

/** The API refused a request; `problem.code` is for programs, the message says what to do. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(readonly problem: Problem) {
    super(problem.message);
  }

  get code(): string {
    return this.problem.code;
  }
}

/** The connection, not the API, failed; trying again may help. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** The storage does not take the file: it is too large, or the links have expired. */
export class UploadRefused extends Error {
  override readonly name = "UploadRefused";

  constructor(readonly code: "too_large" | "refused") {
    super(code === "too_large" ? "The file is too large." : "The storage refused the file; make a new job.");
  }
}

/** The storage cannot be reached, though the API can. */
export class UploadBlocked extends Error {
  override readonly name = "UploadBlocked";

  constructor(readonly host: string) {
    super(`Something on the way to ${host} blocks uploads.`);
  }
}

/** The analysis ended without a result; `code` says why. */
export class JobFailed extends Error {
  override readonly name = "JobFailed";

  constructor(readonly job: JobView) {
    super(job.failure?.message ?? "The analysis failed.");
  }

  get code(): string {
    return this.job.failure?.code ?? "internal";
  }
}

/** The problem of an answer that is an error, whatever its body is. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const problem: Problem = {
    status: response.status,
    code: String(body["code"] ?? body["error"] ?? "internal"),
    message: String(body["message"] ?? body["detail"] ?? body["title"] ?? response.statusText),
  };
  const details = body["details"];
  if (typeof details === "object" && details !== null) problem.details = details as Record<string, unknown>;
  return problem;
}
