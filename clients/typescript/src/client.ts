/** The HTTP API of a deployment. */

import { Connection, pathOf, type Deployment } from "./connection.js";
import { ApiError, JobFailed } from "./errors.js";
import * as follow from "./follow.js";
import type * as api from "./generated/api.js";
import type { Message } from "./generated/messages.js";
import type { Frames, MessagePage, PhotoAnswer, Preview } from "./types.js";
import { PARTS_FROM_BYTES, uploadForm, uploadParts, type UploadOptions } from "./upload.js";

export interface Progress {
  /** `uploading`, then the status of the job. */
  stage: "uploading" | api.JobStatus;
  /** Of this stage while uploading, else of the whole analysis. */
  percent: number;
  job_id: string;
}

export interface AnalyzeOptions {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

export interface Page {
  limit?: number;
  cursor?: string | null;
}

/** Which jobs; an empty text is no condition. */
export interface JobSearch extends Page {
  status?: api.JobStatus;
  exercise?: string;
  tag?: string;
  /** Words of the name, notes, tags or file name. */
  q?: string;
}

export class Client {
  protected readonly connection: Connection;

  constructor(deployment: Deployment) {
    this.connection = new Connection(deployment);
  }

  // Analysis from one end to the other

  /**
   * Upload a file, have it analysed, and fetch the result.
   *
   * @throws JobFailed there is no result; its `code` and message say why.
   */
  async analyze(file: Blob, job: api.NewJob = {}, options: AnalyzeOptions = {}): Promise<api.ResultDocument> {
    const { onProgress, signal } = options;
    const created = await this.createJob({ ...job, ...descriptionOf(file) });
    const { job_id } = created;
    const told = (share: number): void => onProgress?.({ stage: "uploading", percent: 100 * share, job_id });
    await this.upload(created, file, { onProgress: told, signal });
    await this.wait(job_id, {
      onJob: ({ status, progress: { percent } }) => onProgress?.({ stage: status, percent, job_id }),
      signal,
    });
    return this.result(job_id);
  }

  /**
   * Follow a job until it is completed; its last record.
   *
   * @throws JobFailed it ended without a result.
   */
  async wait(id: string, watcher: follow.Watcher = {}): Promise<api.JobView> {
    const job = await this.watch(id, watcher);
    if (job.status === "failed") throw new JobFailed(job);
    return job;
  }

  /** Follow a job to its end, whichever that is; its last record. */
  watch(id: string, watcher: follow.Watcher = {}): Promise<api.JobView> {
    return follow.watch(this.connection, id, watcher);
  }

  /** The messages of a job as they come, to the last one. */
  stream(id: string, options: follow.StreamOptions = {}): AsyncGenerator<Message, void> {
    return follow.stream(this.connection, id, options);
  }

  // Jobs

  createJob(job: api.NewJob = {}): Promise<api.JobCreated> {
    return this.connection.send("POST", pathOf(["jobs"]), job);
  }

  /** Send the file of a job that was just made, whole or in parts as the job was asked for. */
  async upload(
    created: Pick<api.JobCreated, "job_id" | "upload" | "parts">,
    file: Blob,
    options: UploadOptions = {},
  ) {
    if (created.parts) await uploadParts(this.connection, created.job_id, created.parts, file, options);
    else if (created.upload) await uploadForm(this.connection, created.upload, file, options);
  }

  /** Go on with an upload in parts after a break: only what is missing is sent. */
  async resumeUpload(id: string, file: Blob, options: UploadOptions = {}): Promise<api.JobView> {
    return uploadParts(this.connection, id, await this.uploadTicket(id), file, options);
  }

  /** Which parts of an unfinished upload have arrived, and where the others go. */
  uploadTicket(id: string): Promise<api.PartsTicket> {
    return this.connection.json(pathOf(["jobs", id, "upload"]));
  }

  job(id: string): Promise<api.JobView> {
    return this.connection.json(pathOf(["jobs", id]));
  }

  /** The newest jobs that fit the search; `next_cursor` of the answer asks for those before them. */
  jobs(search: JobSearch = {}): Promise<api.JobList> {
    return this.connection.json(pathOf(["jobs"], { ...search }));
  }

  /** The course of each exercise over all analyses of the token. */
  async trends(): Promise<api.Trend[]> {
    return (await this.connection.json<api.TrendList>(pathOf(["trends"]))).trends;
  }

  /** What changed from an earlier job's result to this one's. */
  changes(id: string, since: string): Promise<api.SessionChanges> {
    return this.connection.json(pathOf(["jobs", id, "changes"], { since }));
  }

  changeJob(id: string, changes: api.JobChanges): Promise<api.JobView> {
    return this.connection.send("PATCH", pathOf(["jobs", id]), changes);
  }

  /** Stop a job and delete everything that there is of it. */
  deleteJob(id: string): Promise<void> {
    return this.connection.json(pathOf(["jobs", id]), { method: "DELETE" });
  }

