/** Copies an id, and says so. */

import { useState } from "preact/hooks";
import { say } from "./texts";

export function CopyId({ id, label }: { id: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    if (!(await copyText(id))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <>
      <button onClick={() => void copy()} aria-label={copied ? undefined : label}>
        {say(copied ? "copied" : "copy")}
      </button>
      <span class="unseen" role="status">
        {copied ? say("copied") : ""}
      </span>
    </>
  );
}

/** Whether it worked: in a frame of another site, or without https, only the old way may be allowed. */
async function copyText(content: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(content);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = content;
    field.readOnly = true;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
