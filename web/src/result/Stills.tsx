/** The repetitions as pictures of their turning points; each leads to its moment. */

import type { Effort } from "../api/types";
import { Grade } from "../parts/Grade";
import { Still } from "../parts/Still";
import { number, text } from "../texts";

interface Props {
  efforts: Effort[];
  urlOf: (role: string) => string;
  onSeek: (t_s: number) => void;
}

export function Stills({ efforts, urlOf, onSeek }: Props) {
  const shown = efforts.filter((effort) => effort.still);
  if (shown.length === 0) return null;
  return (
    <ol class="stills" aria-label={text("stills.label")}>
      {shown.map(({ index, still, grade }) => (
        <li key={index}>
          <button onClick={() => onSeek(still?.t_s ?? 0)}>
            {still && (
              <Still
                still={still}
                url={urlOf(still.role)}
                label={text("rep.name", { index: number(index) })}
              />
            )}
            <span class="index" aria-hidden="true">
              {number(index)}
            </span>
            {grade && <Grade grade={grade} />}
          </button>
        </li>
      ))}
    </ol>
  );
}
