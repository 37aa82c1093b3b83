/** A note beside the pointer, for charts. */

import { useState } from "preact/hooks";

export interface Tip {
  /** Share of the chart's width. */
  x: number;
  text: string;
}

/** The note to put into a chart, and the handlers that the chart needs; `say` is told the share of its width. */
export function useTip(say: (x: number) => string | null) {
  const [tip, setTip] = useState<Tip | null>(null);
  const onPointerMove = (event: PointerEvent): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const x = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const text = say(x);
    setTip(text === null ? null : { x, text });
  };
  const shown = tip !== null && (
    <span class="tip" aria-hidden="true" style={{ left: `${100 * Math.min(0.88, Math.max(0.12, tip.x))}%` }}>
      {tip.text}
    </span>
  );
  return { shown, handlers: { onPointerMove, onPointerLeave: () => setTip(null) } };
}
