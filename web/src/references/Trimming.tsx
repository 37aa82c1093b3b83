/** Cutting one clean repetition, or several, out of a clip. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Effort, Session } from "../api/types";
import { problemOf } from "../job/problems";
import { useKeys } from "../result/keys";
import { sizeOf } from "../result/size";
import { Timeline } from "../result/Timeline";
import { Playhead } from "../stage/playhead";
import type { Player } from "../stage/player";
import { Stage } from "../stage/Stage";
import { text } from "../texts";
import { Ends } from "./Ends";
import type { Clip, Flow } from "./flow";
import { Handles } from "./Handles";
import { Keep } from "./Keep";
import { Loop } from "./loop";
import { Several } from "./Several";
import { another, spanOf, trimOf, type End, type Span } from "./spans";
import { say } from "./texts";
import { useZoom } from "./zoom";

const NONE: never[] = [];

export function Trimming({ clip, session, flow }: { clip: Clip; session: Session; flow: Flow }) {
  const { movement } = clip;
  const frames = useMemo(() => ({ ...clip.frames, signal: movement.signal }), [clip]);
  const times = frames.t_s;
  const sources = useMemo(
    () => (clip.url === null ? [] : [{ kind: "original" as const, url: clip.url }]),
    [clip],
  );
  const style = useMemo(() => ({ visible: true, style: session.skeleton.style }), [session]);
  const size = useMemo(() => sizeOf(session.page), [session]);
  const found = useMemo(() => movement.repetitions.map((trim) => spanOf(times, trim)), [clip]);
  const [spans, setSpans] = useState<Span[]>(() => [proposed(clip)]);
  const [chosen, setChosen] = useState(0);
  const [looping, setLooping] = useState(false);
  const [problem, setProblem] = useState<string | null>(movement.problem?.message ?? null);
  const player = useRef<Player | null>(null);
  const playhead = useMemo(() => new Playhead(), [clip]);
  const loop = useMemo(() => new Loop(() => player.current, playhead, times), [clip]);
  const span = spans[chosen] as Span;
  const zoom = useZoom(times, span);
  const visible = useMemo(() => {
    const { first, last } = zoom.view;
    const part = <T,>(values: T[]): T[] => values.slice(first, last + 1);
    return { ...frames, t_s: part(times), signal: part(movement.signal) };
  }, [frames, zoom.view]);

  useEffect(() => loop.follow(), [loop]);
  const play = (looped: Span | null): void => {
    setLooping(looped !== null);
    loop.set(looped);
  };
  const seek = (t_s: number): void => {
    play(null);
    player.current?.seek(t_s);
  };
  const choose = (index: number, among = spans): void => {
    const next = among[index] as Span;
    setChosen(index);
    zoom.follow(next, true);
    seek(times[next.first] ?? 0);
  };
  const change = (next: Span[], index: number): void => {
    setSpans(next);
    setProblem(null);
    choose(index, next);
  };
  const move = (next: Span, end: End): void => {
    setSpans(spans.map((each, index) => (index === chosen ? next : each)));
    setProblem(null);
    zoom.follow(next);
    seek(times[next[end]] ?? 0);
  };
  const add = (): void => {
    const next = another(spans, found, times.length);
    if (next !== null) change([...spans, next], spans.length);
  };
  const remove = (index: number): void =>
    change(
      spans.filter((_, at) => at !== index),
      0,
    );
  const keep = (name: string, mirrorAllowed: boolean): Promise<void> => {
    play(null);
    const repetitions = spans.map((each) => trimOf(times, each));
    return flow
      .keep({ job_id: clip.job, name, repetitions, mirror_allowed: mirrorAllowed })
      .catch((error: unknown) => setProblem(problemOf(error).message));
  };
  const blocks: Effort[] = spans.map((each, index) => {
    const { start_s, end_s } = trimOf(times, each);
    return { index: index + 1, start_s, end_s };
  });
  useKeys(player, playhead, blocks);

  return (
    <div class="result trimming">
      <div class="watch">
        <Stage
          sources={sources}
          frames={frames}
          playhead={playhead}
          skeleton={style}
          fit="contain"
          size={size}
          postures={NONE}
          angles={NONE}
          autoplay={false}
          onPlayer={(made) => {
            player.current = made;
            made?.seek(times[span.first] ?? 0);
          }}
          onEnded={() => loop.ended()}
        />
        <Timeline
          frames={visible}
          efforts={blocks}
          rejected={NONE}
          playhead={playhead}
          signalLabel={say("trim.signal")}
          onSeek={seek}
        >
          <Handles times={times} visible={visible.t_s} span={span} onMove={move} />
        </Timeline>
      </div>
      <div class="findings">
        <header>
          <h1>{say("trim.title")}</h1>
          <p class="small">{proposalOf(clip)}</p>
          <p class="small">{say("trim.hint")}</p>
        </header>
        <Ends
          times={times}
          span={span}
          onMove={move}
          looping={looping}
          onLoop={(on) => play(on ? span : null)}
          zoom={zoom}
        />
        <Several
          {...{ times, spans, chosen }}
          onChoose={choose}
          onAdd={another(spans, found, times.length) === null ? null : add}
          onRemove={remove}
        />
        <Keep problem={problem} onKeep={keep} />
        <footer class="foot">
          <button onClick={() => flow.pick()}>{say("other")}</button>
          <button onClick={() => void flow.list()}>{say("all")}</button>
          <p class="small keys">{text("control.keys")}</p>
        </footer>
      </div>
    </div>
  );
}

/** The proposed repetition; without one, the whole clip. */
function proposed({ movement, frames }: Clip): Span {
  const { trim } = movement;
  return trim === null ? { first: 0, last: Math.max(1, frames.t_s.length - 1) } : spanOf(frames.t_s, trim);
}

function proposalOf({ movement }: Clip): string {
  if (movement.trim === null) return "";
  const count = movement.repetitions.length;
  return count > 1 ? say("trim.proposed", { count }) : say("trim.proposed.one");
}
