/** Play, step, speed, and what is drawn. */

import { useEffect, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { Icon } from "../parts/Icon";
import { number, text } from "../texts";
import type { Player } from "./player";
import type { Source } from "./source";

type Toggle = [boolean, (on: boolean) => void];

interface Props {
  player: Player | null;
  playing: boolean;
  video: RefObject<HTMLVideoElement | null>;
  surface: RefObject<HTMLElement | null>;
  skeleton: Toggle | null;
  angles: Toggle | null;
  loop: Toggle | null;
  person: Toggle | null;
  view: [number, (index: number) => void, Source[]] | null;
}

const RATES = [1, 2, 0.25, 0.5];

export function Controls({ player, playing, video, surface, skeleton, angles, loop, person, view }: Props) {
  const [rate, setRate] = useState(1);
  const [muted, setMuted] = useState(true);
  useEffect(() => player?.setRate(rate), [player, rate]);
  useEffect(() => {
    if (video.current) video.current.muted = muted;
  }, [player, muted]);
  const nextRate = RATES[(RATES.indexOf(rate) + 1) % RATES.length] as number;
  const full = (): void => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void surface.current?.requestFullscreen?.();
  };
  return (
    <div
      class="controls"
      role="group"
      aria-label={text("control.group")}
      onMouseDown={(event) => event.preventDefault()} // so that space still plays after a click here
    >
      <button
        class="play"
        aria-label={text(playing ? "control.pause" : "control.play")}
        onClick={() => player?.toggle()}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <button aria-label={text("control.back")} onClick={() => player?.step(-1)}>
        <Icon name="back" />
      </button>
      <button aria-label={text("control.forward")} onClick={() => player?.step(1)}>
        <Icon name="forward" />
      </button>
      <button
        class="rate"
        aria-label={text("control.speed", { rate: number(rate, rate < 1 ? 2 : 0) })}
        onClick={() => setRate(nextRate)}
      >
        {{ 1: "1×", 2: "2×", 0.5: "½×" }[rate] ?? "¼×"}
      </button>
      {loop !== null && <Switch name="loop" toggle={loop} />}
      <span class="gap" />
      {person !== null && <Switch name="person" toggle={person} />}
      {skeleton !== null && <Switch name="skeleton" toggle={skeleton} />}
      {angles !== null && <Switch name="angles" toggle={angles} />}
      {video.current !== null && <Switch name="sound" toggle={[!muted, (on) => setMuted(!on)]} />}
      {document.fullscreenEnabled && (
        <button aria-label={text("control.full")} onClick={full}>
          <Icon name="full" />
        </button>
      )}
      {view !== null && <ViewChoice chosen={view[0]} choose={view[1]} sources={view[2]} />}
    </div>
  );
}

interface SwitchProps {
  name: "skeleton" | "angles" | "sound" | "loop" | "person";
  toggle: Toggle;
}

function Switch({ name, toggle: [on, set] }: SwitchProps) {
  return (
    <button aria-label={text(`control.${name}`)} aria-pressed={on} onClick={() => set(!on)}>
      <Icon name={name} />
    </button>
  );
}

function ViewChoice({
  chosen,
  choose,
  sources,
}: {
  chosen: number;
  choose: (index: number) => void;
  sources: Source[];
}) {
  return (
    <div class="choice" role="group" aria-label={text("view.label")}>
      {sources.map((source, index) => (
        <button key={source.kind} aria-pressed={index === chosen} onClick={() => choose(index)}>
          {text(source.kind === "original" ? "view.live" : "view.exported")}
        </button>
      ))}
    </div>
  );
}
