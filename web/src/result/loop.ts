/** Plays one repetition again and again. */

import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Effort } from "../api/types";
import { effortAt } from "../model/signal";
import type { Playhead } from "../stage/playhead";
import type { Player } from "../stage/player";

const NEAR_S = 0.15; // a seek lands a little beside its moment

type Toggle = [boolean, (on: boolean) => void];

/** The switch for the loop, `null` without repetitions; and a seek that takes the loop along. */
export function useLoop(player: RefObject<Player | null>, playhead: Playhead, efforts: readonly Effort[]) {
  const [looped, setLooped] = useState<Effort | null>(null);
  useEffect(() => setLooped(null), [efforts]);
  useEffect(() => {
    if (looped === null) return;
    return playhead.follow((t_s) => {
      if (t_s >= looped.start_s - NEAR_S && t_s < looped.end_s) return;
      player.current?.seek(looped.start_s);
      player.current?.play();
    });
  }, [looped]);
  const present = (t_s: number): Effort | null =>
    efforts[effortAt(efforts, t_s)] ?? efforts.find(({ start_s }) => start_s > t_s) ?? efforts[0] ?? null;
  const toggle: Toggle = [looped !== null, (on) => setLooped(on ? present(playhead.t_s) : null)];
  const seek = (t_s: number): void => {
    if (looped !== null) setLooped(present(t_s));
    player.current?.seek(t_s);
  };
  return { loop: efforts.length > 0 ? toggle : null, seek };
}
