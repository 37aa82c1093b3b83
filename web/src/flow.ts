/** What happens between opening the page and its result, without a word on how it looks. */

import { addressWith } from "./address";
import { ApiError, type Client } from "./api/client";
import type { Frames, JobRecord, NewJob, Preview, Problem, Result, Session } from "./api/types";
import type { Outbox } from "./host/outbox";
import { Pacing } from "./host/pacing";
import { Relay } from "./host/relay";
import { JobFlow, remember, type JobState } from "./job/flow";
import { mayPass, retrying } from "./job/problems";
import { setsOf } from "./model/sets";
import { text } from "./texts";

/** Asks for whatever exercises the analysis finds. */
const RECOGNISED = "auto";

export interface Finished {
  job: JobRecord;
  result: Result;
  frames: Frames | null;
  exerciseName: string | null;
  /** What the exercises of its sets, and those that it may be, are called. */
  names: Record<string, string>;
  /** The file itself, if it was chosen in this visit. */
  file: File | null;
}

/** What a recount does otherwise: the exercise, `null` for any; the person who is at a place at a moment. */
export interface Recount {
  exercise?: string | null;
  subject?: [number, number];
  subject_s?: number;
}

export type State =
  | JobState
  | { name: "picking" }
  | { name: "finished"; finished: Finished }
  | { name: "missing" }
  | { name: "library"; view: LibraryView };

/** The views that are about more than one analysis. */
export type LibraryView =
  { name: "analyses" } | { name: "trends" } | { name: "comparison"; jobs: [string, string] };

export class Flow extends JobFlow {
  private pacing: Pacing | null = null;

  constructor(
    client: Client,
    private readonly outbox: Outbox,
    private readonly show: (state: State) => void,
  ) {
    super(client, show);
  }

  /** Analyse a file. */
  async analyse(file: File): Promise<void> {
    const objection = this.objectionTo(file);
    if (objection === null) return this.run(file);
    this.report(objection);
    this.fail(objection.message);
  }

  /** Count this exercise, or the one that the analysis finds; the choice is kept in the address. */
  async choose(exercise: string | null): Promise<void> {
    remember("exercise", exercise ?? RECOGNISED);
    try {
      this.session = await this.client.session();
      this.show({ name: "picking" });
    } catch (error) {
      this.stumble(error, () => void this.choose(exercise));
    }
  }

