/** Each repetition or hold with its grade and the reasons for it. */

import { useEffect, useState } from "preact/hooks";
import {
  SIMILARITIES,
  type Effort,
  type Held,
  type Similarity,
  type Rep,
  type Result,
  type Subscore,
} from "../api/types";
import { keyOf } from "../model/efforts";
import { setsOf } from "../model/sets";
import { effortAt } from "../model/signal";
import { Icon } from "../parts/Icon";
import { Gauge } from "../parts/Gauge";
import { Bar, Grade, Points } from "../parts/Grade";
import type { Playhead } from "../stage/playhead";
import { clock, number, text, textOfCode } from "../texts";

// A set longer than this is cut to the first few until its reader asks for all.
const LONG = 12;
const SHOWN = 8;

interface Props {
  result: Result;
  efforts: Effort[];
  playhead: Playhead;
  nameOf: (exercise: string | null) => string;
  onSeek: (t_s: number) => void;
}

export function Efforts({ result, efforts, playhead, nameOf, onSeek }: Props) {
  const [present, setPresent] = useState<Effort | null>(null);
  useEffect(() => playhead.follow((t_s) => setPresent(efforts[effortAt(efforts, t_s)] ?? null)), [efforts]);
  const sets = setsOf(result);
  const torsoCm = result.subject?.torso_cm;
  if (sets.length < 2) {
    const title = text(result.holds.length > 0 ? "holds.title" : "reps.title");
    return <Set title={title} {...{ result, efforts, present, torsoCm, onSeek }} />;
  }
  return (
    <>
      {sets.map(({ index, exercise }) => (
        <Set
          key={index}
          title={nameOf(exercise)}
          efforts={efforts.filter(({ set }) => set === index)}
          {...{ result, present, torsoCm, onSeek }}
        />
      ))}
    </>
  );
}

interface SetProps extends Omit<Props, "playhead" | "nameOf"> {
  title: string;
  present: Effort | null;
  torsoCm: number | null | undefined;
}

/** The efforts of one set; a long one is cut at first. */
function Set({ title, result, efforts, present, torsoCm, onSeek }: SetProps) {
  const [isWhole, setIsWhole] = useState(efforts.length <= LONG);
  if (efforts.length === 0) return null;
  return (
    <section class="panel">
      <h2>{title}</h2>
      {result.reference && <p class="small">{text("like.key")}</p>}
      <ol class="efforts">
        {(isWhole ? efforts : efforts.slice(0, SHOWN)).map((effort) => (
          <Row
            key={keyOf(effort)}
            effort={effort}
            torsoCm={torsoCm}
            present={effort === present}
            onSeek={onSeek}
          />
        ))}
      </ol>
      {!isWhole && (
        <button class="more" onClick={() => setIsWhole(true)}>
          {text("reps.all", { count: number(efforts.length) })}
        </button>
      )}
    </section>
  );
}

interface RowProps {
  effort: Effort;
  torsoCm: number | null | undefined;
  present: boolean;
  onSeek: (t_s: number) => void;
}

