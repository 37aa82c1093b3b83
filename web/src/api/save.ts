/** Saves a job's whole message stream as a file. */

import type { Client } from "./client";
import { Relay } from "../host/relay";

export async function saveMessages(client: Client, id: string): Promise<void> {
  const lines: string[] = [];
  await new Relay(client, id, (message) => lines.push(`${JSON.stringify(message)}\n`)).advance();
  const url = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `messages-${id}.ndjson`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
