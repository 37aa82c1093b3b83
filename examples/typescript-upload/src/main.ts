/** An upload page of your own: the file goes straight to the storage, messages arrive while it is analysed. */

import { ApiError, Client, JobFailed, NetworkError, descriptionOf, type api } from "@formtrace/client";

const query = new URLSearchParams(location.search);
// In an app for the public, a backend of yours holds the token and makes the jobs.
const client = new Client({ url: query.get("api") ?? "http://127.0.0.1:8000", token: query.get("token") });

const $ = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const video = $<HTMLVideoElement>("video");
let running: AbortController | null = null;

const STAGES: Record<string, string> = {
  awaiting_upload: "Uploading",
  received: "Reading the file",
  splitting: "Splitting the video",
  analysing: "Following every joint",
  rendering: "Drawing the video",
  completed: "Done",
};

async function run(file: File): Promise<void> {
  running?.abort();
  const { signal } = (running = new AbortController());
  show("work");
  $("progress-row").hidden = false;
  video.src = URL.createObjectURL(file);
  void video.play().catch(() => {}); // browsers may forbid it until the first click
  const exercise = $<HTMLSelectElement>("exercise").value;
  const job = await client.createJob({ exercise, export: true, ...descriptionOf(file) });
  tell("awaiting_upload", 0);
  await client.upload(job, file, {
    signal,
    onProgress: (share, lost) => tell(lost ? "Waiting for the connection" : "awaiting_upload", 100 * share),
  });
  const watched = client.wait(job.job_id, {
    signal,
    onJob: ({ status, progress }) => tell(status, progress.percent),
  });
  void follow(job.job_id, signal);
  await watched;
  showResult(await client.result(job.job_id));
  const overlay = $<HTMLAnchorElement>("overlay");
  overlay.href = client.fileUrl(job.job_id, "overlay");
  overlay.hidden = false;
}

/** Show what the messages of the job say, as they come. */
async function follow(jobId: string, signal: AbortSignal): Promise<void> {
  show("work", "result");
  try {
    for await (const message of client.stream(jobId, { signal })) {
      if (message.type === "counter") $("count").textContent = String(message.current_count);
      if (message.type === "exercise_summary") $("grade").textContent = message.grade ?? "";
    }
  } catch {
    // The result tells the same; `run` reports what goes wrong.
  }
}

function showResult(result: api.ResultDocument): void {
  show("work", "result");
  $("progress-row").hidden = true;
  const unit = result.unit === "seconds" ? "s of" : "×";
  $("count").textContent = String(result.count);
  $("exercise-name").textContent = `${unit} ${(result.exercise ?? "nothing").replaceAll("_", " ")}`;
  $("grade").textContent = result.form?.grade ?? "";
  $("reps").replaceChildren(
    ...result.reps.map((rep) => {
      const [worst] = [...rep.subscores].sort((a, b) => costOf(b) - costOf(a));
      const said = worst && worst.score < 80 ? worst.text : "well done";
      return row(rep, [String(rep.index), rep.grade ?? "–", said]);
    }),
  );
  if (result.reps.length === 0) {
    const [likely] = result.suggestions;
    fail(likely ? `Nothing was counted. This looks like ${likely.exercise.replaceAll("_", " ")}.` : "Nothing was counted.");
  }
}

/** Points that a check cost. */
function costOf({ score, weight }: api.Subscore): number {
  return (100 - score) * weight;
}

function row(rep: api.Rep, cells: string[]): HTMLLIElement {
  const [button, item] = [document.createElement("button"), document.createElement("li")];
  button.type = "button";
  button.append(
    ...cells.map((text, index) => {
      const cell = document.createElement(index === 2 ? "span" : "b");
      cell.textContent = text;
      return cell;
    }),
  );
  button.addEventListener("click", () => {
    video.currentTime = rep.start_s;
    void video.play();
  });
  item.append(button);
  return item;
}

function tell(stage: string, percent: number): void {
  $<HTMLProgressElement>("progress").value = percent;
  $("stage").textContent = `${STAGES[stage] ?? stage} ${Math.round(percent)} %`;
}

function show(...sections: string[]): void {
  $("error").hidden = true;
  for (const id of ["work", "result"]) $(id).hidden = !sections.includes(id);
}

function fail(message: string): void {
  $("error").textContent = message;
  $("error").hidden = false;
}

function explain(error: unknown): void {
  if (running?.signal.aborted) return;
  if (error instanceof JobFailed || error instanceof ApiError) fail(error.message);
  else if (error instanceof NetworkError) fail("The server cannot be reached. Check the connection and try again.");
  else fail(String(error));
}

function start(files: FileList | null): void {
  const file = files?.[0];
  if (file) run(file).catch(explain);
}

$<HTMLInputElement>("file").addEventListener("change", (event) => start((event.target as HTMLInputElement).files));
const drop = $("drop");
for (const type of ["dragover", "dragleave", "drop"] as const)
  drop.addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", type === "dragover");
    if (type === "drop") start((event as DragEvent).dataTransfer?.files ?? null);
  });
$("cancel").addEventListener("click", () => {
  running?.abort();
  show();
});

client
  .exercises()
  .then((exercises) => {
    const options = exercises.map(({ id, name }) => new Option(name.en ?? id, id));
    $<HTMLSelectElement>("exercise").append(...options);
  })
  .catch(explain);
