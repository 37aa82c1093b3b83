/** A read-only link to the result. */

import { useState } from "preact/hooks";
import type { Client } from "../api/client";
import type { ShareLink } from "../api/types";
import { text } from "../texts";

interface Props {
  client: Client;
  jobId: string;
  title: string;
}

export function Share({ client, jobId, title }: Props) {
  const [link, setLink] = useState<ShareLink | null>(null);
  const [note, setNote] = useState("");
  const make = async (): Promise<void> => {
    try {
      const made = await client.share(jobId);
      setLink(made);
      if (typeof navigator.share === "function") await navigator.share({ title, url: made.url });
      else {
        await navigator.clipboard.writeText(made.url);
        setNote(text("share.copied"));
      }
    } catch (error) {
      // A person who closes the share sheet, or a browser without a clipboard: the link is shown all the same.
      if (!(error instanceof DOMException)) setNote(text("share.failed"));
    }
  };
  const revoke = async (): Promise<void> => {
    if (link === null) return;
    try {
      await client.revoke(jobId, link.id);
      setLink(null);
      setNote(text("share.revoked"));
    } catch {
      setNote(text("share.failed"));
    }
  };
  return (
    <section class="share">
      <p class="actions">
        <button onClick={() => void make()}>{text("share.link")}</button>
      </p>
      {link !== null && (
        <>
          <p class="small">
            {text("share.hint", {
              date: new Date(link.expires_at).toLocaleDateString(document.documentElement.lang),
            })}
          </p>
          <input
            type="url"
            readOnly
            value={link.url}
            aria-label={text("share.link")}
            onFocus={(event) => event.currentTarget.select()}
          />
          <p class="actions">
            <button onClick={() => void revoke()}>{text("share.revoke")}</button>
          </p>
        </>
      )}
      <p class="small" role="status">
        {note}
      </p>
    </section>
  );
}
