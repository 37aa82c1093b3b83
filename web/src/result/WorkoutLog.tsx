/** The sets of a workout, one line each: exercise, count, form, and the rest before the next one. */

import { useEffect, useState } from "preact/hooks";
import type { Result, SetReport } from "../api/types";
import { setsOf, setAt } from "../model/sets";
import { Grade } from "../parts/Grade";
import type { Playhead } from "../stage/playhead";
import { clock, noun, number, text } from "../texts";

interface Props {
  result: Result;
  nameOf: (exercise: string | null) => string;
  playhead: Playhead;
  onSeek: (t_s: number) => void;
}

export function WorkoutLog({ result, nameOf, playhead, onSeek }: Props) {
  const sets = setsOf(result);
  const [present, setPresent] = useState(-1);
  useEffect(() => playhead.follow((t_s) => setPresent(setAt(sets, t_s))), [result]);
  if (sets.length < 2) return null;
  return (
    <section class="panel workout">
      <h2>
        {text("workout.sets")}
        <span class="aside">{number(sets.length)}</span>
      </h2>
      <ol class="entries tight">
        {sets.map((set, index) => (
          <li key={set.index} aria-current={index === present ? "true" : undefined}>
            <button class="go" onClick={() => onSeek(set.start_s ?? 0)}>
              <span class="unseen">{text("workout.goto")} </span>
              <span class="index">{number(set.index)}</span>
              <span class="facts">
                <span>
                  {nameOf(set.exercise)} · {countOf(set)}
                </span>
                <span class="small">{timesOf(set)}</span>
              </span>
              {set.form && <Grade grade={set.form.grade} />}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function countOf(set: SetReport): string {
  return `${number(set.count)} ${noun(set.unit === "seconds" ? "count.seconds" : "count.reps", set.count)}`;
}

function timesOf(set: SetReport): string {
  const times = `${clock(set.start_s ?? 0)} – ${clock(set.end_s ?? 0)}`;
  return set.rest_s === null ? times : `${times} · ${text("workout.rest", { seconds: number(set.rest_s) })}`;
}
