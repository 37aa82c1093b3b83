import { number, text } from "../texts";
import type { Grade as Letter } from "../api/types";

/** A grade's letter in its colour; the letter says it too. */
export function Grade({ grade, large = false }: { grade: Letter; large?: boolean }) {
  return (
    <span class={large ? "grade large" : "grade"} data-grade={grade}>
      <span class="unseen">{text("grade")} </span>
      {grade}
    </span>
  );
}

/** A thin bar for a score of 0 to 100; its number stands beside it. */
export function Bar({ score }: { score: number }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${Math.max(2, Math.min(100, score))}%` }} data-level={level(score)} />
    </span>
  );
}

/** A score as a whole number, never rounded up into the next grade's band. */
export function Points({ score }: { score: number }) {
  const whole = number(Math.floor(score));
  return (
    <span class="points" title={text("score", { score: whole })}>
      {whole}
    </span>
  );
}

function level(score: number): string {
  return score >= 80 ? "good" : score >= 60 ? "fair" : "poor";
}