  /** Analyse the page's own clip, two jumping jacks. */
  async tryExample(name: string): Promise<void> {
    const signal = this.restartSignal();
    try {
      await this.choose("jumping_jack");
      const answer = await fetch(new URL(name, import.meta.url), { signal });
      if (!answer.ok) throw new TypeError(answer.statusText);
      const clip = new File([await answer.blob()], "jumping-jacks.mp4", { type: "video/mp4" });
      await this.analyse(clip);
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.tryExample(name));
    }
  }

  /** Count the video of a finished job as another exercise, look for it again, or follow another person. */
  async recount({ job, file }: Finished, changes: Recount): Promise<void> {
    const signal = this.restartSignal();
    this.show({ name: "analysing", percent: 90, stage: "recounting", lost: false });
    try {
      const asked = changes.exercise === null ? { ...changes, exercise: RECOGNISED } : changes;
      const recounted = await this.client.recount(job.job_id, { ...asked });
      if (signal.aborted) return;
      remember("job", recounted.job_id, true);
      if (asked.exercise !== undefined) remember("exercise", asked.exercise);
      this.session = await this.client.session();
      await this.open(recounted.job_id, file, signal);
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.recount({ job, file } as Finished, changes));
    }
  }

  /** Go to another part of the page; the browser's Back button leads back. */
  go(changes: Record<string, string | null>): void {
    history.pushState(null, "", addressWith(changes));
    void this.start();
  }

  /** Stop what is going on and go back to choosing a file. */
  restart(): void {
    this.running.abort();
    this.dropUpload();
    remember("job", null, true);
    if (this.session === null) void this.start();
    else if (this.session.remote_src !== null) void this.run(null);
    else this.show({ name: "picking" });
  }

  /** Playback shows this moment. */
  reach(t_s: number): void {
    this.pacing?.reach(t_s);
  }

  /** Playback has come to its end. */
  end(): void {
    this.pacing?.end();
  }

  protected override refused(problem: Problem): void {
    this.outbox.configure(formatOf(new URLSearchParams(location.search)));
    this.report(problem);
  }

  protected override async started({ page, source, job, remote_src }: Session): Promise<void> {
    this.outbox.configure({ targetOrigin: page.target_origin, messageFormat: page.message_format });
    this.outbox.send({ type: "initialization", message: `loading ${source}`, ready: false, source });
    const view = libraryViewOf(page, job);
    if (view !== null) this.show({ name: "library", view });
    else if (job !== null) await this.open(job, null);
    else if (remote_src !== null) await this.run(null);
    else this.show({ name: "picking" });
  }

  private async run(file: File | null): Promise<void> {
    const session = this.session;
    if (session === null) return;
    const signal = this.restartSignal();
    const remote =
      session.source === "image" ? { image_src: session.remote_src } : { video_src: session.remote_src };
    const body: NewJob = {
      ...session.options,
      source: session.source,
      callback_url: session.callback_url,
      ...(file === null ? remote : {}),
    };
    try {
      if (file === null) this.show({ name: "analysing", percent: 0, stage: "fetching", lost: false });
      const id = await this.submit(body, file, signal);
      if (id !== null) await this.open(id, file, signal);
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.run(file));
    }
  }

  /** Follow a job to its end and show what came of it. */
  private async open(id: string, file: File | null, signal = this.restartSignal()): Promise<void> {
    const session = this.session as Session;
    const pacing = new Pacing(session.page.pace, (message) => this.outbox.send(message));
    this.pacing = pacing;
    const relay = new Relay(this.client, id, (message) => pacing.add([message]));
    try {
      const job = await this.follow(id, file, signal, () => relay.advance());
      const messages = retrying(() => relay.advance(), signal);
      if (job.status === "failed") {
        await messages;
        const again = session.remote_src === null ? null : () => this.restart();
        this.fail(job.failure?.message ?? text("error.internal"), again);
        return;
      }
      const finished = await retrying(() => this.collect(job, file), signal);
      if (finished.result.source === "video" && finished.frames === null)
        throw new ApiError({ status: 0, code: "frames_missing", message: text("error.frames") });
      this.show({ name: "finished", finished });
      await messages;
      if (finished.frames === null) pacing.end();
    } catch (error) {
      if (!signal.aborted) this.stumble(error, () => void this.open(id, file));
    }
  }

  private async collect(job: JobRecord, file: File | null): Promise<Finished> {
    const result = await this.client.result(job.job_id);
    const framesUrl = job.files["frames"];
    const frames =
      result.source === "video" && framesUrl !== undefined ? await this.client.frames(framesUrl) : null;
    const exerciseName = result.exercise === null ? null : await this.nameOf(result.exercise);
    const seen = [...setsOf(result), ...(result.suggestions ?? [])].map(({ exercise }) => exercise);
    const ids = [...new Set(seen)].filter((id): id is string => id !== null);
    const named = await Promise.all(ids.map(async (id) => [id, await this.nameOf(id)] as const));
    const names = Object.fromEntries(named.filter((pair): pair is [string, string] => pair[1] !== null));
    return { job, result, frames, exerciseName, names, file };
  }

  private async nameOf(exercise: string): Promise<string | null> {
    if (this.session?.exercise?.id === exercise) return this.session.exercise.name;
    return this.client.exerciseName(exercise).catch(() => null);
  }

  protected override previewed(preview: Preview): void {
    if (this.session?.page.progressive === true) this.outbox.send({ type: "pose_preview", ...preview });
  }

  private stumble(error: unknown, again: () => void): void {
    const problem = this.problemOf(error);
    this.report(problem);
    if (problem.code === "job_not_found") this.show({ name: "missing" });
    else this.fail(problem.message, mayPass(error) ? again : null);
  }

  private report({ code, message, details }: Problem): void {
    const more = details === undefined ? {} : { details };
    this.outbox.send({ type: "error", error: code, code, message, ...more });
  }
}

function libraryViewOf({ view, compare }: Session["page"], job: string | null): LibraryView | null {
  if (job !== null) return compare ? { name: "comparison", jobs: [job, compare] } : null;
  return view ? { name: view } : null;
}

/** How a host wants messages, as far as the query says so itself: for when there is no session. */
function formatOf(query: URLSearchParams): { targetOrigin: string; messageFormat: "string" | "object" } {
  const asObject = (query.get("messageFormat") ?? query.get("message_format")) === "object";
  return {
    targetOrigin: query.get("targetOrigin") ?? query.get("target_origin") ?? "*",
    messageFormat: asObject ? "object" : "string",
  };
}
