/** A state in words, below a figure: a title, one sentence that says what to do, and a button where there is something to do. */

import { Figure } from "../figure/Figure";

export interface Action {
  label: string;
  run: () => void;
}

interface Props {
  title: string;
  sentence: string;
  actions?: Action[];
  /** Whose picture is shown. */
  exercise?: string | null;
}

export function Notice({ title, sentence, actions = [], exercise = null }: Props) {
  return (
    <section class="notice" role="alert">
      <Figure id={exercise} />
      <h1>{title}</h1>
      <p class="lead">{sentence}</p>
      {actions.length > 0 && (
        <p class="actions">
          {actions.map(({ label, run }, index) => (
            <button key={label} class={index === 0 ? "primary" : ""} onClick={run}>
              {label}
            </button>
          ))}
        </p>
      )}
    </section>
  );
}
