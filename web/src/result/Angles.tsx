/** Joint angles over time, left and right in one plot per joint, with a cursor that follows the video. */

import { useEffect, useMemo, useRef } from "preact/hooks";
import type uPlot from "uplot";
import type { Frames } from "../api/types";
import type { Joint } from "../model/angles";
import type { Playhead } from "../stage/playhead";
import { clock, number, text, textOfCode } from "../texts";

interface Props {
  frames: Frames;
  joints: Joint[];
  chosen: string[];
  onChoose: (joints: string[]) => void;
  playhead: Playhead;
  onSeek: (t_s: number) => void;
}

export function Angles({ frames, joints, chosen, onChoose, playhead, onSeek }: Props) {
  const toggle = (name: string): void =>
    onChoose(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <section class="panel angles">
      <h2>{text("angles.title")}</h2>
      {joints.length === 0 && <p class="small">{text("angles.none")}</p>}
      <div class="chips" role="group" aria-label={text("angles.choose")}>
        {joints.map(({ name }) => (
          <button key={name} aria-pressed={chosen.includes(name)} onClick={() => toggle(name)}>
            {textOfCode("joint", name)}
          </button>
        ))}
      </div>
      {joints
        .filter(({ name }) => chosen.includes(name))
        .map((joint) => (
          <Plot key={joint.name} frames={frames} joint={joint} playhead={playhead} onSeek={onSeek} />
        ))}
    </section>
  );
}

const HEIGHT = 148;

interface PlotProps {
  frames: Frames;
  joint: Joint;
  playhead: Playhead;
  onSeek: (t_s: number) => void;
}

function Plot({ frames, joint, playhead, onSeek }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const values = useRef<HTMLSpanElement>(null);
  const title = textOfCode("joint", joint.name);
  const sides = useMemo(() => (["left", "right"] as const).filter((side) => joint[side] !== null), [joint]);

  useEffect(() => {
    let end: (() => void) | null = null;
    let isGone = false;
    void import("uplot").then(({ default: Plotter }) => {
      if (!isGone) end = draw(Plotter);
    });
    return () => {
      isGone = true;
      end?.();
    };
  }, [frames, joint]);

  const draw = (Plotter: typeof uPlot): (() => void) => {
    const element = place.current as HTMLElement;
    const numbers = values.current as HTMLElement;
    const data = [frames.t_s, ...sides.map((side) => joint[side])] as uPlot.AlignedData;
    const plot = new Plotter(optionsFor(element, sides), data, element);
    const cursor = document.createElement("span");
    cursor.className = "cursor";
    plot.over.appendChild(cursor);
    const seek = (event: PointerEvent): void => {
      const box = plot.over.getBoundingClientRect();
      onSeek(plot.posToVal(event.clientX - box.left, "x"));
    };
    plot.over.addEventListener("pointerdown", seek);
    const follow = (t_s: number, row: number): void => {
      cursor.style.transform = `translateX(${plot.valToPos(t_s, "x")}px)`;
      numbers.replaceChildren(...sides.map((side) => valueOf(joint, side, row)));
    };
    const unfollow = playhead.follow(follow);
    const observer = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: HEIGHT });
      follow(playhead.t_s, playhead.row);
    });
    observer.observe(element);
    const theme = matchMedia("(prefers-color-scheme: dark)");
    const recolour = (): void => plot.redraw(false, true);
    theme.addEventListener("change", recolour);
    return () => {
      theme.removeEventListener("change", recolour);
      observer.disconnect();
      unfollow();
      plot.destroy();
    };
  };

  const label = text("angles.plot", { joint: title, range: number(joint.range_deg) });
  return (
    <figure class="plot">
      <figcaption>
        {title} <span class="values" ref={values} />
      </figcaption>
      <div ref={place} role="img" aria-label={label} />
    </figure>
  );
}

function valueOf(joint: Joint, side: "left" | "right", row: number): HTMLElement {
  const value = row >= 0 ? joint[side]?.[row] : null;
  const element = document.createElement("span");
  element.className = side;
  const shown = value === null || value === undefined ? "–" : `${number(value)}°`;
  const hasSides = joint.left !== null && joint.right !== null; // the trunk has none
  element.textContent = hasSides ? `${text(`side.${side}`)} ${shown}` : shown;
  return element;
}

function optionsFor(element: HTMLElement, sides: readonly ("left" | "right")[]): uPlot.Options {
  const colour = (name: string) => (): string => getComputedStyle(element).getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour("--muted"),
    font: "12px Figtree, system-ui, sans-serif",
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        gap: 4,
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600],
        space: 60,
        values: (_, splits) => splits.map((t_s) => clock(t_s)),
      },
      { ...axis, size: 42, gap: 6, space: 34, values: (_, splits) => splits.map((deg) => `${number(deg)}°`) },
    ],
    series: [
      {},
      ...sides.map((side) => ({ stroke: colour(`--${side}`), width: 2, points: { show: false } })),
    ],
  };
}
