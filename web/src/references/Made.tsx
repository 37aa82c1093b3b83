/** A reference that has just been made: its id, and what to do with it. */

import type { ReferenceClient, Reference } from "./client";
import { CopyId } from "./CopyId";
import type { Flow } from "./flow";
import { say } from "./texts";

export function Made({
  reference,
  client,
  flow,
}: {
  reference: Reference;
  client: ReferenceClient;
  flow: Flow;
}) {
  const { id, name, files } = reference;
  return (
    <section class="notice made">
      <h1>{say("made")}</h1>
      {files.thumbnail !== undefined && <img src={files.thumbnail} alt={say("picture", { name })} />}
      <p class="lead">{name}</p>
      <p class="id">
        <span class="small">{say("id")}</span> <code>{id}</code>
      </p>
      <p class="actions">
        <CopyId id={id} />
        <a class="button primary" href={client.uploadPage(id)}>
          {say("use")}
        </a>
        <button onClick={() => void flow.list()}>{say("all")}</button>
      </p>
      <p class="small">{say("made.text", { id: "ID" })}</p>
    </section>
  );
}
