/** How an exercise changed from session to session. */

import { useEffect, useState } from "preact/hooks";
import { START } from "../address";
import { problemOf } from "../job/problems";
import { Link, type Go } from "../parts/Sections";
import { number, text } from "../texts";
import type { LibraryClient, Names, Outcome, Trend, TrendPoint } from "./client";
import { date, exerciseName, say } from "./texts";

const WIDTH = 320;
const HEIGHT = 130;
const EDGE = { side: 16, top: 26, bottom: 14 };

/** What is followed: the value of a session, and how it is written. */
const MEASURES = {
  count: { unit: "points", value: (one: Outcome) => one.count },
  score: { unit: "points", value: (one: Outcome) => one.score },
  rom: { unit: "deg", value: (one: Outcome) => one.rom_deg },
  lowering: { unit: "s", value: (one: Outcome) => one.eccentric_s },
  lifting: { unit: "s", value: (one: Outcome) => one.concentric_s },
} as const;
type Measure = keyof typeof MEASURES;

export function Trends({ client, go }: { client: LibraryClient; go: Go }) {
  const [trends, setTrends] = useState<Trend[] | null>(null);
  const [names, setNames] = useState<Names>(new Map());
  const [chosen, setChosen] = useState<string | null>(history.state?.trend ?? null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    client.trends().then(setTrends, (error: unknown) => setProblem(problemOf(error).message));
    void client.names().then(setNames);
  }, []);
  const choose = (exercise: string): void => {
    history.replaceState({ ...history.state, trend: exercise }, "");
    setChosen(exercise);
  };
  const trend = trends?.find(({ exercise }) => exercise === chosen) ?? trends?.[0];
  return (
    <section class="library">
      <h1>{say("trends")}</h1>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {trends === null && problem === null && <p class="small">{text("starting")}</p>}
      {trends?.length === 0 && (
        <div class="nothing">
          <p class="lead">{say("trends.none")}</p>
          <p class="small">{say("trends.none.text")}</p>
        </div>
      )}
      {trends !== null && trends.length > 1 && (
        <div class="chips">
          {trends.map(({ exercise, points }) => (
            <button
              key={exercise}
              aria-pressed={exercise === trend?.exercise}
              onClick={() => choose(exercise)}
            >
              {say("exercise.count", { name: exerciseName(exercise, names), count: number(points.length) })}
            </button>
          ))}
        </div>
      )}
      {trend !== undefined && <OfExercise key={trend.exercise} trend={trend} names={names} go={go} />}
    </section>
  );
}

function OfExercise({ trend: { exercise, points }, names, go }: { trend: Trend; names: Names; go: Go }) {
  const [first, last] = [points[0] as TrendPoint, points[points.length - 1] as TrendPoint];
  const shown = (Object.keys(MEASURES) as Measure[]).filter((name) => valuesOf(name, points).length > 0);
  return (
    <>
      <header>
        <h2 class="exercise">{exerciseName(exercise, names)}</h2>
        <p class="small">
          {points.length > 1
            ? say("trends.sessions", {
                count: number(points.length),
                from: date(first.created_at),
                to: date(last.created_at),
              })
            : say("trends.session", { count: number(1) })}
        </p>
      </header>
      {points.length > 1 ? (
        <div class="over-time">
          {shown.map((name) => (
            <Chart key={name} name={name} points={points} go={go} />
          ))}
        </div>
      ) : (
        <p>{say("trends.none.text")}</p>
      )}
      <Table points={points} shown={shown} go={go} />
    </>
  );
}

/** The sessions in which something was measured, in the order of time. */
function valuesOf(name: Measure, points: readonly TrendPoint[]): { point: TrendPoint; value: number }[] {
  return points.flatMap((point) => {
    const value = MEASURES[name].value(point.outcome);
    return value === null ? [] : [{ point, value }];
  });
}

function titleOf(name: Measure, { outcome }: TrendPoint): string {
  return say(name === "count" && outcome.unit === "seconds" ? "trend.seconds" : `trend.${name}`);
}

function written(name: Measure, value: number): string {
  const { unit } = MEASURES[name];
  // A score is never rounded up into the next grade.
  const rounded = name === "score" ? Math.floor(value) : value;
  return say(`value.${unit}`, { value: number(rounded, unit === "s" ? 1 : 0) });
}

function Chart({ name, points, go }: { name: Measure; points: TrendPoint[]; go: Go }) {
  const values = valuesOf(name, points);
  const [first, last] = [values[0], values[values.length - 1]];
  if (first === undefined || last === undefined || values.length < 2) return null;
  const time = ({ point }: { point: TrendPoint }): number => Date.parse(point.created_at);
  const span_ms = time(last) - time(first) || 1;
  const low = Math.min(...values.map(({ value }) => value));
  const high = Math.max(...values.map(({ value }) => value));
  const places = values.map((each) => ({
    ...each,
    x: EDGE.side + ((time(each) - time(first)) / span_ms) * (WIDTH - 2 * EDGE.side),
    y:
      HEIGHT -
      EDGE.bottom -
      (high === low ? 0.5 : (each.value - low) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom),
  }));
  const change = last.value - first.value;
  const difference = `${change > 0 ? "+" : "−"}${written(name, Math.abs(change))}`;
  const isSame = written(name, last.value) === written(name, first.value);
  return (
    <figure class="panel">
      <figcaption>
        {titleOf(name, first.point)} <b>{written(name, last.value)}</b>
        <span class="what">{isSame ? say("trend.same") : say("trend.change", { change: difference })}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={titleOf(name, first.point)}>
        <path d={`M${places.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`} />
        {places.map(({ point, value, x, y }, index) => (
          <Link key={point.job_id} changes={{ ...START, job: point.job_id }} go={go}>
            <title>{say("trend.point", { date: date(point.created_at), value: written(name, value) })}</title>
            <circle class="target" cx={x} cy={y} r="14" />
            <circle cx={x} cy={y} r="4" data-grade={point.outcome.grade ?? undefined} />
            {(index === 0 || index === places.length - 1) && (
              <text x={x} y={y - 10} text-anchor={index === 0 ? "start" : "end"} dx={index === 0 ? -8 : 8}>
                {written(name, value)}
              </text>
            )}
          </Link>
        ))}
      </svg>
    </figure>
  );
}

function Table({ points, shown, go }: { points: TrendPoint[]; shown: Measure[]; go: Go }) {
  return (
    <details>
      <summary>{say("table")}</summary>
      <div class="scrolling" tabIndex={0} role="group" aria-label={say("table")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say("table.date")}</th>
              {shown.map((name) => (
                <th key={name} scope="col">
                  {titleOf(name, points[0] as TrendPoint)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...points].reverse().map((point) => (
              <tr key={point.job_id}>
                <th scope="row">
                  <Link changes={{ ...START, job: point.job_id }} go={go}>
                    {date(point.created_at)}
                  </Link>
                </th>
                {shown.map((name) => {
                  const value = MEASURES[name].value(point.outcome);
                  return <td key={name}>{value === null ? "" : written(name, value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
