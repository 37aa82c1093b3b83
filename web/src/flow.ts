/** What happens between opening the page and its result, without a word on how it looks. */

import { ApiError, NetworkError, type Client } from "./api/client";
import type { Frames, JobRecord, Problem, Result, Session } from "./api/types";
import { upload, UploadRefused } from "./api/upload";
import { watch } from "./api/watch";
import type { Outbox } from "./host/outbox";
import { Pacing } from "./host/pacing";
import { Relay } from "./host/relay";
import { bytes, text } from "./texts";

export interface Finished {
  job: JobRecord;
  result: Result;
  frames: Frames | null;
  exerciseName: string | null;
  /** The file itself, if it was chosen in this visit. */
  file: File | null;
}

export type State =
  | { name: "starting" }
  | { name: "refused"; text: string }
  | { name: "picking" }
  | { name: "uploading"; file: File; share: number }
  | { name: "analysing"; percent: number; stage: string; lost: boolean }
  | { name: "finished"; finished: Finished }
  | { name: "failed"; text: string; retry: (() => void) | null }
  | { name: "missing" };

export class Flow {
  session: Session | null = null;
  private pacing: Pacing | null = null;
  private running = new AbortController();

  constructor(
    private readonly client: Client,
    private readonly outbox: Outbox,
    private readonly show: (state: State) => void,
  ) {}

  /** Ask what the query means and go on from there. */
  async start(): Promise<void> {
    this.show({ name: "starting" });
    try {
      this.session = await this.client.session();
    } catch (error) {
      const problem = problemOf(error);
      this.outbox.configure(formatOf(new URLSearchParams(location.search)));
      this.report(problem);
      if (error instanceof NetworkError) this.fail(problem.message, () => void this.start());
      else this.show({ name: "refused", text: problem.message });
      return;
    }
    const { page, source, job, remote_src } = this.session;
    this.outbox.configure({ targetOrigin: page.target_origin, messageFormat: page.message_format });
    this.outbox.send({ type: "initialization", message: `loading ${source}`, ready: false, source });
    if (job !== null) await this.open(job, null);
    else if (remote_src !== null) await this.run(null, {});
    else this.show({ name: "picking" });
  }

  /** Analyse a file; `changed` options go before those of the query. */
  async analyse(file: File, changed: Record<string, unknown> = {}): Promise<void> {
    const limit = this.session?.limits.max_bytes ?? Infinity;
    if (file.size === 0) return this.refuseFile("empty_file", text("error.empty"));
    if (file.size > limit) return this.refuseFile("file_too_large", this.tooLarge());
    await this.run(file, changed);
  }

  /** Stop what is going on and go back to choosing a file. */
  restart(): void {
    this.running.abort();
    rememberJob(null);
    if (this.session === null) void this.start();
    else if (this.session.remote_src !== null) void this.run(null, {});
    else this.show({ name: "picking" });
  }

  /** Playback shows this moment. */
  reach(t_s: number): void {
    this.pacing?.reach(t_s);
  }

  /** Playback has come to its end. */
  end(): void {
    this.pacing?.end();
  }

