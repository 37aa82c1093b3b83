/** An upload that stopped: the file is chosen again, and what is missing of it is sent. */

import { useRef } from "preact/hooks";
import type { Resuming } from "../job/flow";
import { Icon } from "../parts/Icon";
import { bytes, text } from "../texts";

export function Resume({ state, onCancel }: { state: Resuming; onCancel: () => void }) {
  const { ticket, objection, onFile } = state;
  const input = useRef<HTMLInputElement>(null);
  const arrived = ticket.parts.filter(({ url }) => url === null).length * ticket.part_bytes;
  return (
    <section class="notice">
      <h1>{text("resuming.title")}</h1>
      <p class="lead">
        {text("resuming.text", {
          name: ticket.file_name,
          done: bytes(Math.min(arrived, ticket.size_bytes)),
          total: bytes(ticket.size_bytes),
        })}
      </p>
      {objection !== null && (
        <p class="lead" role="alert">
          {objection}
        </p>
      )}
      <p class="actions">
        <button class="primary" onClick={() => input.current?.click()}>
          <Icon name="upload" />
          {text("resuming.choose")}
        </button>
        <button onClick={onCancel}>{text("resuming.cancel")}</button>
      </p>
      <input
        ref={input}
        hidden
        type="file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </section>
  );
}
