// reference.ts: make a reference movement from one video, compare another with it.
import { Formtrace, type Job, type Result } from "./formtrace";

export interface Reference {
  id: string;
  status: "creating" | "ready" | "failed";
  name: string;
  duration_s: number | null;
}
export interface Span {
  startS: number;
  endS: number;
}
export interface Movement {
  repetitions: { start_s: number; end_s: number }[];
  trim: { start_s: number; end_s: number } | null;
  problem: { code: string; message: string } | null;
}

/** Upload the model's video once, without an exercise; its repetitions are what may be kept. */
export async function analyseModel(client: Formtrace, file: File): Promise<{ job: Job; movement: Movement }> {
  const job = await client.finished(await client.submit(file, {}));
  return { job, movement: await client.call<Movement>(`/v1/jobs/${job.job_id}/movement`) };
}

/** Keep one repetition, from rest to rest, 0.3 to 20 s long. Takes a second at most. */
export function makeReference(client: Formtrace, job: Job, name: string, span: Span): Promise<Reference> {
  return client.call<Reference>("/v1/references", { jobId: job.job_id, name, ...span });
}

export interface Comparison {
  job: Job;
  count: number;
  /** For each repetition 0 to 1, its grade, and at most three differences with their moments. */
  reps: { start_s: number; similarity: number; grade: string; differences: { text: string; t_s: number }[] }[];
}

export async function compare(client: Formtrace, reference: Reference, file: File): Promise<Comparison> {
  const job = await client.finished(await client.submit(file, { reference: reference.id, export: true }));
  const result: Result = await client.result(job.job_id);
  const reps = result.reps.map(({ start_s, reference_score, differences }) => ({
    start_s,
    similarity: reference_score?.overallScore ?? 0,
    grade: reference_score?.grade ?? "",
    differences,
  }));
  return { job, count: result.count, reps };
}
