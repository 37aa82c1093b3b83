/** Two sessions side by side: what changed, and a repetition of each in step. */

import { useEffect, useRef, useState } from "preact/hooks";
import { START } from "../address";
import type { Frames, JobRecord, Rep, Result } from "../api/types";
import { ApiError } from "../api/client";
import { problemOf } from "../job/problems";
import { Link, type Go } from "../parts/Sections";
import { number, text, words } from "../texts";
import { Notice } from "../views/Notice";
import type { Change, Changes, LibraryClient, Names } from "./client";
import { clockOf, videoTime } from "./in_step";
import { Panel } from "./Panel";
import { date, exerciseName, say } from "./texts";

interface Side {
  job: JobRecord;
  result: Result;
  frames: Frames;
}

interface Props {
  client: LibraryClient;
  jobs: [string, string];
  go: Go;
}

export function Comparison({ client, jobs, go }: Props) {
  const [sides, setSides] = useState<[Side, Side] | null>(null);
  const [changes, setChanges] = useState<Changes | null>(null);
  const [names, setNames] = useState<Names>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const [first, second, found] = await Promise.all([
        sideOf(client, jobs[0]),
        sideOf(client, jobs[1]),
        client.changes(jobs[1], jobs[0]),
      ]);
      setSides([first, second]);
      setChanges(found);
    };
    load().catch((error: unknown) =>
      setProblem(error instanceof ApiError ? say("comparison.missing") : problemOf(error).message),
    );
    void client.names().then(setNames);
  }, []);
  if (problem !== null) return <Notice title={say("comparison")} sentence={problem} />;
  if (sides === null || changes === null) return <p class="starting">{text("starting")}</p>;
  const [first, second] = sides;
  return (
    <section class="library">
      <h1>{say("comparison")}</h1>
      {changes.exercises[0] !== changes.exercises[1] && <p role="note">{say("comparison.different")}</p>}
      {first.result.reps.length > 0 && second.result.reps.length > 0 ? (
        <InStep sides={sides} urls={sides.map((side) => urlOf(client, side)) as Pair<string | null>}>
          {sides.map((side, index) => (
            <Caption
              key={index}
              side={side}
              letter={index === 0 ? "first" : "second"}
              names={names}
              go={go}
            />
          ))}
        </InStep>
      ) : (
        <>
          {sides.map((side, index) => (
            <Caption
              key={index}
              side={side}
              letter={index === 0 ? "first" : "second"}
              names={names}
              go={go}
            />
          ))}
          <p>{say("comparison.no_reps")}</p>
        </>
      )}
      <ChangeTable changes={changes} />
    </section>
  );
}

type Pair<T> = [T, T];

async function sideOf(client: LibraryClient, id: string): Promise<Side> {
  const [job, result] = await Promise.all([client.job(id), client.result(id)]);
  return { job, result, frames: await client.frames(job.files["frames"] ?? "") };
}

function urlOf(client: LibraryClient, { job }: Side): string | null {
  return job.media_url === null ? null : client.fileUrl(job.job_id, "source");
}

interface CaptionProps {
  side: Side;
  letter: "first" | "second";
  names: Names;
  go: Go;
}

function Caption({ side: { job, result }, letter, names, go }: CaptionProps) {
  const counted = result.exercise === null ? say("video") : exerciseName(result.exercise, names);
  return (
    <p class="caption">
      <b>{say(`comparison.${letter}`)}</b>
      <Link changes={{ ...START, job: job.job_id }} go={go}>
        {job.name || counted}
      </Link>
      <span class="small">{job.created_at === undefined ? "" : date(job.created_at)}</span>
    </p>
  );
}

interface InStepProps {
  sides: Pair<Side>;
  urls: Pair<string | null>;
  children: preact.ComponentChild[];
}

