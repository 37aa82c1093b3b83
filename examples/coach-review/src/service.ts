/** What the screen needs of a deployment. */

import { Client, type api } from "@formtrace/client";

const query = new URLSearchParams(location.search);

export const client = new Client({
  url: query.get("api") ?? "http://127.0.0.1:8000",
  token: query.get("token"),
});

export interface Session {
  job: api.JobView;
  result: api.ResultDocument;
  notes: api.CoachNotes;
  videoUrl: string;
}

/** The job that the address names, or the newest completed one. */
export async function chosenJob(): Promise<string> {
  const named = query.get("job");
  if (named) return named;
  const [newest] = (await client.jobs({ status: "completed", limit: 1 })).jobs;
  if (!newest) throw new Error("There is no analysis yet. Upload a video first.");
  return newest.job_id;
}

export async function load(id: string): Promise<Session> {
  const [job, result, notes] = await Promise.all([client.job(id), client.result(id), client.coachNotes(id)]);
  return { job, result, notes, videoUrl: job.files.overlay ?? job.media_url ?? "" };
}
