/** One analysis in the list. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { START } from "../address";
import type { Grade as Letter } from "../api/types";
import { Grade } from "../parts/Grade";
import { Link, type Go } from "../parts/Sections";
import { number } from "../texts";
import type { Analysis, Labels, Names } from "./client";
import { countOf, date, say, titleOf } from "./texts";

interface Props {
  analysis: Analysis;
  names: Names;
  go: Go;
  isChosen: boolean;
  onChoose: () => void;
  onTag: (tag: string) => void;
  onLabel: (labels: Labels) => Promise<void>;
  onDelete: () => Promise<void>;
}

type Mode = "shown" | "edit" | "delete";

export function Item({ analysis, names, go, isChosen, onChoose, onTag, onLabel, onDelete }: Props) {
  const [mode, setMode] = useState<Mode>("shown");
  const actions = useRef<HTMLParagraphElement>(null);
  const before = useRef<Mode>(mode);
  useEffect(() => {
    // Keyboard focus stays where it was.
    if (mode === "shown")
      actions.current?.querySelector<HTMLElement>(`[data-mode=${before.current}]`)?.focus();
    before.current = mode;
  }, [mode]);
  const title = titleOf(analysis, names);
  const canCompare = analysis.status === "completed" && analysis.source === "video";
  return (
    <li data-chosen={isChosen}>
      <span class="picture" aria-hidden="true">
        {analysis.thumbnail_url !== null && <img src={analysis.thumbnail_url} alt="" loading="lazy" />}
      </span>
      <div class="about">
        <h2>
          <Link changes={{ ...START, job: analysis.job_id }} go={go}>
            {title}
          </Link>
          {analysis.outcome?.grade && <Grade grade={analysis.outcome.grade as Letter} />}
        </h2>
        <p class="small">{factsOf(analysis, names, title)}</p>
        {mode === "edit" ? (
          <Edit
            labels={analysis}
            onDone={async (labels) => {
              if (labels !== null) await onLabel(labels);
              setMode("shown");
            }}
          />
        ) : (
          <Described analysis={analysis} onTag={onTag} />
        )}
        {mode === "delete" && (
          <Sure name={title} onKeep={() => setMode("shown")} onDelete={() => void onDelete()} />
        )}
        {mode === "shown" && (
          <p class="actions" ref={actions}>
            {(["edit", "delete"] as const).map((action) => (
              <button
                key={action}
                class="link"
                data-mode={action}
                aria-label={say("of", { action: say(action), name: title })}
                onClick={() => setMode(action)}
              >
                {say(action)}
              </button>
            ))}
            {canCompare && (
              <label>
                <input
                  type="checkbox"
                  checked={isChosen}
                  aria-label={say("of", { action: say("compare.choose"), name: title })}
                  onChange={onChoose}
                />
                {say("compare.choose")}
              </label>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

/** What was counted, unless the title says it, and when. */
function factsOf(analysis: Analysis, names: Names, title: string): string {
  const { outcome, status, failure, percent, created_at } = analysis;
  const counted = titleOf({ ...analysis, name: "" }, names);
  const state =
    failure !== null
      ? say("status.failed", { reason: failure.message })
      : status === "awaiting_upload"
        ? say("status.awaiting_upload")
        : status !== "completed"
          ? say("status.running", { percent: number(percent) })
          : outcome !== null
            ? countOf(outcome)
            : null;
  return [counted === title ? null : counted, state, date(created_at)].filter(Boolean).join(" · ");
}

function Described({
  analysis: { tags, notes },
  onTag,
}: {
  analysis: Analysis;
  onTag: (tag: string) => void;
}) {
  return (
    <>
      {notes !== "" && <p class="notes">{notes}</p>}
      {tags.length > 0 && (
        <p class="tags">
          {tags.map((tag) => (
            <button key={tag} class="tag" aria-label={say("tag.filter", { tag })} onClick={() => onTag(tag)}>
              {tag}
            </button>
          ))}
        </p>
      )}
    </>
  );
}

function Edit({ labels, onDone }: { labels: Labels; onDone: (labels: Labels | null) => Promise<void> }) {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  const save = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(form.current as HTMLFormElement);
    const written = (name: string): string => String(data.get(name) ?? "").trim();
    const tags = written("tags")
      .split(",")
      .map((tag) => tag.trim().slice(0, 40));
    void onDone({
      name: written("name"),
      tags: [...new Set(tags.filter(Boolean))].slice(0, 20),
      notes: written("notes"),
    });
  };
  return (
    <form
      class="labels"
      ref={form}
      onSubmit={save}
      onKeyDown={(event) => event.key === "Escape" && void onDone(null)}
    >
      <label>
        {say("name")}
        <input name="name" defaultValue={labels.name} maxLength={200} />
      </label>
      <label>
        {say("tags")}
        <input name="tags" defaultValue={labels.tags.join(", ")} />
      </label>
      <label>
        {say("notes")}
        <textarea name="notes" rows={3} defaultValue={labels.notes} maxLength={4000} />
      </label>
      <p class="actions">
        <button class="primary">{say("save")}</button>
        <button type="button" onClick={() => void onDone(null)}>
          {say("cancel")}
        </button>
      </p>
    </form>
  );
}

function Sure({ name, onKeep, onDelete }: { name: string; onKeep: () => void; onDelete: () => void }) {
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);
  return (
    <div class="sure" role="group" aria-label={say("of", { action: say("delete"), name })}>
      <p>{say("delete.sure", { name })}</p>
      <p class="actions">
        <button class="danger" onClick={onDelete}>
          {say("delete")}
        </button>
        <button ref={keep} onClick={onKeep}>
          {say("keep")}
        </button>
      </p>
    </div>
  );
}