function Row({ effort, torsoCm, present, onSeek }: RowProps) {
  const isHold = !isRep(effort);
  const [open, setOpen] = useState(false);
  const { start_s, score, grade } = effort;
  const index = effort.number ?? effort.index;
  const subscores = effort.subscores ?? [];
  const differences = effort.differences ?? [];
  const similarity = isRep(effort) ? effort.reference_score : null;
  const hasReasons = subscores.length + differences.length > 0 || Boolean(similarity);
  const name = text(isHold ? "hold.name" : "rep.name", { index });
  const id = `effort-${keyOf(effort)}`;
  return (
    <li aria-current={present ? "true" : undefined}>
      <div class="row">
        <button class="go" onClick={() => onSeek(start_s)}>
          <span class="unseen">{text(isHold ? "hold.goto" : "rep.goto")} </span>
          <span class="index">{number(index)}</span>
          <span class="facts">
            <span>{factsOf(effort)}</span>
            <span class="small">{clock(start_s, true)}</span>
          </span>
        </button>
        {typeof score === "number" && <Bar score={score} grade={grade} />}
        {typeof score === "number" && <Points score={score} />}
        {grade ? <Grade grade={grade} /> : <span class="small">{text("grade.none")}</span>}
        {hasReasons && (
          <button
            class="why"
            aria-expanded={open}
            aria-controls={id}
            aria-label={`${text("rep.why")}: ${name}`}
            onClick={() => setOpen(!open)}
          >
            <Icon name="more" />
          </button>
        )}
      </div>
      {hasReasons && (
        <ul class="reasons" id={id} hidden={!open}>
          {isRep(effort) && !similarity && <li class="small">{tempoOf(effort)}</li>}
          {[...subscores]
            .sort((a, b) => (b.weight || 0) * (100 - b.score) - (a.weight || 0) * (100 - a.score))
            .map((reason) => (
              <Reason
                key={`${reason.check}${reason.side}`}
                reason={reason}
                torsoCm={torsoCm}
                onSeek={onSeek}
              />
            ))}
          {differences.map((difference) => (
            <li key={`${difference.code}${difference.t_s}`}>
              <p class="reason">{difference.text}</p>
              <SeeIt t_s={difference.t_s} onSeek={onSeek} />
            </li>
          ))}
          {similarity && <Scores similarity={similarity} />}
        </ul>
      )}
    </li>
  );
}

/** What the similarity to the reference is made of. */
function Scores({ similarity }: { similarity: Similarity }) {
  return (
    <>
      {SIMILARITIES.map((name) => (
        <li key={name}>
          <p class="mark">
            <Bar score={100 * similarity[name]} />
            <Points score={100 * similarity[name]} />
            {text(`like.${name}`)}
          </p>
        </li>
      ))}
    </>
  );
}

interface ReasonProps {
  reason: Subscore;
  torsoCm: number | null | undefined;
  onSeek: (t_s: number) => void;
}

function Reason({ reason, torsoCm, onSeek }: ReasonProps) {
  const t_s = reason.t_s;
  return (
    <li>
      <p class="reason">
        <span class="aspect">{reason.name || textOfCode("aspect", reason.aspect)}</span> {reason.text}
      </p>
      <Gauge reason={reason} torsoCm={torsoCm} />
      <p class="mark">
        <Bar score={reason.score} />
        <Points score={reason.score} />
        <span class="small">{text("sub.weight", { percent: number(100 * reason.weight) })}</span>
        {t_s !== null && t_s !== undefined && <SeeIt t_s={t_s} onSeek={onSeek} />}
      </p>
    </li>
  );
}

function SeeIt({ t_s, onSeek }: { t_s: number; onSeek: (t_s: number) => void }) {
  return (
    <button class="link" onClick={() => onSeek(t_s)}>
      {text("sub.see")} <span class="unseen">{clock(t_s, true)}</span>
    </button>
  );
}

function factsOf(effort: Effort): string {
  const seconds = text("rep.duration", { seconds: number(effort.end_s - effort.start_s, 1) });
  if (!isRep(effort)) return text("rep.duration", { seconds: number((effort as Held).duration_s, 1) });
  const facts = [seconds];
  if (effort.rom_deg !== null) facts.push(text("rep.rom", { deg: number(effort.rom_deg) }));
  if (effort.side !== "both") facts.push(text(`side.${effort.side}`));
  return facts.map((fact) => fact.replaceAll(" ", "\u00a0")).join(" · ");
}

function tempoOf({ tempo }: Rep): string {
  const seconds = (value: number): string => number(value, 1);
  const { eccentric_s, pause_s, concentric_s } = tempo;
  return text("rep.tempo", {
    down: seconds(eccentric_s),
    pause: seconds(pause_s),
    up: seconds(concentric_s),
  });
}

function isRep(effort: Effort): effort is Rep {
  return "tempo" in effort;
}
