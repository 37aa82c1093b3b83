/** From a video to a reference movement, and the list of those there are; without a word on how it looks. */

import { ApiError, NetworkError } from "../api/client";
import type { Frames, JobRecord, Session } from "../api/types";
import { upload, UploadRefused } from "../api/upload";
import { watch } from "../api/watch";
import { descriptionOf, problemOf, rememberJob, retrying } from "../flow";
import { bytes, text } from "../texts";
import type { Movement, NewReference, Reference, ReferenceClient } from "./client";
import { say } from "./texts";

/** An analysed video that a repetition can be cut out of. */
export interface Clip {
  job: string;
  frames: Frames;
  movement: Movement;
  /** Where its video is, if it can be had. */
  url: string | null;
}

export type State =
  | { name: "starting" }
  | { name: "refused"; text: string }
  | { name: "listing"; references: Reference[]; cursor: string | null }
  | { name: "picking"; isFirst: boolean }
  | { name: "uploading"; file: File; share: number }
  | { name: "analysing"; percent: number; stage: string; lost: boolean }
  | { name: "trimming"; clip: Clip }
  | { name: "made"; reference: Reference }
  | { name: "failed"; text: string; retry: (() => void) | null };

export class Flow {
  session: Session | null = null;
  private running = new AbortController();
  private local: { job: string; url: string } | null = null;

  constructor(
    private readonly client: ReferenceClient,
    private readonly show: (state: State) => void,
  ) {}

  async start(): Promise<void> {
    this.show({ name: "starting" });
    try {
      this.session = await this.client.session();
    } catch (error) {
      const { message } = problemOf(error);
      if (error instanceof NetworkError)
        this.show({ name: "failed", text: message, retry: () => void this.start() });
      else this.show({ name: "refused", text: message });
      return;
    }
    if (this.session.job !== null) await this.open(this.session.job);
    else await this.list();
  }

  /** Show the references there are; without any, ask for a video. */
  async list(): Promise<void> {
    this.forget();
    try {
      const { references, next_cursor } = await this.client.references(null);
      if (references.length === 0) this.show({ name: "picking", isFirst: true });
      else this.show({ name: "listing", references, cursor: next_cursor });
    } catch (error) {
      this.stumble(error, () => void this.list());
    }
  }

  /** Ask for a video. */
  pick(): void {
    this.forget();
    this.show({ name: "picking", isFirst: false });
  }

  /** Have a video analysed, then show it to be trimmed. */
  async analyse(file: File): Promise<void> {
    const limit = this.session?.limits.max_bytes ?? Infinity;
    if (file.size === 0) return this.fail(text("error.empty"));
    if (file.size > limit) return this.fail(text("error.too_large", { size: bytes(limit) }));
    const signal = this.restartSignal();
    try {
      this.show({ name: "uploading", file, share: 0 });
      const { job_id, upload: ticket } = await this.client.createJob({
        source: "video",
        ...descriptionOf(file),
      });
      if (ticket === null || signal.aborted) return;
      await upload(ticket, file, (share) => this.show({ name: "uploading", file, share }), signal);
      rememberJob(job_id);
      this.local = { job: job_id, url: URL.createObjectURL(file) };
      await this.open(job_id, signal);
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.analyse(file));
    }
  }

  /** Keep the repetitions. Throws what the API has against them, to be said beside them. */
  async keep(asked: NewReference): Promise<void> {
    const reference = await this.client.create(asked);
    this.forget();
    this.show({ name: "made", reference });
  }

  private async open(job: string, signal = this.restartSignal()): Promise<void> {
    let state = { percent: 0, stage: "received", lost: false };
    const display = (change: Partial<typeof state>): void =>
      this.show({ name: "analysing", ...(state = { ...state, ...change }) });
    const onJob = ({ progress, status }: JobRecord): void =>
      display({ percent: progress.percent, stage: status });
    try {
      const watcher = { onJob, onConnection: (lost: boolean) => display({ lost }) };
      const record = await watch(this.client, job, watcher, signal);
      if (record.status === "failed") return this.fail(record.failure?.message ?? text("error.internal"));
      const clip = await retrying(() => this.collect(record), signal);
      this.show({ name: "trimming", clip });
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.open(job));
    }
  }

  private async collect(record: JobRecord): Promise<Clip> {
    const job = record.job_id;
    // First what is refused for a photo.
    const movement = await this.client.movement(job);
    const frames = await this.client.frames(record.files["frames"] ?? "");
    const stored = record.media_url === null ? null : this.client.fileUrl(job, "source");
    return { job, frames, movement, url: this.local?.job === job ? this.local.url : stored };
  }

  private stumble(error: unknown, retry: () => void): void {
    const again = error instanceof NetworkError || error instanceof UploadRefused ? retry : null;
    const isGone = error instanceof ApiError && error.problem.code === "job_not_found";
    this.fail(isGone ? say("missing") : problemOf(error).message, again);
  }

  private fail(sentence: string, retry: (() => void) | null = null): void {
    this.show({ name: "failed", text: sentence, retry });
  }

  /** Stop what is going on and let go of the clip. */
  private forget(): void {
    this.running.abort();
    rememberJob(null);
    if (this.local !== null) URL.revokeObjectURL(this.local.url);
    this.local = null;
  }

  private restartSignal(): AbortSignal {
    this.running.abort();
    this.running = new AbortController();
    return this.running.signal;
  }
}
