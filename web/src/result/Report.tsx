/** The result as a page to print, with the names that shall stand on it. */

import { useState } from "preact/hooks";
import type { Client } from "../api/client";
import { text } from "../texts";

interface Props {
  client: Client;
  jobId: string;
}

export function Report({ client, jobId }: Props) {
  const [names, setNames] = useState({ person: "", clinic: "" });
  const url = client.reportUrl(jobId, { ...names, locale: document.documentElement.lang });
  const print = (): void => {
    const page = window.open(url);
    page?.addEventListener("load", () => page.print());
  };
  return (
    <details class="report">
      <summary>{text("report.title")}</summary>
      {(["person", "clinic"] as const).map((name) => (
        <label key={name}>
          {text(`report.${name}`)}
          <input
            value={names[name]}
            maxLength={100}
            autocomplete="off"
            onInput={(event) => setNames({ ...names, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <p class="actions">
        <button onClick={print}>{text("report.print")}</button>
        <a class="button" href={url} target="_blank" rel="noopener">
          {text("report.open")}
        </a>
      </p>
    </details>
  );
}
