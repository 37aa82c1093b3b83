/** Plays one repetition again and again. */

import type { Playhead } from "../stage/playhead";
import type { Player } from "../stage/player";
import type { Span } from "./spans";

export class Loop {
  private span: Span | null = null;
  private returning = false;

  constructor(
    private readonly player: () => Player | null,
    private readonly playhead: Playhead,
    private readonly times: readonly number[],
  ) {}

  /** Start, or with `null` stop. */
  set(span: Span | null): void {
    this.span = span;
    if (span === null) return this.player()?.pause();
    this.rewind();
    this.player()?.play();
  }

  /** Look where playback is; to be called at every frame, returns how to stop that. */
  follow(): () => void {
    return this.playhead.follow((t_s, row) => {
      if (this.span === null) return;
      const isInside = row >= this.span.first && row < this.span.last;
      if (isInside) this.returning = false;
      // The last frame is shown for its time, which is until the player has found the first one.
      else if (!this.returning && (row >= this.span.last || t_s > (this.times[this.span.last] ?? 0)))
        this.rewind();
    });
  }

  /** The video is over: if the loop ends with it, it goes on. */
  ended(): void {
    if (this.span !== null) this.set(this.span);
  }

  private rewind(): void {
    this.returning = true;
    this.player()?.seek(this.times[this.span?.first ?? 0] ?? 0);
  }
}
