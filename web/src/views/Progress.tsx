/** Something is under way: how far, and what. */

import { bytes, number, text, textOfCode } from "../texts";

export function Uploading({ file, share, onCancel }: { file: File; share: number; onCancel: () => void }) {
  return (
    <Progress title={text("uploading.title")} percent={Math.floor(100 * share)}>
      <p class="lead">{file.name}</p>
      <p class="small">
        {text("uploading.bytes", { done: bytes(share * file.size), total: bytes(file.size) })}
      </p>
      <button onClick={onCancel}>{text("uploading.cancel")}</button>
    </Progress>
  );
}

export function Analysing({ percent, stage, lost }: { percent: number; stage: string; lost: boolean }) {
  return (
    <Progress title={text("analysing.title")} percent={Math.round(percent)}>
      <p class="lead" role={lost ? "alert" : undefined}>
        {lost ? text("analysing.lost") : textOfCode("stage", stage)}
      </p>
      <p class="small">{text("analysing.stay")}</p>
    </Progress>
  );
}

interface Props {
  title: string;
  percent: number;
  children: preact.ComponentChildren;
}

function Progress({ title, percent, children }: Props) {
  return (
    <section class="progress">
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
