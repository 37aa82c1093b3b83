/** The verdict: what was counted, how well it was done, and what to work on. */

import type { Effort, Result } from "../api/types";
import { overallOf } from "../model/efforts";
import { setsOf } from "../model/sets";
import { extremesOf, faultOf, grouped, type Advice } from "../model/verdict";
import { Gauge } from "../parts/Gauge";
import { Grade, Points } from "../parts/Grade";
import { Still } from "../parts/Still";
import { Figure } from "../figure/Figure";
import { noun, number, text, textOfCode, words } from "../texts";
import { Moments } from "./Lists";
import { Stills } from "./Stills";

interface Props {
  result: Result;
  efforts: Effort[];
  exerciseName: string | null;
  /** From where the exercise is best seen. */
  wanted: "front" | "side" | "either";
  titleOf: (effort: Pick<Effort, "set" | "index">) => string;
  urlOf: (role: string) => string;
  onSeek: (t_s: number) => void;
  /** Compare two repetitions, where there are two to compare. */
  onCompare: (() => void) | null;
}

export function Headline(props: Props) {
  const { result, efforts, exerciseName, titleOf, urlOf, onSeek } = props;
  const isWorkout = setsOf(result).length > 1;
  const workout = isWorkout ? text("workout.title") : null;
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
      {result.count === 0 && result.exercise !== null && (
        <Nothing exercise={result.exercise} unit={result.unit} wanted={props.wanted} />
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
      {new Set(Object.values(byDifficulty)).size > 1 && (
        <p class="small">
          {Object.entries(byDifficulty)
            .map(([level, count]) => `${textOfCode("difficulty", level)} ${number(count)}`)
            .join(" · ")}
        </p>
      )}
      {first !== undefined && (
        <FirstAdvice
          advice={first}
          efforts={efforts}
          torsoCm={result.subject?.torso_cm}
          {...{ titleOf, urlOf, onSeek }}
        />
      )}
      <Extremes {...{ efforts, onSeek }} titleOf={isWorkout ? titleOf : null} onCompare={props.onCompare} />
      <Stills {...{ efforts, titleOf, urlOf, onSeek }} />
    </header>
  );
}

interface NothingProps {
  exercise: string;
  unit: "reps" | "seconds";
  wanted: "front" | "side" | "either";
}

/** Nothing was counted: the movement that would be, and how to film it. */
function Nothing({ exercise, unit, wanted }: NothingProps) {
  return (
    <div class="nothing-found">
      <Figure id={exercise} moves />
      <p>
        <b>{text(unit === "seconds" ? "nothing.title.hold" : "nothing.title")}</b>
        <span class="small">
          {text("nothing.text")} {wanted !== "either" && text(`nothing.view.${wanted}`)}{" "}
          {text("nothing.tips")}
        </span>
      </p>
    </div>
  );
}

interface AdviceProps {
  advice: Advice;
  efforts: Effort[];
  torsoCm: number | null | undefined;
  titleOf: Props["titleOf"];
  urlOf: (role: string) => string;
  onSeek: (t_s: number) => void;
}

/** What to work on first, with the picture of it at its worst and how far it is from what is wanted. */
function FirstAdvice({ advice, efforts, torsoCm, titleOf, urlOf, onSeek }: AdviceProps) {
  const fault = faultOf(advice.code, efforts);
  const still = fault?.still;
  const label = (effort: Effort): string => `${titleOf(effort)}: ${fault?.reason?.name ?? ""}`;
  return (
    <div class="first-advice" data-severity={advice.severity}>
      {fault && still && (
        <button class="picture" onClick={() => onSeek(still.t_s)}>
          <Still still={still} url={urlOf(still.role)} label={label(fault.effort)} />
        </button>
      )}
      <div>
        <p>
          <span class="what">{text("verdict.work")}</span>
          {advice.text}
        </p>
        {fault?.reason && <Gauge reason={fault.reason} torsoCm={torsoCm} />}
        <Moments {...{ advice, titleOf, onSeek }} />
      </div>
    </div>
  );
}

interface ExtremesProps {
  efforts: Effort[];
  onSeek: (t_s: number) => void;
  /** What an effort is called, where its number does not say it. */
  titleOf: Props["titleOf"] | null;
  onCompare: (() => void) | null;
}

/** The best and the weakest effort, each a link to its moment. */
function Extremes({ efforts, onSeek, titleOf, onCompare }: ExtremesProps) {
  const extremes = extremesOf(efforts);
  if (extremes === null && onCompare === null) return null;
  return (
    <p class="extremes">
      {(extremes === null ? [] : (["best", "weakest"] as const)).map((kind) => {
        const effort = (extremes as NonNullable<typeof extremes>)[kind];
        const score = number(Math.floor(effort.score ?? 0));
        const label =
          titleOf === null
            ? text(`verdict.${kind}`, { index: number(effort.index), score })
            : text(`verdict.${kind}.of`, { name: titleOf(effort), score });
        return (
          <button key={kind} class="link" onClick={() => onSeek(effort.start_s)}>
            {label}
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
