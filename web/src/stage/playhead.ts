/** The position of playback. Listeners are called at every frame that is shown, without rendering the page. */

export type Listener = (t_s: number, row: number) => void;

export class Playhead {
  t_s = 0;
  /** Row of frames.json that is shown; -1 outside the analysed part. */
  row = -1;
  private readonly listeners = new Set<Listener>();

  move(t_s: number, row: number): void {
    this.t_s = t_s;
    this.row = row;
    for (const listener of this.listeners) listener(t_s, row);
  }

  /** Tell the listener now and from now on; returns how to stop that. */
  follow(listener: Listener): () => void {
    this.listeners.add(listener);
    listener(this.t_s, this.row);
    return () => void this.listeners.delete(listener);
  }
}
