/** Two repetitions beside each other, in step, with their curves over each other. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Effort, Frames, Session } from "../api/types";
import { cropOf, type Crop } from "../model/crop";
import { tracesOf } from "../model/repetitions";
import { nearestFrame } from "../model/time";
import { extremesOf } from "../model/verdict";
import { Grade, Points } from "../parts/Grade";
import { Icon } from "../parts/Icon";
import { sameMoment, spanOf } from "../stage/phases";
import { SkeletonPainter } from "../stage/skeleton";
import { skeletonStyleOf } from "../stage/skeleton_style";
import { number, text } from "../texts";
import { Overlaid } from "./Charts";

interface Props {
  efforts: Effort[];
  titleOf: (effort: Effort) => string;
  frames: Frames;
  /** The original video, if it can be played. */
  url: string | null;
  style: Session["skeleton"]["style"];
  onClose: () => void;
}

const RATES = [1, 0.5, 0.25];
const OFF_S = 0.08; // further out of step than this, a video is put back in step

export function Compare({ efforts, titleOf, frames, url, style, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const extremes = useMemo(() => extremesOf(efforts), [efforts]);
  const [chosen, setChosen] = useState<[number, number]>(() => {
    const index = (effort: Effort | undefined, other: number): number =>
      effort === undefined ? other : efforts.indexOf(effort);
    return [index(extremes?.best, 0), index(extremes?.weakest, efforts.length - 1)];
  });
  const [playing, setPlaying] = useState(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [rate, setRate] = useState(0.5);
  const pair = chosen.map((at) => efforts[at] as Effort) as [Effort, Effort];
  const crop = useMemo(() => cropOf(frames, pair), [frames, ...chosen]);
  const share = useInStep(pair, playing, rate);
  const traces = useMemo(() => tracesOf(frames, pair), [frames, ...chosen]);
  useEffect(() => {
    dialog.current?.showModal();
    const { start_s, peak_s, end_s } = spanOf(pair[0]);
    share.move((peak_s - start_s) / (end_s - start_s || 1));
  }, []);
  const choose = (side: 0 | 1, at: number): void => setChosen(side === 0 ? [at, chosen[1]] : [chosen[0], at]);
  return (
    <dialog class="compare" ref={dialog} aria-label={text("compare.title")} onClose={onClose}>
      <header>
        <h2>{text("compare.title")}</h2>
        <button class="close" aria-label={text("choose.close")} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <div class="pair">
        {pair.map((effort, side) => (
          <figure key={side}>
            <Film {...{ frames, url, style, crop }} share={share} side={side as 0 | 1} />
            <figcaption>
              <select
                aria-label={text(side === 0 ? "compare.left" : "compare.right")}
                value={chosen[side]}
                onChange={(event) => choose(side as 0 | 1, Number(event.currentTarget.value))}
              >
                {efforts.map((effort, at) => (
                  <option key={at} value={at}>
                    {titleOf(effort)}
                  </option>
                ))}
              </select>
              {effort.grade && <Grade grade={effort.grade} />}
              {typeof effort.score === "number" && <Points score={effort.score} />}
            </figcaption>
          </figure>
        ))}
      </div>
      <div class="controls-bar">
        <button
          aria-label={text(playing ? "control.pause" : "control.play")}
          onClick={() => setPlaying(!playing)}
        >
          <Icon name={playing ? "pause" : "play"} />
        </button>
        <button
          aria-label={text("control.speed", { rate: number(rate, rate < 1 ? 2 : 0) })}
          onClick={() => setRate(RATES[(RATES.indexOf(rate) + 1) % RATES.length] as number)}
        >
          {rate === 1 ? "1×" : rate === 0.5 ? "½×" : "¼×"}
        </button>
        <input
          type="range"
          min={0}
          max={1}
          step="any"
          aria-label={text("compare.position")}
          onInput={(event) => {
            setPlaying(false);
            share.move(Number(event.currentTarget.value));
          }}
          ref={(element) => void (share.slider = element)}
        />
      </div>
      {traces.length === 2 && <Overlaid traces={traces} present={pair[1]} titleOf={titleOf} />}
    </dialog>
  );
}

type Listener = (moments: [number, number], jumps: boolean) => void;

/** Where both are: a share of the first one's time, from which the moment of the second follows. */
class InStep {
  share = 0;
  slider: HTMLInputElement | null = null;
  pair: [Effort, Effort] | null = null;
  playing = false;
  rate = 1;
  private readonly listeners = new Set<Listener>();

  move(share: number, jumps = true): void {
    this.share = share;
    if (this.slider !== null) this.slider.value = String(share);
    for (const listener of this.listeners) listener(this.moments(), jumps);
  }

  follow(listener: Listener): () => void {
    this.listeners.add(listener);
    listener(this.moments(), true);
    return () => void this.listeners.delete(listener);
  }

  moments(): [number, number] {
    if (this.pair === null) return [0, 0];
    const [one, other] = [spanOf(this.pair[0]), spanOf(this.pair[1])];
    const t_s = one.start_s + this.share * (one.end_s - one.start_s);
    return [t_s, sameMoment(one, other, t_s)];
  }
}

function useInStep(pair: [Effort, Effort], playing: boolean, rate: number): InStep {
  const step = useMemo(() => new InStep(), []);
  Object.assign(step, { pair, playing, rate });
  useEffect(() => step.move(step.share), [...pair]);
  useEffect(() => {
    if (!playing) return step.move(step.share);
    let request = 0;
    let before = performance.now();
    const duration_s = Math.max(pair[0].end_s - pair[0].start_s, 0.1);
    const tick = (now: number): void => {
      const next = step.share + (((now - before) / 1000) * rate) / duration_s;
      before = now;
      step.move(next > 1 ? 0 : next, false);
      request = requestAnimationFrame(tick);
    };
    request = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(request);
  }, [playing, rate, ...pair]);
  return step;
}

interface FilmProps {
  frames: Frames;
  url: string | null;
  style: Session["skeleton"]["style"];
  crop: Crop;
  share: InStep;
  side: 0 | 1;
}

/** The person, cut out of the video, with the skeleton. */
function Film({ frames, url, style, crop, share, side }: FilmProps) {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useMemo(() => new SkeletonPainter(frames, skeletonStyleOf(frames, style)), [frames, style]);
  useEffect(() => {
    let last_s = NaN;
    return share.follow((moments, jumps) => {
      const t_s = moments[side];
      if (video.current !== null) follow(video.current, t_s, share, jumps || t_s < last_s);
      last_s = t_s;
      draw(canvas.current, painter, frames, t_s);
    });
  }, [painter, crop, url]);
  const shape = (crop.width * frames.width) / (crop.height * frames.height);
  return (
    <div
      class="film"
      style={{ aspectRatio: String(shape), width: `min(100%, ${(52 * shape).toFixed(2)}svh)` }}
    >
      <div
        class="whole"
        style={{
          width: `${100 / crop.width}%`,
          height: `${100 / crop.height}%`,
          left: `${(-100 * crop.x) / crop.width}%`,
          top: `${(-100 * crop.y) / crop.height}%`,
        }}
      >
        {url !== null && (
          <video
            ref={video}
            src={url}
            muted
            playsInline
            preload="auto"
            aria-hidden="true"
            onLoadedMetadata={() => share.move(share.share)}
          />
        )}
        <canvas ref={canvas} aria-hidden="true" />
      </div>
    </div>
  );
}

/** Keep a video at a moment: playing in step, or sought where it is out of step or paused. */
function follow(video: HTMLVideoElement, t_s: number, share: InStep, jumps: boolean): void {
  if (video.readyState < HTMLMediaElement.HAVE_METADATA || video.seeking) return;
  const isOff = Math.abs(video.currentTime - t_s) > OFF_S;
  if (!share.playing) {
    video.pause();
    if (isOff || jumps) video.currentTime = t_s;
    return;
  }
  if (jumps || isOff) video.currentTime = t_s;
  video.playbackRate = share.rate;
  if (video.paused) void video.play().catch(() => {});
}

function draw(canvas: HTMLCanvasElement | null, painter: SkeletonPainter, frames: Frames, t_s: number): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return;
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const row = nearestFrame(frames.t_s, t_s);
  canvas.dataset["frame"] = String(row);
  if (row >= 0) painter.draw(context, row, { x: 0, y: 0, width, height }, true, []);
}
