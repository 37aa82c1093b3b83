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

const FIRST_FRAME_WAIT_MS = 1000;

/**
 * Follows the frames that a video element really shows.
 *
 * Times of the result count from the video's first frame, the element's from the start of the file, where the
 * sound may begin earlier. So nothing is played or sought before the first frame was shown: its media time is
 * what lies between the two.
 */
export class VideoPlayer extends Player {
  private callback = 0;
  private readonly stop = new AbortController();
  private readonly ready: Promise<void>;
  /** Media time minus time of the result. */
  private lag_s: number;

  /** `first_s` is the time of the video's first frame in the result. */
  constructor(
    private readonly video: HTMLVideoElement,
    first_s: number,
    times: readonly number[],
    playhead: Playhead,
    events: PlayerEvents,
  ) {
    super(times, playhead, events);
    this.lag_s = -first_s;
    const { signal } = this.stop;
    const on = (name: string, action: () => void): void => video.addEventListener(name, action, { signal });
    on("play", () => events.onPlaying(true));
    on("pause", () => events.onPlaying(false));
    on("ended", () => events.onEnded());
    if ("requestVideoFrameCallback" in video) this.ready = this.followFrames(first_s);
    else {
      for (const name of ["seeked", "timeupdate", "loadeddata"]) on(name, () => this.look());
      on("play", () => this.lookWhilePlaying());
      this.ready = Promise.resolve();
    }
  }

  get playing(): boolean {
    return !this.video.paused && !this.video.ended;
  }

  play(): void {
    // A browser may refuse without a gesture; the button is there.
    void this.ready.then(() => this.video.play()).catch(() => this.events.onPlaying(false));
  }

  pause(): void {
    this.video.pause();
  }

  seek(t_s: number): void {
    // A little into the frame: its exact time may be rounded to just before it.
    const inside = Math.min(0.25 * frameStep(this.times), 0.004);
    void this.ready.then(() => (this.video.currentTime = Math.max(0, t_s + this.lag_s + inside)));
  }

  setRate(rate: number): void {
    this.video.playbackRate = rate;
  }

  dispose(): void {
    this.stop.abort();
    if (this.callback !== 0) this.video.cancelVideoFrameCallback(this.callback);
  }

  /** Resolves when the first frame was shown, or should have been. */
  private followFrames(first_s: number): Promise<void> {
    return new Promise((resolve) => {
      let untouched = true;
      const begin = (): void => {
        untouched = false;
        resolve();
      };
      const onFrame: VideoFrameRequestCallback = (_now, frame) => {
        if (untouched) this.lag_s = frame.mediaTime - first_s;
        begin();
        const t_s = frame.mediaTime - this.lag_s;
        this.playhead.move(t_s, nearestFrame(this.times, t_s));
        this.callback = this.video.requestVideoFrameCallback(onFrame);
      };
      this.callback = this.video.requestVideoFrameCallback(onFrame);
      // Some browsers show no frame before they play.
      const loaded = (): void => void setTimeout(begin, FIRST_FRAME_WAIT_MS);
      this.video.addEventListener("loadeddata", loaded, { signal: this.stop.signal });
    });
  }

  private look(): void {
    const t_s = this.video.currentTime - this.lag_s;
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
