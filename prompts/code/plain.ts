// main.ts: the whole page. index.html has an empty <body> and <script type=module src=/src/main.ts></script>.
// Open it with ?api=http://127.0.0.1:8000&token=TOKEN.
import { Formtrace, FormtraceError, type Result } from "./formtrace";

const query = new URLSearchParams(location.search);
const client = new Formtrace(query.get("api") ?? "http://127.0.0.1:8000", query.get("token") ?? "");
const find = <T extends Element>(selector: string) => document.querySelector<T>(selector)!;

document.body.innerHTML = `
  <main>
    <h1>Analyse a workout</h1>
    <form>
      <label>Exercise <select name="exercise" required></select></label>
      <label>Video <input name="video" type="file" accept="video/*" required></label>
      <button>Analyse</button>
    </form>
    <p role="status"></p>
    <progress max="100" hidden></progress>
    <section hidden><h2></h2><video controls playsinline></video><ol></ol><ul></ul></section>
  </main>`;
const [form, status, bar] = [
  find<HTMLFormElement>("form"),
  find<HTMLElement>("[role=status]"),
  find<HTMLProgressElement>("progress"),
];

async function listExercises(): Promise<void> {
  type Exercises = { exercises: { id: string; name: Record<string, string> }[] };
  const { exercises } = await client.call<Exercises>("/v1/exercises");
  find<HTMLSelectElement>("select").append(...exercises.map(({ id, name }) => new Option(name["en"] ?? id, id)));
}

function say(text: string, percent?: number): void {
  status.textContent = text;
  bar.hidden = percent === undefined;
  if (percent !== undefined) bar.value = percent;
}

async function analyse(file: File, exercise: string): Promise<void> {
  find("section").setAttribute("hidden", "");
  const id = await client.submit(file, { exercise, export: true }, (share) => say("Uploading", 100 * share));
  history.replaceState(null, "", `?${new URLSearchParams({ ...Object.fromEntries(query), job: id })}`);
  await show(id);
}

async function show(id: string): Promise<void> {
  const job = await client.finished(id, ({ progress }) => say("Analysing", progress.percent));
  const result = await client.result(id);
  say("");
  find("section").removeAttribute("hidden");
  const unit = result.unit === "seconds" ? "seconds" : "repetitions";
  const grade = result.form ? `, grade ${result.form.grade}` : "";
  find("h2").textContent = `${result.count} ${unit}${grade}`;
  const video = find<HTMLVideoElement>("video");
  video.src = job.files["overlay"] ?? job.media_url ?? "";
  find("ol").replaceChildren(...result.reps.map((rep) => line(describe(rep), () => (video.currentTime = rep.start_s))));
  find("ul").replaceChildren(...[...result.recommendations, ...result.quality.warnings].map(({ text }) => line(text)));
}

function describe(rep: Result["reps"][number]): string {
  const weakest = [...rep.subscores].sort((a, b) => a.score - b.score)[0];
  const grade = rep.grade ?? "not judged";
  return `${rep.start_s.toFixed(1)} s: ${grade}${weakest && weakest.score < 90 ? `, ${weakest.text}` : ""}`;
}

function line(text: string, onClick?: () => void): HTMLLIElement {
  const item = document.createElement("li");
  const inner = onClick ? document.createElement("button") : document.createElement("span");
  inner.textContent = text; // never innerHTML: texts may hold names of files
  if (onClick) inner.addEventListener("click", onClick);
  item.append(inner);
  return item;
}

function complain(error: unknown): void {
  say(error instanceof FormtraceError ? error.message : "The server cannot be reached.");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const data = new FormData(form);
  analyse(data.get("video") as File, String(data.get("exercise"))).catch(complain);
});
const earlier = query.get("job");
listExercises()
  .then(() => (earlier ? show(earlier) : undefined))
  .catch(complain);
