/** The repetitions as pictures of their turning points; each leads to its moment. */

import type { Effort } from "../api/types";
import { keyOf } from "../model/efforts";
import { Grade } from "../parts/Grade";
import { Still } from "../parts/Still";
import { number, text } from "../texts";

interface Props {
  efforts: Effort[];
  titleOf: (effort: Effort) => string;
  urlOf: (role: string) => string;
  onSeek: (t_s: number) => void;
}

export function Stills({ efforts, titleOf, urlOf, onSeek }: Props) {
  const shown = efforts.filter((effort) => effort.still);
  if (shown.length === 0) return null;
  return (
    <ol class="stills" aria-label={text("stills.label")}>
      {shown.map((effort, at) => {
        const { index, still, grade, set } = effort;
        const isFirst = at > 0 && set !== shown[at - 1]?.set;
        return (
          <li key={keyOf(effort)} data-first={isFirst}>
            <button onClick={() => onSeek(still?.t_s ?? 0)}>
              {still && <Still still={still} url={urlOf(still.role)} label={titleOf(effort)} />}
              <span class="index" aria-hidden="true">
                {number(effort.number ?? index)}
              </span>
              {grade && <Grade grade={grade} />}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
