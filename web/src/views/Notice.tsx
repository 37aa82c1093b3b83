/** A state in words: a title, one sentence that says what to do, and a button where there is something to do. */

export interface Action {
  label: string;
  run: () => void;
}

interface Props {
  title: string;
  sentence: string;
  actions?: Action[];
}

export function Notice({ title, sentence, actions = [] }: Props) {
  return (
    <section class="notice" role="alert">
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
