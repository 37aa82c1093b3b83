/** The whole clip at a glance: the movement's line, a block per repetition, and the playhead. */

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Effort, Frames, Rejected } from "../api/types";
import { curveOf, effortAt } from "../model/signal";
import type { Playhead } from "../stage/playhead";
import { clock, number, signalName, text } from "../texts";

// The least width of a repetition, in pixels, at each zoom: a long set scrolls.
const LEAST_PX = [0, 22, 44, 88];
const LONG = 12;
const WIDTH = 1000;
const HEIGHT = 100;

interface Props {
  frames: Frames;
  efforts: Effort[];
  rejected: Rejected[];
  playhead: Playhead;
  signalLabel: string | null;
  onSeek: (t_s: number) => void;
  /** What lies over the strip, such as handles. */
  children?: ComponentChildren;
}

export function Timeline({ frames, efforts, rejected, playhead, signalLabel, onSeek, children }: Props) {
  const [zoom, setZoom] = useState(1);
  const pans = efforts.length > LONG && zoom > 0;
  const from_s = frames.t_s[0] ?? 0;
  const to_s = frames.t_s[frames.t_s.length - 1] ?? 1;
  const bar = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLSpanElement>(null);
  const lane = useRef<HTMLDivElement>(null);
  const curve = useMemo(
    () => frames.signal && curveOf(frames.t_s, frames.signal, from_s, to_s, WIDTH, HEIGHT),
    [frames],
  );
  const share = (t_s: number): number => (t_s - from_s) / (to_s - from_s || 1);
  const percent = (t_s: number): string => `${100 * Math.min(1, Math.max(0, share(t_s)))}%`;

  useEffect(() => {
    const slider = bar.current as HTMLElement;
    const line = cursor.current as HTMLElement;
    return playhead.follow((t_s) => {
      line.style.left = percent(t_s);
      if (lane.current !== null) keepInView(lane.current, share(t_s) * slider.offsetWidth);
      const second = String(Math.round(t_s * 10) / 10);
      if (slider.getAttribute("aria-valuenow") === second) return;
      const rep = effortAt(efforts, t_s) + 1;
      const time = clock(t_s, true);
      slider.setAttribute("aria-valuenow", second);
      slider.setAttribute(
        "aria-valuetext",
        rep > 0 ? text("movement.value", { time, rep: number(rep) }) : time,
      );
    });
  }, [frames, efforts]);

  const seekTo = (event: MouseEvent): void => {
    const box = (bar.current as HTMLElement).getBoundingClientRect();
    const at = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    onSeek(from_s + at * (to_s - from_s));
  };
  const onKey = (event: KeyboardEvent): void => {
    const target = { Home: from_s, End: to_s, PageUp: playhead.t_s + 2, PageDown: playhead.t_s - 2 }[
      event.key
    ];
    if (target === undefined) return;
    event.preventDefault();
    onSeek(Math.min(to_s, Math.max(from_s, target)));
  };

  return (
    <section class="timeline">
      <h2>
        {text("movement")}
        {signalLabel !== null && curve !== null && <span class="aside">{signalName(signalLabel)}</span>}
        {efforts.length > LONG && <Zoom zoom={zoom} onZoom={setZoom} />}
      </h2>
      <div class="lane" ref={lane}>
        <div
          class={curve === null ? "strip bare" : "strip"}
          data-pans={pans}
          ref={bar}
          style={{ minWidth: `${leastWidth(efforts, to_s - from_s, LEAST_PX[zoom] ?? 0)}px` }}
          role="slider"
          tabIndex={0}
          aria-label={text("movement.slider")}
          aria-valuemin={from_s}
          aria-valuemax={Math.round(to_s * 10) / 10}
          aria-valuenow={from_s}
          onClick={(event) => pans && seekTo(event)}
          onPointerDown={(event) => {
            if (pans && event.pointerType === "touch") return; // a finger scrolls, a tap seeks
            event.currentTarget.setPointerCapture(event.pointerId);
            seekTo(event);
          }}
          onPointerMove={(event) => {
            if (event.buttons > 0 && !(pans && event.pointerType === "touch")) seekTo(event);
          }}
          onKeyDown={onKey}
        >
          {rejected.map((each) => (
            <span
              class="attempt"
              style={{ left: percent(each.start_s), right: `calc(100% - ${percent(each.end_s)})` }}
            />
          ))}
          {efforts.map((effort) => (
            <span
              class="block"
              data-grade={effort.grade}
              style={{ left: percent(effort.start_s), right: `calc(100% - ${percent(effort.end_s)})` }}
            >
              <b>{number(effort.number ?? effort.index)}</b>
            </span>
          ))}
          {curve !== null && (
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
              <path class="area" d={curve.area} />
              <path class="line" d={curve.line} vector-effect="non-scaling-stroke" />
            </svg>
          )}
          <span class="cursor" ref={cursor} />
        </div>
        {children}
      </div>
      <div class="scale" aria-hidden="true">
        <span>{clock(from_s)}</span>
        <Now playhead={playhead} />
        <span>{clock(to_s)}</span>
      </div>
    </section>
  );
}

/** Closer or further: a long set is seen whole, or a few repetitions at a time. */
function Zoom({ zoom, onZoom }: { zoom: number; onZoom: (zoom: number) => void }) {
  return (
    <span class="zoom">
      <button aria-label={text("movement.further")} disabled={zoom === 0} onClick={() => onZoom(zoom - 1)}>
        −
      </button>
      <button
        aria-label={text("movement.closer")}
        disabled={zoom === LEAST_PX.length - 1}
        onClick={() => onZoom(zoom + 1)}
      >
        +
      </button>
    </span>
  );
}

/** The width, in pixels, at which a usual repetition is wide enough for its number. */
function leastWidth(efforts: readonly Effort[], clip_s: number, least_px: number): number {
  const durations = efforts.map(({ start_s, end_s }) => end_s - start_s).sort((a, b) => a - b);
  const usual_s = durations[Math.floor(durations.length / 2)];
  return usual_s === undefined ? 0 : Math.round((least_px * clip_s) / Math.max(usual_s, 0.05));
}

/** Scroll a lane that is wider than its place, so that `x` is seen. */
function keepInView(lane: HTMLElement, x: number): void {
  const { scrollLeft, clientWidth, scrollWidth } = lane;
  if (scrollWidth <= clientWidth) return;
  if (x < scrollLeft || x > scrollLeft + clientWidth) lane.scrollLeft = x - clientWidth / 4;
}

function Now({ playhead }: { playhead: Playhead }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const place = element.current as HTMLElement;
    return playhead.follow((t_s) => void (place.textContent = clock(t_s, true)));
  }, [playhead]);
  return <span class="now" ref={element} />;
}
