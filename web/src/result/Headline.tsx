/** The count, growing with playback, and the grade. */

import { useEffect, useState } from "preact/hooks";
import type { Effort, Frames, Result } from "../api/types";
import { Grade, Points } from "../parts/Grade";
import { overallOf } from "../model/efforts";
import { completedAt } from "../model/time";
import type { Playhead } from "../stage/playhead";
import { noun, number, text, textOfCode, words } from "../texts";

interface Props {
  result: Result;
  frames: Frames;
  efforts: Effort[];
  exerciseName: string | null;
  playhead: Playhead;
}

export function Headline({ result, frames, efforts, exerciseName, playhead }: Props) {
  const [count, setCount] = useState(0);
  const [done, setDone] = useState(0);
  useEffect(
    () =>
      playhead.follow((t_s, row) => {
        if (frames.count !== null && row >= 0) setCount(Math.floor(frames.count[row] ?? 0));
        setDone(completedAt(efforts, t_s));
      }),
    [frames, efforts],
  );
  const name =
    result.reference?.name ?? exerciseName ?? (result.exercise === null ? null : words(result.exercise));
  if (name === null || result.unit === null)
    return (
      <header class="headline plain">
        <h1>{text("result.plain")}</h1>
        {result.view !== null && <p class="small">{textOfCode("view", result.view)}</p>}
      </header>
    );
  const last = efforts[done - 1];
  const overall = overallOf(result);
  const group = result.jumps ? "count.jumps" : result.unit === "seconds" ? "count.seconds" : "count.reps";
  return (
    <header class="headline">
      <h1>
        {name}
        <span class="what">
          {number(result.count)} {noun(group, result.count)}
          {result.view !== null && `, ${textOfCode("view", result.view)}`}
        </span>
      </h1>
      <p class="numeral tally">
        <span data-count>{number(count)}</span>
        <span class="unit">{text("count.of", { total: number(result.count) })}</span>
      </p>
      {overall !== null && (
        <div class="form">
          <Grade grade={overall.grade} large />
          <p>
            <Points score={overall.score} />
            <span class="what">{text("grade.average")}</span>
          </p>
          {last?.grade && (
            <p class="latest">
              <Grade grade={last.grade} /> <span class="what">{text("count.now")}</span>
            </p>
          )}
        </div>
      )}
      <p class="unseen" role="status">
        {count > 0 && result.unit === "reps" ? text("count.live.reps", { count: number(count) }) : ""}
      </p>
    </header>
  );
}
