/** The references that there are. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "../job/problems";
import { number } from "../texts";
import type { Reference, ReferenceClient } from "./client";
import { CopyId } from "./CopyId";
import type { State } from "./flow";
import { date, say } from "./texts";

interface Props {
  state: State & { name: "listing" };
  client: ReferenceClient;
  onNew: () => void;
  /** The last one has been deleted. */
  onEmpty: () => void;
}

export function List({ state, client, onNew, onEmpty }: Props) {
  const [references, setReferences] = useState(state.references);
  const [cursor, setCursor] = useState(state.cursor);
  const [problem, setProblem] = useState<string | null>(null);
  const create = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (references.length === 0 && cursor === null) onEmpty();
  }, [references, cursor]);
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    setProblem(null);
    await action().catch((error: unknown) => setProblem(problemOf(error).message));
  };
  const more = (): Promise<void> =>
    attempt(async () => {
      const page = await client.references({ cursor });
      setReferences((known) => [...known, ...page.references]);
      setCursor(page.next_cursor);
    });
  const rename = (id: string, name: string): Promise<void> =>
    attempt(async () => {
      const renamed = await client.renameReference(id, name);
      setReferences((known) => known.map((each) => (each.id === id ? renamed : each)));
    });
  const remove = (id: string): Promise<void> =>
    attempt(async () => {
      await client.deleteReference(id);
      setReferences((known) => known.filter((each) => each.id !== id));
      create.current?.focus();
    });
  return (
    <section class="references">
      <header>
        <h1>{say("title")}</h1>
        <p class="small">{say("intro")}</p>
        <button class="primary" ref={create} onClick={onNew}>
          {say("new")}
        </button>
      </header>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <ul>
        {references.map((reference) => (
          <Item key={reference.id} {...{ reference, client, rename, remove }} />
        ))}
      </ul>
      {cursor !== null && <button onClick={() => void more()}>{say("more")}</button>}
    </section>
  );
}

interface ItemProps {
  reference: Reference;
  client: ReferenceClient;
  rename: (id: string, name: string) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

function Item({ reference, client, rename, remove }: ItemProps) {
  const [mode, setMode] = useState<"shown" | "renaming" | "deleting">("shown");
  const { id, name, files } = reference;
  const before = useRef(mode);
  const actions = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // Keyboard focus stays where it was.
    if (mode === "shown")
      actions.current?.querySelector<HTMLElement>(`[data-mode=${before.current}]`)?.focus();
    before.current = mode;
  }, [mode]);
  const of = (action: string): string => say("of", { action, name });
  return (
    <li>
      {files.thumbnail !== undefined && <img src={files.thumbnail} alt="" loading="lazy" />}
      <div class="about">
        {mode === "renaming" ? (
          <Rename
            name={name}
            onDone={async (wanted) => {
              if (wanted !== null && wanted !== name) await rename(id, wanted);
              setMode("shown");
            }}
          />
        ) : (
          <h2>{name}</h2>
        )}
        <p class="small">{factsOf(reference)}</p>
        {mode === "deleting" && (
          <Sure name={name} onKeep={() => setMode("shown")} onDelete={() => void remove(id)} />
        )}
        {mode === "shown" && (
          <p class="actions" ref={actions}>
            <a class="button" href={client.uploadPage(id)} aria-label={of(say("use"))}>
              {say("use")}
            </a>
            <CopyId id={id} label={of(say("copy"))} />
            <button data-mode="renaming" aria-label={of(say("rename"))} onClick={() => setMode("renaming")}>
              {say("rename")}
            </button>
            <button data-mode="deleting" aria-label={of(say("delete"))} onClick={() => setMode("deleting")}>
              {say("delete")}
            </button>
          </p>
        )}
      </div>
    </li>
  );
}

/** Enter and the button save, Escape leaves it as it was. */
function Rename({ name, onDone }: { name: string; onDone: (name: string | null) => Promise<void> }) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const save = (event: Event): void => {
    event.preventDefault();
    void onDone(field.current?.value.trim() || null);
  };
  return (
    <form class="rename" onSubmit={save}>
      <input
        ref={field}
        defaultValue={name}
        aria-label={say("name")}
        maxLength={100}
        onKeyDown={(event) => event.key === "Escape" && void onDone(null)}
      />
      <button>{say("rename.save")}</button>
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

function factsOf({ duration_s, repetitions, created_at }: Reference): string {
  return say((repetitions ?? 1) > 1 ? "facts.mean" : "facts", {
    seconds: number(duration_s ?? 0, 1),
    count: number(repetitions ?? 1),
    date: date(created_at),
  });
}
