/** The name, and what the API has against the trim. */

import { useState } from "preact/hooks";
import { say } from "./texts";

interface Props {
  problem: string | null;
  onKeep: (name: string, mirrorAllowed: boolean) => Promise<void>;
}

export function Keep({ problem, onKeep }: Props) {
  const [name, setName] = useState("");
  const [mirrored, setMirrored] = useState(true);
  const [busy, setBusy] = useState(false);
  const keep = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    await onKeep(name.trim(), mirrored);
    setBusy(false);
  };
  return (
    <form class="keep" onSubmit={(event) => void keep(event)}>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <label>
        {say("name")}
        <input
          required
          pattern=".*\S.*"
          maxLength={100}
          value={name}
          placeholder={say("name.hint")}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={mirrored}
          onChange={(event) => setMirrored(event.currentTarget.checked)}
        />
        {say("mirror")}
      </label>
      <button class="primary" aria-disabled={busy}>
        {say(busy ? "creating" : "create")}
      </button>
    </form>
  );
}
