/** The views of the states that both pages have, and what a screen reader is told of them. */

import { text } from "../texts";
import { Notice, type Action } from "../views/Notice";
import { Analysing, Uploading } from "../views/Progress";
import { Resume } from "../views/Resume";
import type { JobState } from "./flow";

interface Props {
  state: JobState;
  /** The exercise that is looked for. */
  exercise?: string | null;
  /** Shown while the page loads. */
  loading?: string | null;
  /** What can be done after a failure. */
  actions: Action[];
  onCancel: () => void;
}

export function JobView({ state, exercise = null, loading = null, actions, onCancel }: Props) {
  switch (state.name) {
    case "starting":
      return <p class="starting">{loading ?? text("starting")}</p>;
    case "refused":
      return <Notice title={text("refused.title")} sentence={state.text} exercise={exercise} />;
    case "uploading":
      return <Uploading {...state} exercise={exercise} onCancel={onCancel} />;
    case "resuming":
      return <Resume state={state} onCancel={onCancel} />;
    case "analysing":
      return <Analysing state={state} exercise={exercise} />;
    case "failed":
      return (
        <Notice title={text("failed.title")} sentence={state.text} actions={actions} exercise={exercise} />
      );
  }
}

/** Try again, where that may help. */
export function retryOf(state: JobState): Action[] {
  if (state.name !== "failed" || state.retry === null) return [];
  return [{ label: text("again.retry"), run: state.retry }];
}

/** Progress in words, at every tenth of the way; otherwise `other`. */
export function spoken(state: JobState | { name: string }, other: string): string {
  const tenth = (percent: number): string => text("progress", { percent: 10 * Math.floor(percent / 10) });
  if ("share" in state) return `${text("uploading.title")} ${tenth(100 * state.share)}`;
  if ("percent" in state) return `${text("analysing.title")} ${tenth(state.percent)}`;
  return other;
}
