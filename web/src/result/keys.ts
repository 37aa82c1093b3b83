/** The keyboard: space plays, arrows step by frame, j and k go from repetition to repetition. */

import { useEffect } from "preact/hooks";
import type { RefObject } from "preact";
import type { Effort } from "../api/types";
import type { Playhead } from "../stage/playhead";
import type { Player } from "../stage/player";

export function useKeys(player: RefObject<Player | null>, playhead: Playhead, efforts: Effort[]): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || player.current === null) return;
      if (isTyping(event.target)) return;
      if (event.key === " " && isButton(event.target)) return;
      const actions: Record<string, () => void> = {
        " ": () => player.current?.toggle(),
        ArrowLeft: () => player.current?.step(-1),
        ArrowRight: () => player.current?.step(1),
        j: () => goTo(efforts.find((effort) => effort.start_s > playhead.t_s + 0.02)),
        k: () => goTo([...efforts].reverse().find((effort) => effort.start_s < playhead.t_s - 0.3)),
      };
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    const goTo = (effort: Effort | undefined): void => {
      if (effort !== undefined) player.current?.seek(effort.start_s);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [playhead, efforts]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(BUTTON|A)$/.test(target.tagName);
}