  /** Count a completed job again with other options, from its stored keypoints. */
  recount(id: string, options: api.NewRecount): Promise<api.JobView> {
    return this.connection.send("POST", pathOf(["jobs", id, "recount"]), options);
  }

  /** The people detected in a chunk that is done: one of a job's `previews`. */
  preview(path: string): Promise<Preview> {
    return this.connection.json(path);
  }

  /** Analyse a photo of at most 4 MiB in one request; options as for a job. */
  photo(photo: Blob, options: Record<string, string | number | boolean> = {}): Promise<PhotoAnswer> {
    const headers: HeadersInit = photo.type === "" ? {} : { "Content-Type": photo.type };
    return this.connection.json(pathOf(["images"], options), { method: "POST", body: photo, headers });
  }

  // Results

  result(id: string): Promise<api.ResultDocument> {
    return this.connection.json(pathOf(["jobs", id, "result"]));
  }

  /** Coaching notes on a completed job; each point cites a repetition or a moment. */
  coachNotes(id: string): Promise<api.CoachNotes> {
    return this.connection.json(pathOf(["jobs", id, "coach"]));
  }

  /** One answer of messages after number `after`. */
  messages(id: string, after = -1): Promise<MessagePage> {
    return this.connection.json(pathOf(["jobs", id, "messages"], { after }));
  }

  /** What is drawn and plotted, by its link in a job's `files`. */
  frames(url: string): Promise<Frames> {
    return this.connection.json(url);
  }

  /** The content of a file of a job: a role of its `files`, or `source`. */
  async download(id: string, role: string, signal?: AbortSignal): Promise<Blob> {
    const { files, media_url } = await this.job(id);
    const url = role === "source" ? media_url : files[role];
    if (url === undefined || url === null) {
      const message = `This job has no file '${role}'; it has ${Object.keys(files).join(", ") || "none"}.`;
      throw new ApiError({ status: 404, code: "file_not_found", message });
    }
    return (await this.connection.request(url, { signal: signal ?? null })).blob();
  }

  /** Where a file of a job is, for an element that cannot send headers; `saveAs` names it where it is saved. */
  fileUrl(id: string, role: string, saveAs: string | null = null): string {
    const query = { token: this.connection.token, save_as: saveAs };
    return this.connection.url + pathOf(["jobs", id, "files", role], query);
  }

  /** A job's report, for a tab of its own. */
  reportUrl(id: string, parameters: Record<string, string> = {}): string {
    const query = { ...parameters, token: this.connection.token };
    return this.connection.url + pathOf(["jobs", id, "report"], query);
  }

  // Links for people without a token

  share(id: string, link: api.NewShare = {}): Promise<api.ShareView> {
    return this.connection.send("POST", pathOf(["jobs", id, "shares"]), link);
  }

  shares(id: string): Promise<api.ShareList> {
    return this.connection.json(pathOf(["jobs", id, "shares"]));
  }

  revoke(id: string, share: string): Promise<void> {
    return this.connection.json(pathOf(["jobs", id, "shares", share]), { method: "DELETE" });
  }

  // Reference movements

  references(page: Page = {}): Promise<api.ReferenceList> {
    return this.connection.json(pathOf(["references"], { ...page }));
  }

  reference(id: string): Promise<api.ReferenceAnswer> {
    return this.connection.json(pathOf(["references", id]));
  }

  /** Make a reference of a completed job, or of a video that is uploaded next (`upload` of the answer). */
  createReference(reference: api.NewReference): Promise<api.ReferenceCreated> {
    return this.connection.send("POST", pathOf(["references"]), reference);
  }

  renameReference(id: string, name: string): Promise<api.ReferenceAnswer> {
    return this.connection.send("PATCH", pathOf(["references", id]), { name });
  }

  deleteReference(id: string): Promise<void> {
    return this.connection.json(pathOf(["references", id]), { method: "DELETE" });
  }

  /** The movement in a finished job's video, for cutting a repetition out of it. */
  movement(id: string): Promise<api.MovementView> {
    return this.connection.json(pathOf(["jobs", id, "movement"]));
  }

  // The catalogue, and what a page's query means

  async exercises(): Promise<api.ExerciseSummary[]> {
    return (await this.connection.json<api.ExerciseList>(pathOf(["exercises"]))).exercises;
  }

  exercise(id: string): Promise<api.Exercise> {
    return this.connection.json(pathOf(["exercises", id]));
  }

  session(query: string): Promise<api.Session> {
    return this.connection.json(`/v1/session${query}`);
  }
}

/** What the API is told of a file. A type that it would not take is left out; a large file goes in parts. */
export function descriptionOf(file: Blob): api.NewJob {
  return {
    ...("name" in file ? { file_name: String(file.name).slice(-200) } : {}),
    ...(/^(video|image)\/[\w.+-]{1,60}$/.test(file.type) ? { content_type: file.type } : {}),
    ...(file.size > PARTS_FROM_BYTES ? { multipart: true, file_size: file.size } : {}),
  };
}
