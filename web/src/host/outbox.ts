/**
 * Delivers each message once, in order, by one bridge.
 *
 * Hosts inject their bridge when the page has finished loading, so in a page of its own the first messages
 * wait: until a bridge shows up, or until `GRACE_MS` after `load`, when nothing but the window itself is left.
 * In a frame the parent is there from the start and nothing waits.
 */

import { injectedBridge, parentBridge, type Format, type HostWindow } from "./bridges";

export const GRACE_MS = 1500;
const LOOK_MS = 50;

export interface Clock {
  now(): number;
  later(action: () => void, ms: number): void;
}

const realClock: Clock = {
  now: () => performance.now(),
  later: (action, ms) => void setTimeout(action, ms),
};

export class Outbox {
  private readonly waiting: object[] = [];
  private loadedAt: number | null = null;
  private looking = false;
  private format: Format | null = null;

  constructor(
    private readonly host: HostWindow,
    private readonly channel: string | null,
    private readonly clock: Clock = realClock,
  ) {}

  /** How to post to the parent is known only once the session is; until then nothing goes there. */
  configure(format: Format): void {
    this.format = format;
    this.flush();
  }

  /** The document and all it needs have been loaded. */
  loaded(): void {
    this.loadedAt = this.clock.now();
    this.flush();
  }

  send(message: object): void {
    this.waiting.push(message);
    this.flush();
  }

  private flush(): void {
    while (this.waiting.length > 0) {
      const bridge = injectedBridge(this.host, this.channel) ?? this.fallback();
      if (bridge === null) return this.lookAgain();
      const message = this.waiting.shift() as object;
      try {
        bridge(message);
      } catch (error) {
        console.error("The host's bridge failed", error); // its fault must not end the page
      }
    }
  }

  private fallback() {
    if (this.format === null) return null;
    const framed = this.host.parent !== this.host;
    const graceIsOver = this.loadedAt !== null && this.clock.now() - this.loadedAt >= GRACE_MS;
    return framed || graceIsOver ? parentBridge(this.host, this.format) : null;
  }

  private lookAgain(): void {
    if (this.looking) return;
    this.looking = true;
    this.clock.later(() => {
      this.looking = false;
      this.flush();
    }, LOOK_MS);
  }
}
