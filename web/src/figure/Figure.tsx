/** An exercise as the stick figure does it: the end of the movement, the start pale behind it. */

import { bodyAt, type Body, type Figure as Spec } from "./body";
import poses from "./poses.json";

const FIGURES = poses as unknown as Record<string, Spec>;
const SIZE = 100;
const HEAD_M = 0.105;
const MARGIN = 9;
const FRAMES = 8;
type Place = (point: [number, number]) => string;

interface Props {
  /** The exercise; a squat where it is unknown here. */
  id: string | null;
  /** Move from start to end and back, unless its reader prefers less motion. */
  moves?: boolean;
}

export function Figure({ id, moves = false }: Props) {
  const spec = FIGURES[id ?? ""] ?? (FIGURES["squat"] as Spec);
  const main = spec.show === "rest" ? 0 : 1;
  const still = spec.hold || !moves || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const bodies = still
    ? [bodyAt(spec, main)]
    : Array.from({ length: FRAMES + 1 }, (_, at) => bodyAt(spec, at / FRAMES));
  const pale = still && !spec.hold ? bodyAt(spec, 1 - main) : null;
  const { place, scale, floor } = fitted([...bodies, ...(pale === null ? [] : [pale])], spec);
  return (
    <svg class="figure" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
      <Scene spec={spec} bodies={pale === null ? bodies : [...bodies, pale]} {...{ place, scale, floor }} />
      {pale !== null && (
        <g class="pale">
          <Drawn bodies={[pale]} {...{ place, scale }} />
        </g>
      )}
      <Drawn {...{ bodies, place, scale }} />
    </svg>
  );
}

interface DrawnProps {
  bodies: Body[];
  place: Place;
  scale: number;
}

function Drawn({ bodies, place, scale }: DrawnProps) {
  const parts: [string, (body: Body) => string][] = [
    ["left", ({ left }) => left.map((limb) => line(limb, place)).join("")],
    [
      "trunk",
      ({ trunk: [a, b, neck, hips, c, d] }) =>
        [line([a, b], place), line([neck, hips], place), line([c, d], place)].join(""),
    ],
    ["right", ({ right }) => right.map((limb) => line(limb, place)).join("")],
  ];
  const heads = bodies.map(({ head }) => place(head).split(" ") as [string, string]);
  return (
    <>
      {parts.map(([name, pathOf]) => (
        <path key={name} class={name} d={pathOf(bodies[bodies.length - 1] as Body)}>
          <Swing attribute="d" values={bodies.map(pathOf)} />
        </path>
      ))}
      <circle class="head" cx={heads.at(-1)?.[0]} cy={heads.at(-1)?.[1]} r={HEAD_M * scale}>
        <Swing attribute="cx" values={heads.map(([x]) => x)} />
        <Swing attribute="cy" values={heads.map(([, y]) => y)} />
      </circle>
    </>
  );
}

/** There and back again, slower at both ends. */
function Swing({ attribute, values }: { attribute: string; values: string[] }) {
  if (values.length < 2) return null;
  const last = values.length - 1;
  const times = values.map((_, at) => Math.acos(1 - (2 * at) / last) / Math.PI);
  const way = [...times.map((time) => 0.42 * time), 0.5, ...times.map((time) => 0.5 + 0.42 * time), 1];
  const there = [...values, values[last] as string, ...[...values].reverse(), values[0] as string];
  const more = { attributeName: attribute, dur: "3.6s", repeatCount: "indefinite" };
  return (
    <animate
      {...(more as object)}
      values={there.join(";")}
      keyTimes={way.map((time) => time.toFixed(3)).join(";")}
    />
  );
}

interface SceneProps extends DrawnProps {
  spec: Spec;
  floor: number;
}

/** The floor, and what the body leans or hangs on. */
function Scene({ spec, bodies, place, scale, floor }: SceneProps) {
  const body = bodies[0] as Body;
  const [, , neck, hips] = body.trunk as [number, number][];
  const [neckX, neckY] = at(neck, place);
  const [hipX, hipY] = at(hips, place);
  const hand = at(body.right[0]?.[2], place);
  const under = 0.09 * scale;
  const props: Record<string, string> = {
    bar: `M16 ${hand[1]}H84`,
    chair: `M${hipX - 0.22 * scale} ${hipY + under}H${hipX + 0.2 * scale}M${hipX - 0.18 * scale} ${hipY + under}V${floor}M${hipX + 0.16 * scale} ${hipY + under}V${floor}`,
    wall: `M${Math.min(neckX, hipX) - 0.14 * scale} ${floor}V${neckY - 0.5 * scale}`,
    step: `M${at(body.left[1]?.[3], place)[0] - 0.16 * scale} ${floor}V${at(body.left[1]?.[3], place)[1] + 1}h${0.5 * scale}V${floor}`,
    bench:
      spec.anchor === "hands"
        ? `M${hand[0] - 0.25 * scale} ${hand[1] + 2}H${hand[0] + 0.06 * scale}M${hand[0] - 0.1 * scale} ${hand[1] + 2}V${floor}`
        : `M${neckX - 0.3 * scale} ${neckY + under}H${neckX + (spec.hold === undefined && hipX - neckX > 0 && spec.rest?.trunk === -90 ? hipX - neckX + 4 : 0.12 * scale)}M${neckX - 0.1 * scale} ${neckY + under}V${floor}`,
  };
  return (
    <g class="scene">
      {spec.prop !== "bar" && <path d={`M6 ${floor}H94`} />}
      {spec.prop !== undefined && <path class="prop" d={props[spec.prop] ?? ""} />}
    </g>
  );
}

/** Where points lie in the picture: all bodies in it, none drawn larger than life beside the others. */
function fitted(bodies: readonly Body[], { anchor }: Spec) {
  const points = bodies.flatMap(({ head, trunk, left, right }) => {
    const [x, y] = head;
    const round = [x - HEAD_M, x + HEAD_M].flatMap((u): [number, number][] => [
      [u, y - HEAD_M],
      [u, y + HEAD_M],
    ]);
    return [...round, ...trunk, ...left.flat(), ...right.flat()];
  });
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, bottom, top] = [
    Math.min(...xs),
    Math.max(...xs),
    Math.min(...ys, anchor === "hands" ? 9 : 0),
    Math.max(...ys),
  ];
  const room = SIZE - 2 * MARGIN;
  const scale = Math.min(room / (right - left), room / (top - bottom), 58);
  const shift = (SIZE - scale * (left + right)) / 2;
  const low = SIZE - MARGIN - Math.max(0, (room - scale * (top - bottom)) / 2.6);
  const place: Place = ([x, y]) => `${round(shift + scale * x)} ${round(low - scale * (y - bottom))}`;
  return { place, scale, floor: round(low + 2) };
}

function at(point: [number, number] | undefined, place: Place): [number, number] {
  return place(point ?? [0, 0])
    .split(" ")
    .map(Number) as [number, number];
}

function line(points: readonly ([number, number] | undefined)[], place: Place): string {
  return `M${points.map((point) => place(point ?? [0, 0])).join("L")}`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
