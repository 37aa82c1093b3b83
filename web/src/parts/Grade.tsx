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
export function Bar({ score, grade = null }: { score: number; grade?: Letter | null | undefined }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${Math.max(2, Math.min(100, score))}%` }} data-grade={grade ?? bandOf(score)} />
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

/** The bands of the grades of form, for scores that have no grade of their own. */
function bandOf(score: number): Letter {
  if (score >= 90) return "A";
  if (score >= 80) return "B";
  if (score >= 70) return "C";
  return score >= 60 ? "D" : "F";
}
