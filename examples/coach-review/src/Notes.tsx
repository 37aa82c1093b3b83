import type { api } from "@formtrace/client";
import { add, change, clock, KINDS, type Kind, type Review, type ReviewPoint } from "./review";

interface Properties {
  review: Review;
  reps: api.Rep[];
  onChange: (review: Review) => void;
  onSeek: (t_s: number) => void;
  now: () => number;
}

/** The draft, point by point: approve it, change it, drop it, or add one at this moment. */
export function Notes({ review, reps, onChange, onSeek, now }: Properties) {
  const open = review.points.filter(({ decision }) => decision === "open").length;
  const addHere = (): void => {
    const t_s = Math.round(10 * now()) / 10;
    const rep = reps.find(({ start_s, end_s }) => start_s <= t_s && t_s <= end_s);
    onChange(add(review, t_s, rep?.index ?? null));
  };
  return (
    <section class="notes">
      <h2>
        Notes <span role="status">{open ? `${open} to decide` : "all decided"}</span>
      </h2>
      <textarea
        aria-label="Summary"
        rows={2}
        value={review.summary}
        onInput={({ currentTarget }) => onChange({ ...review, summary: currentTarget.value })}
      />
      <ul>
        {review.points.map((point) => (
          <Point
            key={point.id}
            point={point}
            onChange={(changes) => onChange(change(review, point.id, changes))}
            onSeek={onSeek}
          />
        ))}
      </ul>
      <button type="button" onClick={addHere}>
        Add a note at this moment
      </button>
    </section>
  );
}

interface PointProperties {
  point: ReviewPoint;
  onChange: (changes: Partial<ReviewPoint>) => void;
  onSeek: (t_s: number) => void;
}

function Point({ point, onChange, onSeek }: PointProperties) {
  const { kind, text, rep, t_s, decision } = point;
  const decide = (wanted: ReviewPoint["decision"]) => onChange({ decision: decision === wanted ? "open" : wanted });
  return (
    <li class={`point ${kind} ${decision}`}>
      <div class="line">
        <select
          aria-label="Kind of note"
          value={kind}
          onChange={({ currentTarget }) => onChange({ kind: currentTarget.value as Kind })}
        >
          {Object.entries(KINDS).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        {t_s !== null && (
          <button type="button" class="moment" onClick={() => onSeek(t_s)}>
            {rep === null ? "" : `rep ${rep} · `}
            {clock(t_s)}
          </button>
        )}
      </div>
      <textarea
        aria-label="Note"
        rows={2}
        value={text}
        onInput={({ currentTarget }) => onChange({ text: currentTarget.value, decision: "open" })}
      />
      <div class="line">
        <button type="button" aria-pressed={decision === "approved"} onClick={() => decide("approved")}>
          Approve
        </button>
        <button type="button" aria-pressed={decision === "dropped"} onClick={() => decide("dropped")}>
          Drop
        </button>
      </div>
    </li>
  );
}
