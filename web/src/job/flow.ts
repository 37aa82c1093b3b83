/** What both pages do with a job: open a session, upload a file, follow the job to its end. */

import { addressWith } from "../address";
import type { Client } from "../api/client";
import type { JobRecord, NewJob, PartsTicket, Preview, Problem, Session } from "../api/types";
import { ApiError, descriptionOf, UploadRefused, type UploadOptions } from "../../../clients/typescript/src";
import { secondsLeft } from "../model/preview";
import { bytes, text } from "../texts";
import { mayPass, problemOf } from "./problems";

export interface Analysing {
  name: "analysing";
  percent: number;
  stage: string;
  lost: boolean;
  secondsLeft?: number | null;
  /** The chosen file, and what is known of it so far. */
  file?: File | null;
  previews?: readonly Preview[];
}

/** An upload that stopped, as after a reload: it goes on once its file is chosen again. */
export interface Resuming {
  name: "resuming";
  ticket: PartsTicket;
  /** Why the file that was chosen is not the one. */
  objection: string | null;
  onFile: (file: File) => void;
}

/** The states that both pages have. */
export type JobState =
  | { name: "starting" }
  | { name: "refused"; text: string }
  | { name: "uploading"; file: File; share: number; lost: boolean }
  | Resuming
  | Analysing
  | { name: "failed"; text: string; retry: (() => void) | null };

export abstract class JobFlow {
  session: Session | null = null;
  protected running = new AbortController();
  /** The job whose parts are being sent, or wait for their file. */
  private uploading: string | null = null;

  constructor(
    protected readonly client: Client,
    private readonly display: (state: JobState) => void,
  ) {}

  /** Ask what the query means and go on from there. */
  async start(): Promise<void> {
    const signal = this.restartSignal();
    if (this.session === null) this.display({ name: "starting" });
    try {
      this.session = await this.client.session();
      if (signal.aborted) return;
    } catch (error) {
      if (signal.aborted) return;
      const problem = problemOf(error);
      this.refused(problem);
      if (mayPass(error)) this.fail(problem.message, () => void this.start());
      else this.display({ name: "refused", text: problem.message });
      return;
    }
    await this.started(this.session);
  }

  /** Go on with the session. */
  protected abstract started(session: Session): Promise<void>;

  /** Called before the page says that it cannot start. */
  protected refused(_problem: Problem): void {}

  /** Why the file cannot be uploaded; `null` if it can. */
  protected objectionTo(file: File): Problem | null {
    if (file.size === 0) return { status: 0, code: "empty_file", message: text("error.empty") };
    return file.size > (this.session?.limits.max_bytes ?? Infinity) ? this.tooLarge() : null;
  }

  /** Make a job and, with a file, upload it; the job's id, or `null` if it was cancelled meanwhile. */
  protected async submit(body: NewJob, file: File | null, signal: AbortSignal): Promise<string | null> {
    if (file === null) {
      const { job_id } = await this.client.createJob(body);
      if (signal.aborted) return null;
      remember("job", job_id);
      return job_id;
    }
    this.display({ name: "uploading", file, share: 0, lost: false });
    const created = await this.client.createJob({ ...body, ...descriptionOf(file) });
    if (signal.aborted) return null;
    if (created.parts) {
      remember("job", created.job_id); // a reload goes on
      this.uploading = created.job_id;
    }
    await this.client.upload(created, file, this.uploadOf(file, signal));
    this.uploading = null;
    remember("job", created.job_id);
    return created.job_id;
  }

  /** The parts of an upload that can go on: its job still waits for them. */
  private unfinishedUpload(id: string): Promise<PartsTicket | null> {
    return this.client.uploadTicket(id).catch((error: unknown) => {
      if (error instanceof ApiError) return null;
      throw error;
    });
  }

  /** Give an upload up. */
  protected dropUpload(): void {
    if (this.uploading !== null) void this.client.deleteJob(this.uploading).catch(() => {});
    this.uploading = null;
  }

  private uploadOf(file: File, signal: AbortSignal): UploadOptions {
    const onProgress = (share: number, lost: boolean): void =>
      this.display({ name: "uploading", file, share, lost });
    return { signal, onProgress };
  }

  /** Ask for the file of an upload that stopped, and upload the rest of it; the file. */
  private async resume(id: string, ticket: PartsTicket, signal: AbortSignal): Promise<File> {
    this.uploading = id;
    let objection: string | null = null;
    for (;;) {
      const file = await new Promise<File>((onFile, reject) => {
        this.display({ name: "resuming", ticket, objection, onFile });
        signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      });
      if (file.size === ticket.size_bytes) {
        await this.client.resumeUpload(id, file, this.uploadOf(file, signal));
        this.uploading = null;
        return file;
      }
      objection = text("resuming.other", { name: ticket.file_name });
    }
  }

  /** Show how far the analysis is until the job has ended; its last record. */
  protected async follow(
    id: string,
    file: File | null,
    signal: AbortSignal,
    onProgress: () => Promise<void> = async () => {},
  ): Promise<JobRecord> {
    let isUploaded = file !== null;
    let begun = performance.now();
    const previews = new Map<string, Preview>();
    let state: Analysing = { name: "analysing", percent: 0, stage: "received", lost: false, file };
    const display = (change: Partial<Analysing>): void => this.display((state = { ...state, ...change }));
    const fetchPreviews = async (paths: readonly string[]): Promise<void> => {
      if (file === null && this.session?.page.progressive !== true) return;
      for (const path of paths.filter((each) => !previews.has(each)))
        await this.client.preview(path).then(
          (preview) => {
            previews.set(path, preview);
            this.previewed(preview);
          },
          () => {},
        );
      display({ previews: [...previews.values()] });
    };
    const onJob = async ({ status, progress: { percent }, previews: paths }: JobRecord): Promise<void> => {
      if (status === "completed" || status === "failed") return;
      if (status === "awaiting_upload" && !isUploaded) {
        const ticket = await this.unfinishedUpload(id);
        if (ticket !== null) state.file = file = await this.resume(id, ticket, signal);
        isUploaded = true;
        begun = performance.now();
      }
      const moved = percent !== state.percent;
      display({
        percent,
        stage: status,
        secondsLeft: secondsLeft((performance.now() - begun) / 1000, percent),
      });
      if (moved) await onProgress();
      await fetchPreviews(paths ?? []);
    };
    return this.client.watch(id, { onJob, onConnection: (lost) => display({ lost }), signal });
  }

  /** Called with the people found in each part of the video, before the result. */
  protected previewed(_preview: Preview): void {}

  protected problemOf(error: unknown): Problem {
    return error instanceof UploadRefused && error.code === "too_large" ? this.tooLarge() : problemOf(error);
  }

  protected fail(sentence: string, retry: (() => void) | null = null): void {
    this.display({ name: "failed", text: sentence, retry });
  }

  /** Stop what is going on; the signal of what comes next. */
  protected restartSignal(): AbortSignal {
    this.running.abort();
    this.running = new AbortController();
    return this.running.signal;
  }

  private tooLarge(): Problem {
    const size = bytes(this.session?.limits.max_bytes ?? 0);
    return { status: 413, code: "file_too_large", message: text("error.too_large", { size }) };
  }
}

/**
 * Keep a value in the address, so that it survives closing the page; with `step`, the browser's Back button
 * leads to what was there before.
 */
export function remember(name: "job" | "exercise", value: string | null, step = false): void {
  const address = addressWith({ [name]: value });
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
