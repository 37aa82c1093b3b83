/** Something is under way: how far, and what. */

import { Figure } from "../figure/Figure";
import type { Analysing as AnalysingState } from "../job/flow";
import { PreviewStage } from "../stage/Preview";
import { bytes, number, text, textOfCode } from "../texts";

interface UploadingProps {
  file: File;
  share: number;
  lost: boolean;
  exercise: string | null;
  onCancel: () => void;
}

export function Uploading({ file, share, lost, exercise, onCancel }: UploadingProps) {
  return (
    <Progress title={text("uploading.title")} percent={Math.floor(100 * share)} figure={exercise}>
      <p class="lead">{file.name}</p>
      <p class="small" role={lost ? "alert" : undefined}>
        {lost
          ? text("uploading.lost")
          : text("uploading.bytes", { done: bytes(share * file.size), total: bytes(file.size) })}
      </p>
      <button onClick={onCancel}>{text("uploading.cancel")}</button>
    </Progress>
  );
}

export function Analysing({ state, exercise }: { state: AnalysingState; exercise: string | null }) {
  const { percent, stage, lost, file, previews, secondsLeft: left } = state;
  const hasPicture = Boolean(file?.type.startsWith("video/"));
  return (
    <div class={hasPicture ? "watching" : undefined}>
      {file && hasPicture && <PreviewStage file={file} previews={previews ?? []} />}
      <Progress
        title={text("analysing.title")}
        percent={Math.round(percent)}
        figure={hasPicture ? undefined : exercise}
      >
        <p class="lead" role={lost ? "alert" : undefined}>
          {lost ? text("analysing.lost") : textOfCode("stage", stage)}
        </p>
        {!lost && typeof left === "number" && (
          <p class="small">{text("analysing.left", { seconds: number(roundedUp(left)) })}</p>
        )}
        <p class="small">{text("analysing.stay")}</p>
      </Progress>
    </div>
  );
}

/** To fives, once there are many: an estimate is not exact. */
function roundedUp(seconds: number): number {
  return seconds > 10 ? 5 * Math.ceil(seconds / 5) : Math.ceil(seconds);
}

interface Props {
  title: string;
  percent: number;
  /** The exercise that moves while there is nothing else to see. */
  figure?: string | null | undefined;
  children: preact.ComponentChildren;
}

function Progress({ title, percent, figure, children }: Props) {
  return (
    <section class="progress">
      {figure !== undefined && <Figure id={figure} moves />}
      <h1>{title}</h1>
      <p class="numeral" aria-hidden="true">
        {number(percent)}
        <span class="unit">%</span>
      </p>
      <div
        class="track"
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      {children}
    </section>
  );
}
