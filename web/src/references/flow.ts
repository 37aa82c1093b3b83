/** From a video to a reference movement, and the list of those there are; without a word on how it looks. */

import { ApiError } from "../api/client";
import type { Frames, JobRecord, Session } from "../api/types";
import { JobFlow, remember, type JobState } from "../job/flow";
import { mayPass, retrying } from "../job/problems";
import { text } from "../texts";
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
  | JobState
  | { name: "listing"; references: Reference[]; cursor: string | null }
  | { name: "picking"; isFirst: boolean }
  | { name: "trimming"; clip: Clip }
  | { name: "made"; reference: Reference };

export class Flow extends JobFlow {
  private local: { job: string; url: string } | null = null;

  constructor(
    protected override readonly client: ReferenceClient,
    private readonly show: (state: State) => void,
  ) {
    super(client, show);
  }

  /** Show the references there are; without any, ask for a video. */
  async list(): Promise<void> {
    this.forget();
    try {
      const { references, next_cursor } = await this.client.references();
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
    const objection = this.objectionTo(file);
    if (objection !== null) return this.fail(objection.message);
    const signal = this.restartSignal();
    try {
      const job = await this.submit({ source: "video" }, file, signal);
      if (job === null) return;
      this.local = { job, url: URL.createObjectURL(file) };
      await this.open(job, signal);
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.analyse(file));
    }
  }

  /** Keep the repetitions. Throws what the API has against them, to be said beside them. */
  async keep(asked: NewReference): Promise<void> {
    const reference = await this.client.createReference(asked);
    this.forget();
    this.show({ name: "made", reference });
  }

  protected override async started({ job }: Session): Promise<void> {
    if (job !== null) await this.open(job);
    else await this.list();
  }

  private async open(job: string, signal = this.restartSignal()): Promise<void> {
    try {
      const record = await this.follow(job, null, signal);
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
    const isGone = error instanceof ApiError && error.problem.code === "job_not_found";
    this.fail(isGone ? say("missing") : this.problemOf(error).message, mayPass(error) ? retry : null);
  }

  /** Stop what is going on and let go of the clip. */
  private forget(): void {
    this.running.abort();
    remember("job", null);
    if (this.local !== null) URL.revokeObjectURL(this.local.url);
    this.local = null;
  }
}
