// formtrace.ts: upload a video, follow its job, read the result. For browsers; no dependencies.
export interface Options {
  exercise?: string;
  reference?: string;
  userHeightCm?: number;
  export?: boolean;
  locale?: "en" | "fr";
}
export interface Ticket {
  url: string;
  fields: Record<string, string>;
  max_bytes: number;
}
export interface Job {
  job_id: string;
  status: string;
  progress: { percent: number };
  failure: { code: string; message: string } | null;
  files: Record<string, string>;
  media_url: string | null;
}
export interface Subscore {
  name: string;
  score: number;
  weight: number;
  text: string;
  t_s: number | null;
}
export interface Rep {
  index: number;
  start_s: number;
  peak_s: number;
  end_s: number;
  side: "left" | "right" | "both";
  score: number | null;
  grade: string | null;
  subscores: Subscore[];
  reference_score: { overallScore: number; timingScore: number; movementScore: number; grade: string } | null;
  differences: { code: string; text: string; t_s: number }[];
}
export interface Result {
  exercise: string | null;
  unit: "reps" | "seconds" | null;
  count: number;
  form: { score: number; avg_score: number; grade: string } | null;
  reps: Rep[];
  rejected: { start_s: number; end_s: number; reason: string }[];
  recommendations: { code: string; severity: "minor" | "major"; text: string; t_s: number; rep: number | null }[];
  quality: { warnings: { code: string; text: string }[] };
}

/** What the server or the job says went wrong; `message` is a sentence for people. */
export class FormtraceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 0,
  ) {
    super(message);
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class Formtrace {
  constructor(
    readonly api: string,
    readonly token: string,
  ) {}

  async call<T>(path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.token}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await fetch(this.api + path, init);
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      throw new FormtraceError(data.code ?? "internal", data.detail ?? `Status ${answer.status}`, answer.status);
    }
    return data as T;
  }

  job = (id: string) => this.call<Job>(`/v1/jobs/${id}`);
  result = (id: string) => this.call<Result>(`/v1/jobs/${id}/result`);

  /** Make a job and upload its file; the job's id. `onUpload` gets shares from 0 to 1. */
  async submit(file: File, options: Options, onUpload: (share: number) => void = () => {}): Promise<string> {
    const made = await this.call<{ job_id: string; upload: Ticket }>("/v1/jobs", {
      ...options,
      fileName: file.name,
    });
    if (file.size === 0 || file.size > made.upload.max_bytes) {
      throw new FormtraceError("file_too_large", `The file may have 1 to ${made.upload.max_bytes} bytes.`);
    }
    await send(made.upload, file, onUpload);
    return made.job_id;
  }

  /** Ask until the job has ended. Lost connections are waited out; a failed job is an error. */
  async finished(id: string, onJob: (job: Job) => void = () => {}): Promise<Job> {
    for (;;) {
      try {
        const job = await this.job(id);
        onJob(job);
        if (job.status === "completed") return job;
        if (job.status === "failed") {
          throw new FormtraceError(job.failure?.code ?? "internal", job.failure?.message ?? "The analysis failed.");
        }
      } catch (error) {
        const temporary = error instanceof TypeError || (error instanceof FormtraceError && error.status >= 429);
        if (!temporary) throw error;
      }
      await wait(1000);
    }
  }
}

/** XMLHttpRequest, because fetch has no upload progress. */
function send(ticket: Ticket, file: File, onUpload: (share: number) => void): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", file); // last
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => onUpload(event.loaded / event.total);
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new FormtraceError("upload_refused", "The upload was refused.", request.status));
    request.onerror = () => reject(new FormtraceError("network", "The connection was lost during the upload."));
    request.open("POST", ticket.url);
    request.send(form);
  });
}
