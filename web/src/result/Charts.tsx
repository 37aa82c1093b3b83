/** The repetitions over each other on one axis, and what changes over the set. */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Effort, Frames, Result } from "../api/types";
import { keyOf } from "../model/efforts";
import { latestSetAt, setsOf } from "../model/sets";
import { tracesOf, trendsOf, type Trace, type Trend } from "../model/repetitions";
import { effortAt } from "../model/signal";
import type { Playhead } from "../stage/playhead";
import { useTip } from "../parts/Tip";
import { number, text } from "../texts";

const WIDTH = 320;
const HEIGHT = 120;
const TREND_HEIGHT = 56;

interface Props {
  result: Result;
  frames: Frames;
  efforts: Effort[];
  playhead: Playhead;
  nameOf: (exercise: string | null) => string;
  titleOf: (effort: Effort) => string;
  onSeek: (t_s: number) => void;
}

export function Charts({ result, frames, efforts: all, playhead, nameOf, titleOf, onSeek }: Props) {
  const sets = useMemo(() => setsOf(result).filter(({ reps }) => reps.length > 1), [result]);
  const isWorkout = setsOf(result).length > 1;
  const [latest, setLatest] = useState(0);
  const [present, setPresent] = useState(-1);
  const set = isWorkout ? sets[latest] : undefined;
  const efforts = useMemo(() => (set ? all.filter((each) => each.set === set.index) : all), [all, set]);
  useEffect(
    () =>
      playhead.follow((t_s) => {
        setLatest(latestSetAt(sets, t_s));
        setPresent(effortAt(efforts, t_s));
      }),
    [efforts],
  );
  const traces = useMemo(() => tracesOf(frames, efforts), [frames, efforts]);
  const trends = useMemo(() => trendsOf(set?.reps ?? result.reps), [result, set]);
  if (result.reps.length < 2 || traces.length < 2) return null;
  return (
    <section class="panel charts">
      <h2>
        {text("charts.title")}
        {set && <span class="aside">{nameOf(set.exercise)}</span>}
      </h2>
      <Overlaid traces={traces} present={efforts[present] ?? null} titleOf={titleOf} />
      <div class="trends">
        {trends.map((trend) => (
          <TrendChart key={trend.name} {...{ trend, efforts, present, titleOf, onSeek }} />
        ))}
      </div>
    </section>
  );
}

interface OverlaidProps {
  traces: Trace[];
  present: Effort | null;
  titleOf: (effort: Effort) => string;
}

/** Each repetition as a line from its start to its end; the one that is shown stands out. */
export function Overlaid({ traces, present, titleOf }: OverlaidProps) {
  const values = traces.flatMap(({ points }) => points.map(([, value]) => value));
  const low = Math.min(0, ...values);
  const high = Math.max(1, ...values);
  const x = (share: number): number => share * WIDTH;
  const y = (value: number): number => HEIGHT - ((value - low) / (high - low)) * HEIGHT;
  const path = ({ points }: Trace): string =>
    `M${points.map(([share, value]) => `${x(share).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}`;
  const { shown, handlers } = useTip((share) => {
    const trace = traces.find(({ effort }) => effort === present) ?? traces[0];
    if (trace === undefined) return null;
    const nearest = trace.points.reduce((a, b) => (Math.abs(b[0] - share) < Math.abs(a[0] - share) ? b : a));
    return text("charts.tip", { name: titleOf(trace.effort), percent: number(100 * nearest[1]) });
  });
  const sorted = [...traces].sort((a, b) => Number(a.effort === present) - Number(b.effort === present));
  return (
    <figure>
      <div class="tipped" {...handlers}>
        {shown}
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={text("charts.overlaid", { count: number(traces.length) })}
        >
          <line class="full" x1={0} x2={WIDTH} y1={y(1)} y2={y(1)} vector-effect="non-scaling-stroke" />
          {sorted.map((trace) => (
            <path
              key={keyOf(trace.effort)}
              d={path(trace)}
              data-grade={trace.effort.grade}
              data-present={trace.effort === present}
              vector-effect="non-scaling-stroke"
            />
          ))}
        </svg>
      </div>
      <figcaption class="small">{text("charts.overlaid.key")}</figcaption>
    </figure>
  );
}

interface TrendProps {
  trend: Trend;
  efforts: Effort[];
  present: number;
  titleOf: (effort: Effort) => string;
  onSeek: (t_s: number) => void;
}

/** A column for each repetition; a click leads to it. */
function TrendChart({ trend: { name, unit, values }, efforts, present, titleOf, onSeek }: TrendProps) {
  const known = values.filter((value): value is number => value !== null);
  const most = Math.max(...known);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const show = (value: number): string =>
    text(`unit.${unit}`, { value: number(value, unit === "s" ? 1 : 0) });
  const step = WIDTH / values.length;
  const { shown, handlers } = useTip((share) => {
    const at = Math.min(values.length - 1, Math.floor(share * values.length));
    const value = values[at];
    const effort = efforts[at];
    return value == null || effort === undefined ? null : `${titleOf(effort)}: ${show(value)}`;
  });
  const seek = (event: MouseEvent): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const effort = efforts[Math.floor(((event.clientX - box.left) / box.width) * values.length)];
    if (effort !== undefined) onSeek(effort.start_s);
  };
  return (
    <figure>
      <figcaption>
        {text(`trend.${name}`)} <span class="what">{text("trend.mean", { value: show(mean) })}</span>
      </figcaption>
      <div class="tipped" {...handlers}>
        {shown}
        <svg
          viewBox={`0 0 ${WIDTH} ${TREND_HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${text(`trend.${name}`)}: ${known.map(show).join(", ")}`}
          onClick={seek}
        >
          {values.map((value, index) => {
            if (value === null) return null;
            const height = (value / most) * TREND_HEIGHT;
            return (
              <rect
                key={index}
                x={index * step + 0.12 * step}
                y={TREND_HEIGHT - height}
                width={0.76 * step}
                height={height}
                data-grade={efforts[index]?.grade}
                data-present={index === present}
              />
            );
          })}
        </svg>
      </div>
    </figure>
  );
}
