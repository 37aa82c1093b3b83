/** Both ends of a repetition in numbers, with buttons that step them by a frame, and the loop. */

import { Icon } from "../parts/Icon";
import { number } from "../texts";
import { moved, type End, type Span } from "./spans";
import { say } from "./texts";
import type { Zoom } from "./zoom";

interface Props {
  times: readonly number[];
  span: Span;
  onMove: (span: Span, end: End) => void;
  looping: boolean;
  onLoop: (on: boolean) => void;
  zoom: Zoom;
}

export function Ends({ times, span, onMove, looping, onLoop, zoom }: Props) {
  const length_s = (times[span.last] ?? 0) - (times[span.first] ?? 0);
  const end = (which: End) => {
    const name = say(which === "first" ? "trim.start" : "trim.end");
    const step = (count: number): void =>
      onMove(moved(span, which, span[which] + count, times.length), which);
    return (
      <div class="end" data-end={which} role="group" aria-label={name}>
        <button aria-label={say("trim.less", { end: name })} onClick={() => step(-1)}>
          <Icon name="back" />
        </button>
        <p>
          <span class="what">{name}</span>
          <span>
            <b>{say("trim.frame", { frame: number(span[which]) })}</b>
            {" · "}
            {say("trim.seconds", { seconds: number(times[span[which]] ?? 0, 2) })}
          </span>
        </p>
        <button aria-label={say("trim.more", { end: name })} onClick={() => step(1)}>
          <Icon name="forward" />
        </button>
      </div>
    );
  };
  return (
    <section class="ends">
      {end("first")}
      {end("last")}
      <div class="length">
        <p role="status">
          {say("trim.length", { seconds: number(length_s, 2), frames: number(span.last - span.first + 1) })}
        </p>
        <button onClick={() => onLoop(!looping)}>
          <Icon name={looping ? "pause" : "play"} />
          {say(looping ? "trim.stop" : "trim.loop")}
        </button>
        {zoom.toggle !== null && (
          <button onClick={zoom.toggle}>{say(zoom.isClose ? "trim.whole" : "trim.zoom")}</button>
        )}
      </div>
    </section>
  );
}
