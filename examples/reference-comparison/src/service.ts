/** What the page needs of a deployment. */

import { Client, descriptionOf, type api } from "@formtrace/client";

const query = new URLSearchParams(location.search);
// In an app for the public, a backend of yours holds the token and makes the jobs.
export const client = new Client({ url: query.get("api") ?? "http://127.0.0.1:8000", token: query.get("token") });

export type Tell = (stage: string, percent: number) => void;

/** Upload a video and wait for its analysis; the id of the job. */
export async function analyse(file: File, options: api.NewJob, tell: Tell): Promise<string> {
  const job = await client.createJob({ ...options, ...descriptionOf(file) });
  await client.upload(job, file, { onProgress: (share) => tell("Uploading", 100 * share) });
  await client.wait(job.job_id, { onJob: ({ progress }) => tell("Analysing", progress.percent) });
  return job.job_id;
}

/** Where the video of a reference is, while its job is kept. */
export async function videoOf({ source }: api.ReferenceAnswer): Promise<string | null> {
  if (!source?.job_id) return null;
  return client.job(source.job_id).then(
    ({ media_url }) => media_url ?? null,
    () => null,
  );
}

export interface Comparison {
  video: string;
  report: api.ReferenceReport;
  reps: api.Rep[];
}

export async function compare(file: File, reference: string, tell: Tell): Promise<Comparison> {
  const id = await analyse(file, { reference, export: true }, tell);
  const [job, result] = await Promise.all([client.job(id), client.result(id)]);
  if (!result.reference) throw new Error("The movement was not found in this video.");
  return { video: job.files.overlay ?? job.media_url ?? "", report: result.reference, reps: result.reps };
}
