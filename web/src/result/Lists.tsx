/** What else there is to say: advice, attempts that do not count, warnings, suggestions, jumps, files. */

import type { Result } from "../api/types";
import { Figure } from "../figure/Figure";
import { grouped, type Advice } from "../model/verdict";
import { clock, noun, number, text, textOfCode } from "../texts";

type Seek = (t_s: number) => void;

type TitleOf = (effort: { set?: number; index: number }) => string;

interface AdviceProps {
  result: Result;
  titleOf: TitleOf;
  onSeek: Seek;
}

export function AdviceList({ result, titleOf, onSeek }: AdviceProps) {
  const advice = grouped(result.recommendations ?? []).slice(1); // the first is in the verdict
  if (advice.length === 0) return null;
  return (
    <section class="panel advice">
      <h2>{text("advice.title")}</h2>
      <ul class="entries">
        {advice.map((each) => (
          <li key={each.code} data-severity={each.severity}>
            <p>
              {each.text}
              {each.severity === "major" && <span class="small"> {text("advice.major")}</span>}
            </p>
            <Moments advice={each} titleOf={titleOf} onSeek={onSeek} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** When advice applies, each a link to it. */
export function Moments({ advice, titleOf, onSeek }: { advice: Advice; titleOf: TitleOf; onSeek: Seek }) {
  return (
    <p class="moments">
      {advice.moments.map(({ rep, t_s, set }) => (
        <button key={`${rep}${t_s}`} onClick={() => onSeek(t_s)}>
          {rep === null ? text("advice.set") : titleOf({ index: rep, ...(set === undefined ? {} : { set }) })}
          <span class="small">{clock(t_s, true)}</span>
        </button>
      ))}
    </p>
  );
}

export function NotCounted({ result, onSeek }: { result: Result; onSeek: Seek }) {
  if (result.rejected.length === 0) return null;
  return (
    <section class="panel">
      <h2>
        {text("rejected.title")}
        <span class="aside">{number(result.rejected.length)}</span>
      </h2>
      <ul class="entries tight">
        {result.rejected.map((attempt) => (
          <li key={attempt.start_s}>
            <button class="go" onClick={() => onSeek(attempt.start_s)}>
              <span class="unseen">{text("rejected.goto")} </span>
              <span class="facts">
                <span>{textOfCode("reason", attempt.reason)}</span>
                <span class="small">{clock(attempt.start_s, true)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Warnings({ result }: { result: Result }) {
  const other = result.reference?.view_warning;
  const warnings = [...result.quality.warnings, ...(other ? [{ code: "view", text: other }] : [])];
  if (warnings.length === 0) return null;
  return (
    <section class="panel">
      <h2>{text("quality.title")}</h2>
      <ul class="entries tight">
        {warnings.map((warning) => (
          <li key={warning.code}>{warning.text}</li>
        ))}
      </ul>
    </section>
  );
}

interface SuggestionsProps {
  result: Result;
  nameOf: (exercise: string) => string;
  onChoose: ((exercise: string) => void) | null;
}

/** What it looks like, each a tap away from being counted. */
export function Suggestions({ result, nameOf, onChoose }: SuggestionsProps) {
  const suggestions = (result.suggestions ?? []).filter(({ exercise }) => exercise !== result.exercise);
  if (suggestions.length === 0) return null;
  return (
    <section class="panel suggestions">
      <h2>{text(result.exercise === null ? "suggest.title" : "suggest.other")}</h2>
      <ul class="entries tight">
        {suggestions.map(({ exercise, confidence, count }) => (
          <li key={exercise}>
            <Figure id={exercise} />
            <p>
              {text("suggest.text", { exercise: nameOf(exercise), percent: number(100 * confidence) })}
              {count > 0 && ` · ${number(count)} ${noun("count.reps", count)}`}
            </p>
            {onChoose !== null && (
              <button onClick={() => onChoose(exercise)}>
                {text("suggest.again", { exercise: nameOf(exercise).toLowerCase() })}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Jumps have a height each, in place of the grade that repetitions have. */
export function JumpList({ jumps: found, onSeek }: { jumps: NonNullable<Result["jumps"]>; onSeek: Seek }) {
  const { jumps, discarded } = found;
  if (jumps.length + discarded.length === 0) return null;
  return (
    <section class="panel">
      <h2>{text("jumps.title")}</h2>
      <ul class="entries tight">
        {jumps.map((jump) => (
          <li key={jump.index}>
            <button class="go" onClick={() => onSeek(jump.take_off_s)}>
              <span class="unseen">{text("jump.goto")} </span>
              <span class="index">{number(jump.index)}</span>
              <span class="facts">
                <span>
                  {text("jump.height", {
                    height: number(jump.height_cm, 1),
                    uncertainty: number(jump.uncertainty_cm, 1),
                  })}
                </span>
                <span class="small">{text("jump.air", { seconds: number(jump.air_time_s, 2) })}</span>
              </span>
            </button>
          </li>
        ))}
        {discarded.map((jump) => (
          <li key={jump.t_s}>
            <p>{jump.text}</p>
            <p class="small">{clock(jump.t_s, true)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
