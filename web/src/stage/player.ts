/** What plays: a video element, or, when no video can be shown, a clock of our own. */

import { frameAt, frameStep, nearestFrame } from "../model/time";
import type { Playhead } from "./playhead";

export interface PlayerEvents {
  onPlaying: (playing: boolean) => void;
  onEnded: () => void;
}

export abstract class Player {
  constructor(
    protected readonly times: readonly number[],
    protected readonly playhead: Playhead,
    protected readonly events: PlayerEvents,
  ) {}

  abstract play(): void;
  abstract pause(): void;
  abstract seek(t_s: number): void;
  abstract setRate(rate: number): void;
  abstract get playing(): boolean;
  abstract dispose(): void;

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Show the frame that is `count` frames away. */
  step(count: number): void {
    this.pause();
    const row = this.playhead.row >= 0 ? this.playhead.row : nearestOf(this.times, this.playhead.t_s);
    const target = Math.min(this.times.length - 1, Math.max(0, row + count));
    const t_s = this.times[target];
    if (t_s !== undefined) this.seek(t_s);
  }
}

function nearestOf(times: readonly number[], t_s: number): number {
  const last = times[times.length - 1] ?? 0;
  return nearestFrame(times, Math.min(last, Math.max(times[0] ?? 0, t_s)));
}

/** Follows the frames that a video element really shows. */
export class VideoPlayer extends Player {
  private callback = 0;
  private readonly followsFrames: boolean;
  private readonly stop = new AbortController();

  /** `offset_s` is the time of the video's first frame in `times`. */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly offset_s: number,
    times: readonly number[],
    playhead: Playhead,
    events: PlayerEvents,
  ) {
    super(times, playhead, events);
    this.followsFrames = "requestVideoFrameCallback" in video;
    const { signal } = this.stop;
    const on = (name: string, action: () => void): void => video.addEventListener(name, action, { signal });
    on("play", () => events.onPlaying(true));
    on("pause", () => events.onPlaying(false));
    on("ended", () => events.onEnded());
    if (this.followsFrames) this.askForFrame();
    else {
      for (const name of ["seeked", "timeupdate", "loadeddata"]) on(name, () => this.look());
      on("play", () => this.lookWhilePlaying());
    }
  }

  get playing(): boolean {
    return !this.video.paused && !this.video.ended;
  }

  play(): void {
    // A browser may refuse without a gesture; the button is there.
    this.video.play().catch(() => this.events.onPlaying(false));
  }

  pause(): void {
    this.video.pause();
  }

  seek(t_s: number): void {
    // A little into the frame: its exact time may be rounded to just before it.
    const inside = Math.min(0.25 * frameStep(this.times), 0.004);
    this.video.currentTime = Math.max(0, t_s - this.offset_s + inside);
  }

  setRate(rate: number): void {
    this.video.playbackRate = rate;
  }

  dispose(): void {
    this.stop.abort();
    if (this.followsFrames) this.video.cancelVideoFrameCallback(this.callback);
  }

  private askForFrame(): void {
    this.callback = this.video.requestVideoFrameCallback((_now, frame) => {
      const t_s = frame.mediaTime + this.offset_s;
      this.playhead.move(t_s, nearestFrame(this.times, t_s));
      this.askForFrame();
    });
  }

  private look(): void {
    const t_s = this.video.currentTime + this.offset_s;
    this.playhead.move(t_s, frameAt(this.times, t_s));
  }

  private lookWhilePlaying(): void {
    this.look();
    if (this.playing && !this.stop.signal.aborted) requestAnimationFrame(() => this.lookWhilePlaying());
  }
}

/** A clock that runs over the analysed frames. */
export class ClockPlayer extends Player {
  private rate = 1;
  private startedAt: number | null = null;
  private from_s = this.times[0] ?? 0;
  private request = 0;

  get playing(): boolean {
    return this.startedAt !== null;
  }

  play(): void {
    if (this.playing) return;
    if (this.now() >= this.end_s) this.seek(this.times[0] ?? 0);
    this.startedAt = performance.now();
    this.events.onPlaying(true);
    this.tick();
  }

  pause(): void {
    if (!this.playing) return;
    this.from_s = this.now();
    this.startedAt = null;
    cancelAnimationFrame(this.request);
    this.events.onPlaying(false);
  }

  seek(t_s: number): void {
    this.from_s = Math.min(this.end_s, Math.max(this.times[0] ?? 0, t_s));
    if (this.playing) this.startedAt = performance.now();
    this.show();
  }

  setRate(rate: number): void {
    this.from_s = this.now();
    if (this.playing) this.startedAt = performance.now();
    this.rate = rate;
  }

  dispose(): void {
    cancelAnimationFrame(this.request);
    this.startedAt = null;
  }

  private get end_s(): number {
    return this.times[this.times.length - 1] ?? 0;
  }

  private now(): number {
    const passed = this.startedAt === null ? 0 : ((performance.now() - this.startedAt) / 1000) * this.rate;
    return Math.min(this.end_s, this.from_s + passed);
  }

  private show(): void {
    const t_s = this.now();
    this.playhead.move(t_s, frameAt(this.times, t_s));
  }

  private tick(): void {
    this.show();
    if (this.now() < this.end_s) this.request = requestAnimationFrame(() => this.tick());
    else {
      this.pause();
      this.events.onEnded();
    }
  }
}
