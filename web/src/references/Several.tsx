/** The repetitions that are averaged, if there are several. */

import { number } from "../texts";
import { placeOf } from "./Handles";
import type { Span } from "./spans";
import { say } from "./texts";

interface Props {
  times: readonly number[];
  spans: Span[];
  chosen: number;
  onChoose: (index: number) => void;
  onAdd: (() => void) | null;
  onRemove: (index: number) => void;
}

export function Several({ times, spans, chosen, onChoose, onAdd, onRemove }: Props) {
  if (spans.length === 1 && onAdd === null) return null;
  return (
    <section class="panel several">
      {spans.length > 1 && <h2>{say("trim.several")}</h2>}
      {spans.length > 1 && (
        <ul class="entries tight">
          {spans.map((span, index) => (
            <li key={index}>
              <button class="go" aria-pressed={index === chosen} onClick={() => onChoose(index)}>
                <span class="index">{number(index + 1)}</span>
                <span class="facts">
                  <span>{say("trim.number", { number: index + 1 })}</span>
                  <span class="small">
                    {placeOf(times, span.first)} – {placeOf(times, span.last)}
                  </span>
                </span>
              </button>
              <button
                class="link"
                aria-label={say("trim.remove.one", { number: index + 1 })}
                onClick={() => onRemove(index)}
              >
                {say("trim.remove")}
              </button>
            </li>
          ))}
        </ul>
      )}
      {onAdd !== null && (
        <div class="add">
          <button onClick={onAdd}>{say("trim.add")}</button>
          <p class="small">{say("trim.add.hint")}</p>
        </div>
      )}
    </section>
  );
}
