import type { api } from "@formtrace/client";
import { forwardRef } from "preact/compat";
import { useEffect, useImperativeHandle, useRef, useState } from "preact/hooks";
import { clock } from "./review";

export interface PlayerHandle {
  seek(t_s: number): void;
  now(): number;
}

interface Properties {
  result: api.ResultDocument;
  url: string;
}

const LEAD_S = 0.7; // so that the moment does not pass before one looks

/** The video, and the repetitions below it: a click plays one again and again. */
export const Player = forwardRef<PlayerHandle, Properties>(function Player({ result, url }, ref) {
  const video = useRef<HTMLVideoElement>(null);
  const [looped, setLooped] = useState<api.Rep | null>(null);
  const [t_s, setTime] = useState(0);

  const seek = (moment_s: number): void => {
    if (!video.current) return;
    video.current.currentTime = Math.max(0, moment_s - LEAD_S);
    void video.current.play().catch(() => {});
  };
  useImperativeHandle(ref, () => ({ seek: (moment_s) => (setLooped(null), seek(moment_s)), now: () => t_s }));

  useEffect(() => {
    if (looped && t_s > looped.end_s + LEAD_S / 2) seek(looped.start_s);
  }, [t_s, looped]);

  const choose = (rep: api.Rep): void => {
    const isSame = looped?.index === rep.index;
    setLooped(isSame ? null : rep);
    if (!isSame) seek(rep.start_s);
  };
  const duration_s = result.media.duration_s || 1;
  const percent = (seconds: number): string => `${(100 * seconds) / duration_s}%`;
  return (
    <section class="player">
      <video
        ref={video}
        src={url}
        controls
        muted
        playsInline
        aria-label="The video with the skeleton"
        onTimeUpdate={({ currentTarget }) => setTime(currentTarget.currentTime)}
      />
      <div class="timeline">
        {result.reps.map((rep) => (
          <button
            type="button"
            key={rep.index}
            class={`rep grade-${rep.grade ?? "none"}`}
            style={{ left: percent(rep.start_s), width: percent(rep.end_s - rep.start_s) }}
            aria-pressed={looped?.index === rep.index}
            aria-label={`Loop repetition ${rep.index}, ${clock(rep.start_s)}, grade ${rep.grade ?? "unknown"}`}
            onClick={() => choose(rep)}
          >
            {rep.index}
          </button>
        ))}
        <i style={{ left: percent(t_s) }} />
      </div>
    </section>
  );
});
