/** The calls of the API that the app needs. React Native has a FormData of its own, so uploads are not the web's. */

const API = process.env.EXPO_PUBLIC_FORMTRACE_API ?? "";
const TOKEN = process.env.EXPO_PUBLIC_FORMTRACE_TOKEN ?? ""; // for trying; see the README

export interface PickedVideo {
  uri: string;
  fileName?: string | null;
  mimeType?: string;
}

export interface Rep {
  index: number;
  start_s: number;
  grade: string | null;
  subscores: { score: number; text: string }[];
}

export interface Result {
  exercise: string | null;
  count: number;
  unit: "reps" | "seconds" | null;
  form: { grade: string } | null;
  reps: Rep[];
  recommendations: { text: string }[];
}

export interface Analysis {
  result: Result;
  /** The video with the skeleton; the link works for an hour. */
  videoUrl: string;
}

interface Created {
  job_id: string;
  upload: { url: string; fields: Record<string, string> };
}

interface Job {
  status: string;
  progress: { percent: number };
  failure: { message: string } | null;
  files: Record<string, string>;
  media_url: string | null;
}

/** Upload a video and follow its job to the end, also through lost connections. */
export async function analyse(
  video: PickedVideo,
  exercise: string,
  tell: (stage: string) => void,
): Promise<Analysis> {
  tell("Uploading");
  const id = await submit(video, exercise);
  for (;;) {
    const job = await call<Job>(`/v1/jobs/${id}`).catch((error: unknown) => {
      if (error instanceof TypeError) return null; // the connection is away for a moment; the job goes on
      throw error;
    });
    if (job?.status === "failed") throw new Error(job.failure?.message ?? "The analysis failed.");
    if (job?.status === "completed") {
      const result = await call<Result>(`/v1/jobs/${id}/result`);
      return { result, videoUrl: job.files["overlay"] ?? job.media_url ?? video.uri };
    }
    if (job) tell(`Analysing, ${job.progress.percent} %`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function submit(video: PickedVideo, exercise: string): Promise<string> {
  const fileName = video.fileName ?? "video.mp4";
  const job = await call<Created>("/v1/jobs", { exercise, export: true, fileName });
  const form = new FormData();
  for (const [name, value] of Object.entries(job.upload.fields)) form.append(name, value);
  // React Native's own kind of file; the file goes last.
  form.append("file", { uri: video.uri, name: "video", type: video.mimeType ?? "video/mp4" } as unknown as Blob);
  const sent = await fetch(job.upload.url, { method: "POST", body: form });
  if (!sent.ok) throw new Error("The upload was refused. Choose the video again.");
  return job.job_id;
}

async function call<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(API + path, {
    method: body ? "POST" : "GET",
    headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.detail);
  return data as T;
}
