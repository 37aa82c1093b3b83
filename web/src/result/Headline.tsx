/** The verdict: what was counted, how well it was done, and what to work on. */

import type { Effort, Result } from "../api/types";
import { overallOf } from "../model/efforts";
import { extremesOf, grouped } from "../model/verdict";
import { Grade, Points } from "../parts/Grade";
import { noun, number, text, textOfCode, words } from "../texts";

interface Props {
  result: Result;
  efforts: Effort[];
  exerciseName: string | null;
  onSeek: (t_s: number) => void;
}

export function Headline({ result, efforts, exerciseName, onSeek }: Props) {
  const name =
    result.reference?.name ?? exerciseName ?? (result.exercise === null ? null : words(result.exercise));
  if (name === null || result.unit === null)
    return (
      <header class="headline plain">
        <h1>{text("result.plain")}</h1>
        {result.view !== null && <p class="small">{textOfCode("view", result.view)}</p>}
      </header>
    );
  const overall = overallOf(result);
  const group = result.jumps ? "count.jumps" : result.unit === "seconds" ? "count.seconds" : "count.reps";
  const first = grouped(result.recommendations ?? [])[0];
  return (
    <header class="headline">
      <h1>
        {name}
        {result.view !== null && <span class="what">{textOfCode("view", result.view)}</span>}
      </h1>
      <p class="numeral tally">
        <span data-total>{number(result.count)}</span>
        <span class="unit">{noun(group, result.count)}</span>
      </p>
      {overall !== null && (
        <div class="form">
          <Grade grade={overall.grade} large />
          <p>
            <Points score={overall.score} />
            <span class="what">{text("grade.average")}</span>
          </p>
        </div>
      )}
      <Extremes efforts={efforts} onSeek={onSeek} />
      {first !== undefined && (
        <p class="first-advice" data-severity={first.severity}>
          <span class="what">{text("verdict.work")}</span>
          {first.text}
        </p>
      )}
    </header>
  );
}

/** The best and the weakest effort, each a link to its moment. */
function Extremes({ efforts, onSeek }: { efforts: Effort[]; onSeek: (t_s: number) => void }) {
  const extremes = extremesOf(efforts);
  if (extremes === null) return null;
  return (
    <p class="extremes">
      {(["best", "weakest"] as const).map((kind) => {
        const { index, score, start_s } = extremes[kind];
        return (
          <button key={kind} class="link" onClick={() => onSeek(start_s)}>
            {text(`verdict.${kind}`, { index: number(index), score: number(Math.floor(score ?? 0)) })}
          </button>
        );
      })}
    </p>
  );
}
