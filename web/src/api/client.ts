/** The API as the page uses it: same origin, the page's own token, problems as exceptions. */

import type { ExerciseSummary } from "../model/catalogue";
import type { Preview } from "../model/preview";
import type {
  CreatedJob,
  Frames,
  JobRecord,
  MessagePage,
  PartsTicket,
  Problem,
  Result,
  Session,
  ShareLink,
} from "./types";

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** The connection, not the API, failed; trying again may help. */
export class NetworkError extends Error {}

export class Client {
  protected readonly base: string;
  protected readonly token: string | null;

  constructor(
    location: Location,
    private readonly query: () => string = () => location.search,
  ) {
    // Behind a path prefix (a stage of API Gateway, a proxy) the API is beside the page.
    this.base = location.pathname.replace(/\/pose_tracker\/.*$/, "");
    this.token = new URLSearchParams(location.search).get("token");
  }

  session(): Promise<Session> {
    return this.json(`/v1/session${this.query()}`);
  }

  createJob(body: Record<string, unknown>): Promise<CreatedJob> {
    return this.json("/v1/jobs", { method: "POST", body: JSON.stringify(body) });
  }

  job(id: string): Promise<JobRecord> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}`);
  }

  /** The parts of an unfinished upload. */
  uploadTicket(id: string): Promise<PartsTicket> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}/upload`);
  }

  completeUpload(id: string): Promise<JobRecord> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}/upload/complete`, { method: "POST", body: "{}" });
  }

  deleteJob(id: string): Promise<void> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
  }

  /** Whether the API answers. */
  async isThere(): Promise<boolean> {
    return this.json("/v1/health").then(
      () => true,
      (error: unknown) => error instanceof ApiError,
    );
  }

  result(id: string): Promise<Result> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}/result`);
  }

  messages(id: string, after: number): Promise<MessagePage> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}/messages?after=${after}`);
  }

  /** Count a finished job again with other options, from its stored keypoints. */
  recount(id: string, options: Record<string, unknown>): Promise<JobRecord> {
    const path = `/v1/jobs/${encodeURIComponent(id)}/recount`;
    return this.json(path, { method: "POST", body: JSON.stringify(options) });
  }

  /** Whether the page was opened by a link that only shows a result. */
  get isReadOnly(): boolean {
    return this.token?.startsWith("fs_") ?? false;
  }

  share(id: string): Promise<ShareLink> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}/shares`, { method: "POST", body: "{}" });
  }

  revoke(id: string, share: string): Promise<void> {
    const path = `/v1/jobs/${encodeURIComponent(id)}/shares/${encodeURIComponent(share)}`;
    return this.json(path, { method: "DELETE" });
  }

  /** The people detected in a chunk that is done. */
  preview(path: string): Promise<Preview> {
    return this.json(path);
  }

  async exercises(): Promise<ExerciseSummary[]> {
    return (await this.json<{ exercises: ExerciseSummary[] }>("/v1/exercises")).exercises;
  }

  async exerciseName(id: string): Promise<string> {
    const exercise = await this.json<{ name: string | Record<string, string> }>(
      `/v1/exercises/${encodeURIComponent(id)}`,
    );
    const { name } = exercise;
    return typeof name === "string"
      ? name
      : (name[document.documentElement.lang] ?? Object.values(name)[0] ?? id);
  }

  frames(url: string): Promise<Frames> {
    return this.json(url);
  }

  /** Where a file of a job is, for an element that cannot send headers. */
  fileUrl(id: string, role: string, saveAs: string | null = null): string {
    const query = new URLSearchParams(this.token === null ? {} : { token: this.token });
    if (saveAs !== null) query.set("save_as", saveAs);
    const path = `${this.base}/v1/jobs/${encodeURIComponent(id)}/files/${encodeURIComponent(role)}`;
    return `${query}` === "" ? path : `${path}?${query}`;
  }

  /** A job's report, for a tab of its own; empty parameters are left out. */
  reportUrl(id: string, parameters: Record<string, string>): string {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ""));
    if (this.token !== null) query.set("token", this.token);
    return `${this.base}/v1/jobs/${encodeURIComponent(id)}/report?${query}`;
  }

  protected async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const own = path.startsWith("/");
    const headers: Record<string, string> = {};
    if (own && this.token !== null) headers["Authorization"] = `Bearer ${this.token}`;
    if (init.body !== undefined) headers["Content-Type"] = "application/json";
    let response: Response;
    try {
      response = await fetch(own ? this.base + path : path, { ...init, headers });
    } catch (error) {
      throw new NetworkError(String(error));
    }
    if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
    if (response.status >= 502 && response.status <= 504) throw new NetworkError(`status ${response.status}`);
    throw new ApiError(await problemOf(response));
  }
}

async function problemOf(response: Response): Promise<Problem> {
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
