/** The stick figure: segments that point somewhere in, points of a picture out. */

/** Degrees from hanging straight down: forwards and outwards for the upper segment, then for the lower one. */
type Limb = [number, number, number, number];

export interface Pose {
  /** Degrees from upright: forwards, and to the person's left. */
  trunk?: number;
  lean?: number;
  /** Metres by which the shoulders are lifted. */
  shrug?: number;
  arms?: Limb;
  legs?: Limb;
  left_arm?: Limb;
  right_arm?: Limb;
  left_leg?: Limb;
  right_leg?: Limb;
  /** Where the toes point, degrees forwards from straight down; a right angle to the shank if left out. */
  feet?: number;
}

export interface Figure {
  view?: "side" | "front" | "oblique";
  /** Which of the two is drawn in full; the other one is pale. */
  show?: "rest" | "peak";
  /** A position that is held: there is no other. */
  hold?: boolean;
  rest?: Pose;
  peak: Pose;
  /** What stays in its place. */
  anchor?: "feet" | "hands" | "hips";
  /** Metres between the floor and the feet at the peak. */
  air?: number;
  prop?: "bar" | "bench" | "chair" | "step" | "wall";
}

type Point = [number, number, number];

/** Places in metres: across the picture, upwards; the far side of the body is drawn first. */
export interface Body {
  head: [number, number];
  trunk: [number, number][];
  left: [number, number][][];
  right: [number, number][][];
}

// Lengths of a person of 1.75 m (Drillis and Contini, 1966, as in Winter's "Biomechanics").
const [TRUNK, NECK, UPPER_ARM, FOREARM, THIGH, SHANK, FOOT] = [0.5, 0.2, 0.325, 0.255, 0.43, 0.43, 0.17];
const [HALF_SHOULDERS, HALF_HIPS, ANKLE] = [0.18, 0.1, 0.08];
const STANDING_ARM: Limb = [0, 8, 10, 8];
const STANDING_LEG: Limb = [2, 3, -3, 3];
const YAW = { side: 72, front: 6, oblique: 38 };
const SIDES = { left: 1, right: -1 } as const;
type Side = keyof typeof SIDES;

/** The figure on its way from rest (0) to the end of the movement (1). */
export function bodyAt(
  { rest = {}, peak, hold, view = "side", anchor = "feet", air = 0 }: Figure,
  share: number,
) {
  const from = hold ? peak : rest;
  const mix = (a: number, b: number): number => a + (b - a) * share;
  const blend = (a: Limb, b: Limb): Limb => a.map((value, at) => mix(value, b[at] as number)) as Limb;
  const [trunk, lean] = [mix(from.trunk ?? 0, peak.trunk ?? 0), mix(from.lean ?? 0, peak.lean ?? 0)];
  const up = upwards(trunk, lean);
  const shrug = mix(from.shrug ?? 0, peak.shrug ?? 0);
  const neck = plus(times(up, TRUNK), [0, shrug, 0]);
  const places: Record<Side, { arm: Point[]; leg: Point[] }> = { left: limbs("left"), right: limbs("right") };

  function limbs(side: Side): { arm: Point[]; leg: Point[] } {
    const sign = SIDES[side];
    const arm = blend(limbOf(from, side, "arm"), limbOf(peak, side, "arm"));
    const leg = blend(limbOf(from, side, "leg"), limbOf(peak, side, "leg"));
    const foot = mix(footOf(from, side), footOf(peak, side));
    const shoulder = plus(neck, [sign * HALF_SHOULDERS, 0, 0]);
    const hip: Point = [sign * HALF_HIPS, 0, 0];
    const ankle = chain(hip, leg, sign, THIGH, SHANK);
    const heel = plus(ankle[2] as Point, times(pointing(leg[2], leg[3], sign), 0.6 * ANKLE));
    return {
      arm: chain(shoulder, arm, sign, UPPER_ARM, FOREARM),
      leg: [...ankle, heel, plus(heel, times(pointing(foot, 0, sign), FOOT))],
    };
  }

  const fixed = { feet: 2, hands: 2, hips: 0 }[anchor];
  const limb = anchor === "hands" ? "arm" : "leg";
  const held = [places.left[limb][fixed], places.right[limb][fixed]] as [Point, Point];
  const lowest = Math.min(
    ...[up, ...Object.values(places).flatMap(({ arm, leg }) => [...arm, ...leg])].map(([, y]) => y),
    TRUNK * up[1],
  );
  const yaw = (Math.PI / 180) * YAW[view];
  const middle = times(plus(...held), 0.5);
  const floor = anchor === "hands" ? middle[1] : lowest - air * share;
  const seen = ([x, y, z]: Point): [number, number] => [
    (x - middle[0]) * Math.cos(yaw) + (z - middle[2]) * Math.sin(yaw),
    y - floor,
  ];
  const body: Body = {
    head: seen(plus(neck, times(up, NECK))),
    trunk: [
      ...(["left", "right"] as const).map((side) => places[side].arm[0] as Point),
      neck,
      [0, 0, 0] as Point,
      ...(["left", "right"] as const).map((side) => places[side].leg[0] as Point),
    ].map(seen),
    left: [places.left.arm.map(seen), places.left.leg.map(seen)],
    right: [places.right.arm.map(seen), places.right.leg.map(seen)],
  };
  return body;
}

function limbOf(pose: Pose, side: Side, limb: "arm" | "leg"): Limb {
  return pose[`${side}_${limb}`] ?? pose[`${limb}s`] ?? (limb === "arm" ? STANDING_ARM : STANDING_LEG);
}

function footOf(pose: Pose, side: Side): number {
  return pose.feet ?? limbOf(pose, side, "leg")[2] + 90;
}

function chain(start: Point, [f1, o1, f2, o2]: Limb, sign: number, upper: number, lower: number): Point[] {
  const middle = plus(start, times(pointing(f1, o1, sign), upper));
  return [start, middle, plus(middle, times(pointing(f2, o2, sign), lower))];
}

/** Direction of a limb that hangs down at 0, 0; x to the person's left, y up, z forwards. */
function pointing(forward_deg: number, out_deg: number, sign: number): Point {
  const [forward, out] = [(Math.PI / 180) * forward_deg, (Math.PI / 180) * out_deg];
  return [sign * Math.sin(out), -Math.cos(forward) * Math.cos(out), Math.sin(forward) * Math.cos(out)];
}

function upwards(trunk_deg: number, lean_deg: number): Point {
  const [trunk, lean] = [(Math.PI / 180) * trunk_deg, (Math.PI / 180) * lean_deg];
  return [Math.sin(lean), Math.cos(trunk) * Math.cos(lean), Math.sin(trunk) * Math.cos(lean)];
}

function plus([x, y, z]: Point, [u, v, w]: Point): Point {
  return [x + u, y + v, z + w];
}

function times([x, y, z]: Point, factor: number): Point {
  return [factor * x, factor * y, factor * z];
}
