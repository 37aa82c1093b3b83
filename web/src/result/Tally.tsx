/** How many efforts are complete at the moment that is shown, over the picture. */

import { useEffect, useState } from "preact/hooks";
import type { Effort, Frames, Result } from "../api/types";
import { latestSetAt, setsOf } from "../model/sets";
import { completedAt } from "../model/time";
import { Grade } from "../parts/Grade";
import type { Playhead } from "../stage/playhead";
import { number, text } from "../texts";

interface Props {
  result: Result;
  frames: Frames;
  efforts: Effort[];
  nameOf: (exercise: string | null) => string;
  playhead: Playhead;
}

export function Tally({ result, frames, efforts, nameOf, playhead }: Props) {
  const sets = setsOf(result);
  const [count, setCount] = useState(0);
  const [done, setDone] = useState(0);
  const [latest, setLatest] = useState(0);
  useEffect(
    () =>
      playhead.follow((t_s, row) => {
        if (frames.count !== null && row >= 0) setCount(Math.floor(frames.count[row] ?? 0));
        setDone(completedAt(efforts, t_s));
        setLatest(latestSetAt(sets, t_s));
      }),
    [frames, efforts],
  );
  if (result.unit === null || result.count === 0) return null;
  const set = sets.length > 1 ? sets[latest] : undefined;
  const grade = efforts[done - 1]?.grade;
  return (
    <div class="running-count">
      {set && <span class="what">{nameOf(set.exercise)}</span>}
      <span data-count>{number(count)}</span>
      <span class="unit">/ {number(set?.count ?? result.count)}</span>
      {grade && <Grade grade={grade} />}
      <p class="unseen" role="status">
        {count > 0 && result.unit === "reps" ? text("count.live.reps", { count: number(count) }) : ""}
      </p>
    </div>
  );
}
