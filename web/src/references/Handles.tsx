/** The two ends of a repetition, over the timeline: they snap to frames, by pointer and by key. */

import { useRef } from "preact/hooks";
import { number } from "../texts";
import { frameNear, moved, type End, type Span } from "./spans";
import { say } from "./texts";

interface Props {
  times: readonly number[];
  /** Those of the times that the timeline shows. */
  visible: readonly number[];
  span: Span;
  /** The end that was moved, and how the span is now. */
  onMove: (span: Span, end: End) => void;
}

export function Handles({ times, visible, span, onMove }: Props) {
  const lane = useRef<HTMLDivElement>(null);
  const from_s = visible[0] ?? 0;
  const length_s = (visible[visible.length - 1] ?? 1) - from_s || 1;
  const percent = (row: number): string => {
    const share = ((times[row] ?? 0) - from_s) / length_s;
    return `${100 * Math.min(1, Math.max(0, share))}%`;
  };
  const move = (end: End, row: number): void => {
    const next = moved(span, end, row, times.length);
    if (next[end] !== span[end]) onMove(next, end);
  };
  const onDrag = (event: PointerEvent, end: End): void => {
    const box = (lane.current as HTMLElement).getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    move(end, frameNear(times, from_s + share * length_s));
  };
  const handle = (end: End) => (
    <div
      class="handle"
      data-end={end}
      style={{ left: percent(span[end]) }}
      role="slider"
      tabIndex={0}
      aria-label={say(end === "first" ? "trim.start.label" : "trim.end.label")}
      aria-valuemin={end === "first" ? 0 : span.first + 1}
      aria-valuemax={end === "first" ? span.last - 1 : times.length - 1}
      aria-valuenow={span[end]}
      aria-valuetext={placeOf(times, span[end])}
      onPointerDown={(event) => {
        event.preventDefault(); // no text is selected by dragging
        event.currentTarget.focus();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => event.buttons > 0 && onDrag(event, end)}
      onKeyDown={(event) => {
        const row = rowAfter(event.key, span[end], times.length);
        if (row === null || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation(); // elsewhere the arrows step the video
        move(end, row);
      }}
    />
  );
  return (
    <div class="trim" ref={lane}>
      <span class="cut" style={{ right: `calc(100% - ${percent(span.first)})` }} />
      <span class="cut" style={{ left: percent(span.last) }} />
      {handle("first")}
      {handle("last")}
    </div>
  );
}

export function placeOf(times: readonly number[], row: number): string {
  return say("trim.at", { frame: number(row), seconds: number(times[row] ?? 0, 2) });
}

/** Where a key takes a handle: a frame, ten, or as far as it goes. */
function rowAfter(key: string, row: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -10,
    PageUp: 10,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? null : row + step;
}
