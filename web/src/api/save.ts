/** Saves what the page itself puts together as a file. */

import { messagesAfter } from "../host/relay";
import type { Client } from "./client";

/** A job's whole message stream. */
export async function saveMessages(client: Client, id: string): Promise<void> {
  const lines: string[] = [];
  for await (const message of messagesAfter(client, id, 0)) lines.push(`${JSON.stringify(message)}\n`);
  save(lines.join(""), `messages-${id}.ndjson`, "application/x-ndjson");
}

export function save(content: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
