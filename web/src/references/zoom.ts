/** Which part of a clip the timeline shows: in a long one, a repetition would be too small to be trimmed. */

import { useState } from "preact/hooks";
import { around, type Span } from "./spans";

export interface Zoom {
  view: Span;
  isClose: boolean;
  /** From the whole clip to the repetition and back; `null` where that makes no difference. */
  toggle: (() => void) | null;
  /** Stay close to the span; `always` has it in the middle, even if it is in sight. */
  follow: (span: Span, always?: boolean) => void;
}

export function useZoom(times: readonly number[], span: Span): Zoom {
  const whole = { first: 0, last: times.length - 1 };
  const near = around(times, span);
  const [view, setView] = useState(lengthOf(near) < lengthOf(whole) / 3 ? near : whole);
  const isClose = lengthOf(view) < lengthOf(whole);
  return {
    view,
    isClose,
    toggle: isClose || lengthOf(near) < lengthOf(whole) ? () => setView(isClose ? whole : near) : null,
    follow: (next, always = false) => {
      const isOutside = next.first < view.first || next.last > view.last;
      if (isClose && (always || isOutside)) setView(around(times, next));
    },
  };
}

function lengthOf({ first, last }: Span): number {
  return last - first;
}