  private async run(file: File | null, changed: Record<string, unknown>): Promise<void> {
    const session = this.session;
    if (session === null) return;
    const signal = this.restartSignal();
    const remote =
      session.source === "image" ? { imageSrc: session.remote_src } : { videoSrc: session.remote_src };
    try {
      if (file === null) this.show({ name: "analysing", percent: 0, stage: "fetching", lost: false });
      else this.show({ name: "uploading", file, share: 0 });
      const created = await this.client.createJob({
        ...session.options,
        ...changed,
        source: session.source,
        ...(session.callback_url === null ? {} : { callbackUrl: session.callback_url }),
        ...(file === null ? remote : descriptionOf(file)),
      });
      if (signal.aborted) return;
      if (file !== null && created.upload !== null) {
        const onProgress = (share: number): void => this.show({ name: "uploading", file, share });
        await upload(created.upload, file, onProgress, signal);
      }
      rememberJob(created.job_id);
      await this.open(created.job_id, file, signal);
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.run(file, changed));
    }
  }

  /** Follow a job to its end and show what came of it. */
  private async open(id: string, file: File | null, signal = this.restartSignal()): Promise<void> {
    const session = this.session as Session;
    const pacing = new Pacing(session.page.pace, (message) => this.outbox.send(message));
    this.pacing = pacing;
    const relay = new Relay(this.client, id, (message) => pacing.add([message]));
    let analysing = { percent: 0, stage: "received", lost: false };
    const display = (change: Partial<typeof analysing>): void => {
      analysing = { ...analysing, ...change };
      this.show({ name: "analysing", ...analysing });
    };
    const onJob = async (job: JobRecord): Promise<void> => {
      if (job.status === "completed" || job.status === "failed") return;
      const moved = job.progress.percent !== analysing.percent;
      display({ percent: job.progress.percent, stage: job.status });
      if (moved) await relay.advance();
    };
    try {
      const onConnection = (lost: boolean): void => display({ lost });
      const job = await watch(this.client, id, { onJob, onConnection }, signal);
      const messages = retrying(() => relay.advance(), signal);
      if (job.status === "failed") {
        await messages;
        const again = session.remote_src === null ? null : () => this.restart();
        this.fail(job.failure?.message ?? text("error.internal"), again);
        return;
      }
      const finished = await retrying(() => this.collect(job, file), signal);
      if (finished.result.source === "video" && finished.frames === null)
        throw new ApiError({ status: 0, code: "frames_missing", message: text("error.frames") });
      this.show({ name: "finished", finished });
      await messages;
      if (finished.frames === null) pacing.end();
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.open(id, file));
    }
  }

  private async collect(job: JobRecord, file: File | null): Promise<Finished> {
    const result = await this.client.result(job.job_id);
    const framesUrl = job.files["frames"];
    const frames =
      result.source === "video" && framesUrl !== undefined ? await this.client.frames(framesUrl) : null;
    const exerciseName = result.exercise === null ? null : await this.nameOf(result.exercise);
    return { job, result, frames, exerciseName, file };
  }

  private async nameOf(exercise: string): Promise<string | null> {
    if (this.session?.exercise?.id === exercise) return this.session.exercise.name;
    return this.client.exerciseName(exercise).catch(() => null);
  }

  private stumble(error: unknown, again: () => void): void {
    const problem = this.problemOf(error);
    this.report(problem);
    if (problem.code === "job_not_found") this.show({ name: "missing" });
    else
      this.fail(
        problem.message,
        error instanceof NetworkError || error instanceof UploadRefused ? again : null,
      );
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof UploadRefused && error.code === "too_large")
      return { status: 413, code: "file_too_large", message: this.tooLarge() };
    return problemOf(error);
  }

  private tooLarge(): string {
    return text("error.too_large", { size: bytes(this.session?.limits.max_bytes ?? 0) });
  }

  private refuseFile(code: string, message: string): void {
    this.report({ status: 0, code, message });
    this.fail(message, null);
  }

  private fail(message: string, retry: (() => void) | null): void {
    this.show({ name: "failed", text: message, retry });
  }

  private report({ code, message, details }: Problem): void {
    this.outbox.send({
      type: "error",
      error: code,
      code,
      message,
      ...(details === undefined ? {} : { details }),
    });
  }

  private restartSignal(): AbortSignal {
    this.running.abort();
    this.running = new AbortController();
    return this.running.signal;
  }
}

/** What the API is told of a file; a type that it would not take is left out. */
export function descriptionOf(file: File): Record<string, string> {
  const isMedia = /^(video|image)\/[\w.+-]{1,60}$/.test(file.type);
  return { fileName: file.name.slice(-200), ...(isMedia ? { contentType: file.type } : {}) };
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

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  if (error instanceof NetworkError) return { status: 0, code: "network", message: text("error.network") };
  if (error instanceof UploadRefused)
    return { status: 403, code: "upload_refused", message: text("error.upload") };
  console.error(error);
  return { status: 0, code: "internal", message: text("error.internal") };
}

/** How a host wants messages, as far as the query says so itself: for when there is no session. */
function formatOf(query: URLSearchParams): { targetOrigin: string; messageFormat: "string" | "object" } {
  const asObject = (query.get("messageFormat") ?? query.get("message_format")) === "object";
  return {
    targetOrigin: query.get("targetOrigin") ?? query.get("target_origin") ?? "*",
    messageFormat: asObject ? "object" : "string",
  };
}

/** Put the job into the address, so that the result survives closing the page. */
export function rememberJob(id: string | null): void {
  const address = new URL(location.href);
  if (id === null) address.searchParams.delete("job");
  else address.searchParams.set("job", id);
  history.replaceState(null, "", address);
}
