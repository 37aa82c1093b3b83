/** Saves a job's whole message stream as a file. */

import { messagesAfter } from "../host/relay";
import type { Client } from "./client";

export async function saveMessages(client: Client, id: string): Promise<void> {
  const lines: string[] = [];
  for await (const message of messagesAfter(client, id, 0)) lines.push(`${JSON.stringify(message)}\n`);
  const url = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `messages-${id}.ndjson`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