function InStep({ sides, urls, children }: InStepProps) {
  const [index, setIndex] = useState(0);
  const [at_s, setAt] = useState(0);
  const [isPlaying, setIsPlaying] = useState(() => !matchMedia("(prefers-reduced-motion: reduce)").matches);
  const most = Math.min(...sides.map(({ result }) => result.reps.length));
  const reps = sides.map(({ result }) => result.reps[index] as Rep) as Pair<Rep>;
  const clock = clockOf(...reps);
  const now = useRef({ at_s, end_s: clock.end_s });
  now.current = { at_s, end_s: clock.end_s };
  useEffect(() => {
    if (!isPlaying) return;
    let before = performance.now();
    let request = requestAnimationFrame(function step(time) {
      const passed_s = Math.min(0.1, (time - before) / 1000);
      before = time;
      const next = now.current.at_s + passed_s;
      setAt(next > now.current.end_s + 0.4 ? 0 : next); // a moment of rest at the end
      request = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(request);
  }, [isPlaying]);
  const choose = (next: number): void => {
    setIndex(next);
    setAt(0);
  };
  return (
    <div class="in-step">
      {sides.map(({ frames }, side) => (
        <div key={side} class="side">
          {children[side]}
          <Panel
            label={say(side === 0 ? "comparison.first" : "comparison.second")}
            frames={frames}
            url={urls[side] ?? null}
            t_s={videoTime(reps[side] as Rep, clock, at_s)}
          />
        </div>
      ))}
      <div class="steps">
        <button class="primary" onClick={() => setIsPlaying(!isPlaying)}>
          {say(isPlaying ? "comparison.pause" : "comparison.play")}
        </button>
        <input
          type="range"
          min={0}
          max={clock.end_s}
          step={0.01}
          value={Math.min(at_s, clock.end_s)}
          aria-label={say("comparison.position")}
          onInput={(event) => {
            setIsPlaying(false);
            setAt(Number(event.currentTarget.value));
          }}
        />
        <span class="which">
          <button
            aria-label={say("comparison.previous")}
            disabled={index === 0}
            onClick={() => choose(index - 1)}
          >
            ‹
          </button>
          <span>{say("comparison.step", { index: number(index + 1) })}</span>
          <button
            aria-label={say("comparison.next")}
            disabled={index >= most - 1}
            onClick={() => choose(index + 1)}
          >
            ›
          </button>
        </span>
      </div>
    </div>
  );
}

function ChangeTable({ changes: { measures, checks } }: { changes: Changes }) {
  const rows = [...measures, ...checks];
  if (rows.length === 0) return null;
  return (
    <div class="scrolling" tabIndex={0} role="group" aria-label={say("comparison.change")}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">{say("trend.count")}</span>
            </th>
            <th scope="col">{say("comparison.first")}</th>
            <th scope="col">{say("comparison.second")}</th>
            <th scope="col">{say("comparison.change")}</th>
            <th scope="col">{say("trend.score")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((change) => (
            <tr key={change.name}>
              <th scope="row">{labelOf(change)}</th>
              <td>{written(change, change.first)}</td>
              <td>{written(change, change.second)}</td>
              <td>{signed(change)}</td>
              <td>
                {change.scores === null
                  ? ""
                  : change.scores.map((score) => number(Math.floor(score))).join(" → ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NAMES: Record<string, Parameters<typeof say>[0]> = {
  count: "trend.count",
  score: "trend.score",
  range: "trend.rom",
  lowering: "trend.lowering",
  pause: "trend.pause",
  lifting: "trend.lifting",
};

function labelOf({ name, label, scores }: Change): string {
  const known = scores === null ? NAMES[name] : undefined;
  return known === undefined ? label || words(name) : say(known);
}

function written({ unit }: Change, value: number): string {
  const isShare = unit === "torso" || unit === "ratio";
  const shown = number(isShare ? 100 * value : value, unit === "s" ? 1 : 0);
  return say(
    unit === "deg"
      ? "value.deg"
      : unit === "s"
        ? "value.s"
        : isShare || unit === "percent"
          ? "value.percent"
          : "value.points",
    {
      value: shown,
    },
  );
}

function signed(change: Change): string {
  const difference = change.second - change.first;
  const size = written(change, Math.abs(difference));
  return /[1-9]/.test(size) ? `${difference > 0 ? "+" : "−"}${size}` : size;
}
