/** The verdict: what was counted, how well it was done, and what to work on. */

import type { Effort, Result } from "../api/types";
import { overallOf } from "../model/efforts";
import { extremesOf, faultOf, grouped, type Advice } from "../model/verdict";
import { Gauge } from "../parts/Gauge";
import { Grade, Points } from "../parts/Grade";
import { Still } from "../parts/Still";
import { noun, number, text, textOfCode, words } from "../texts";
import { Moments } from "./Lists";
import { Stills } from "./Stills";

interface Props {
  result: Result;
  efforts: Effort[];
  exerciseName: string | null;
  urlOf: (role: string) => string;
  onSeek: (t_s: number) => void;
  /** Compare two repetitions, where there are two to compare. */
  onCompare: (() => void) | null;
}

export function Headline(props: Props) {
  const { result, efforts, exerciseName, urlOf, onSeek } = props;
  const workout = (result.sets ?? []).length > 1 ? text("workout.title") : null;
  const name =
    result.reference?.name ?? exerciseName ?? (result.exercise === null ? workout : words(result.exercise));
  if (name === null || result.unit === null)
    return (
      <header class="headline plain">
        <h1>{text("result.plain")}</h1>
        {result.view !== null && <p class="small">{textOfCode("view", result.view)}</p>}
      </header>
    );
  const byDifficulty = result.count_by_difficulty ?? {};
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
      {new Set(Object.values(byDifficulty)).size > 1 && (
        <p class="small">
          {Object.entries(byDifficulty)
            .map(([level, count]) => `${textOfCode("difficulty", level)} ${number(count)}`)
            .join(" · ")}
        </p>
      )}
      {overall !== null && (
        <div class="form">
          <Grade grade={overall.grade} large />
          <p>
            <Points score={overall.score} />
            <span class="what">{text("grade.average")}</span>
          </p>
        </div>
      )}
      {first !== undefined && (
        <FirstAdvice
          advice={first}
          efforts={efforts}
          torsoCm={result.subject?.torso_cm}
          {...{ urlOf, onSeek }}
        />
      )}
      <Extremes {...{ efforts, onSeek }} onCompare={props.onCompare} />
      <Stills {...{ efforts, urlOf, onSeek }} />
    </header>
  );
}

interface AdviceProps {
  advice: Advice;
  efforts: Effort[];
  torsoCm: number | null | undefined;
  urlOf: (role: string) => string;
  onSeek: (t_s: number) => void;
}

/** What to work on first, with the picture of it at its worst and how far it is from what is wanted. */
function FirstAdvice({ advice, efforts, torsoCm, urlOf, onSeek }: AdviceProps) {
  const fault = faultOf(advice.code, efforts);
  const still = fault?.still;
  const label = (index: number): string =>
    text("stills.fault", { index: number(index), check: fault?.reason?.name ?? "" });
  return (
    <div class="first-advice" data-severity={advice.severity}>
      {fault && still && (
        <button class="picture" onClick={() => onSeek(still.t_s)}>
          <Still still={still} url={urlOf(still.role)} label={label(fault.effort.index)} />
        </button>
      )}
      <div>
        <p>
          <span class="what">{text("verdict.work")}</span>
          {advice.text}
        </p>
        {fault?.reason && <Gauge reason={fault.reason} torsoCm={torsoCm} />}
        <Moments advice={advice} onSeek={onSeek} />
      </div>
    </div>
  );
}

interface ExtremesProps {
  efforts: Effort[];
  onSeek: (t_s: number) => void;
  onCompare: (() => void) | null;
}

/** The best and the weakest effort, each a link to its moment. */
function Extremes({ efforts, onSeek, onCompare }: ExtremesProps) {
  const extremes = extremesOf(efforts);
  if (extremes === null && onCompare === null) return null;
  return (
    <p class="extremes">
      {(extremes === null ? [] : (["best", "weakest"] as const)).map((kind) => {
        const { index, score, start_s } = (extremes as NonNullable<typeof extremes>)[kind];
        return (
          <button key={kind} class="link" onClick={() => onSeek(start_s)}>
            {text(`verdict.${kind}`, { index: number(index), score: number(Math.floor(score ?? 0)) })}
          </button>
        );
      })}
      {onCompare !== null && (
        <button class="compare-them" onClick={onCompare}>
          {text("verdict.compare")}
        </button>
      )}
    </p>
  );
}
