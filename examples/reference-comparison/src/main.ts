/** Compare a video with a reference movement: make or choose the reference, then upload what is to be compared. */

import { NetworkError, type api } from "@formtrace/client";
import { analyse, client, compare, videoOf, type Comparison } from "./service";

const $ = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [model, yours] = [$<HTMLVideoElement>("model"), $<HTMLVideoElement>("yours")];
const [start, end] = [$<HTMLInputElement>("start"), $<HTMLInputElement>("end")];
const references = new Map<string, api.ReferenceAnswer>();
let modelJob = "";

const chosen = (): api.ReferenceAnswer | undefined => references.get($<HTMLSelectElement>("reference").value);

/** Analyse the model's video once; any of its repetitions can then become the reference, in a second. */
async function propose(file: File): Promise<void> {
  open(model, URL.createObjectURL(file));
  modelJob = await analyse(file, {}, tell);
  const { repetitions, trim, problem } = await client.movement(modelJob);
  if (!trim) throw new Error(problem?.message ?? "There is no movement in this video.");
  $("found").replaceChildren(...repetitions.map((one, index) => button(`Repetition ${index + 1}`, () => select(one))));
  $("trim").hidden = false;
  select(trim);
}

function select({ start_s, end_s }: api.Trim): void {
  start.value = start_s.toFixed(2);
  end.value = (end_s ?? start_s).toFixed(2);
  model.currentTime = start_s;
}

async function keep(): Promise<void> {
  const [start_s, end_s] = [start.valueAsNumber, end.valueAsNumber];
  const name = $<HTMLInputElement>("name").value;
  const made = await client.createReference({ job_id: modelJob, name, start_s, end_s });
  list(made);
  $<HTMLSelectElement>("reference").value = made.id;
  await choose();
}

function list(reference: api.ReferenceAnswer): void {
  references.set(reference.id, reference);
  $<HTMLSelectElement>("reference").append(new Option(reference.name, reference.id));
}

/** Show the reference that the list names, or the way to make a new one. */
async function choose(): Promise<void> {
  const reference = chosen();
  $("result").hidden = $("trim").hidden = yours.hidden = true;
  $("model-drop").hidden = reference !== undefined;
  $<HTMLInputElement>("yours-file").disabled = reference === undefined;
  const video = reference && (await videoOf(reference));
  if (video) open(model, video, reference.source?.start_s);
  else model.hidden = true;
}

async function judge(file: File): Promise<void> {
  const reference = chosen();
  if (!reference) throw new Error("Choose or make a reference first.");
  open(yours, URL.createObjectURL(file));
  show(await compare(file, reference.id, tell), reference);
}

function show({ video, report, reps }: Comparison, reference: api.ReferenceAnswer): void {
  open(yours, video, reps[0]?.start_s);
  $("similarity").textContent = percent(report.scores?.overallScore);
  $("counted").textContent = `alike, ${reps.length} repetitions`;
  $("view").textContent = report.view_warning ?? "";
  $("view").hidden = !report.view_warning;
  $("reps").replaceChildren(...reps.map((rep) => row(rep, reference)));
  $("result").hidden = false;
}

function row(rep: api.Rep, reference: api.ReferenceAnswer): HTMLLIElement {
  const item = document.createElement("li");
  const { reference_score: score, differences } = rep;
  const said = differences.map(({ text }) => text).join(" ") || "Like the model.";
  item.append(button("", () => playTogether(rep, reference), String(rep.index), percent(score?.overallScore), said));
  return item;
}

/** Both repetitions from their starts to their ends, as if they took the same time. */
function playTogether(rep: api.Rep, { source }: api.ReferenceAnswer): void {
  yours.currentTime = rep.start_s;
  if (source) {
    model.currentTime = source.start_s;
    const pace = (source.end_s - source.start_s) / (rep.end_s - rep.start_s);
    model.playbackRate = Math.min(4, Math.max(0.25, pace));
  }
  for (const video of [model, yours]) void video.play().catch(() => {}); // without a model's video, nothing plays
  yours.ontimeupdate = () => {
    if (yours.currentTime < rep.end_s) return;
    yours.ontimeupdate = null;
    for (const video of [model, yours]) video.pause();
  };
}

function open(video: HTMLVideoElement, url: string, at_s = 0): void {
  video.src = url;
  video.currentTime = at_s;
  video.hidden = false;
}

/** A button with texts, never with markup: names are the users' own. */
function button(label: string, onClick: () => void, ...cells: string[]): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  for (const text of cells) made.append(Object.assign(document.createElement("span"), { textContent: text }));
  made.addEventListener("click", onClick);
  return made;
}

function percent(share: number | undefined): string {
  return share === undefined ? "–" : `${Math.round(100 * share)} %`;
}

function tell(stage: string, done: number): void {
  $<HTMLProgressElement>("progress").value = done;
  $("stage").textContent = `${stage} ${Math.round(done)} %`;
}

/** Run a step; while it runs there is progress, and a sentence if it fails. */
async function step(run: () => Promise<void>): Promise<void> {
  $("error").hidden = true;
  $("work").hidden = false;
  try {
    await run();
  } catch (error) {
    const lost = error instanceof NetworkError;
    $("error").textContent = lost ? "The server cannot be reached." : (error as Error).message;
    $("error").hidden = false;
  }
  $("work").hidden = true;
}

function onFile(id: string, run: (file: File) => Promise<void>): void {
  $<HTMLInputElement>(id).addEventListener("change", ({ target }) => {
    const file = (target as HTMLInputElement).files?.[0];
    if (file) void step(() => run(file));
  });
}

onFile("model-file", propose);
onFile("yours-file", judge);
$("reference").addEventListener("change", () => void step(choose));
$("preview").addEventListener("click", () => {
  model.currentTime = start.valueAsNumber;
  void model.play();
  model.ontimeupdate = () => model.currentTime >= end.valueAsNumber && model.pause();
});
$("trim").addEventListener("submit", (event) => {
  event.preventDefault();
  void step(keep);
});
void step(async () => (await client.references()).references.forEach(list));
