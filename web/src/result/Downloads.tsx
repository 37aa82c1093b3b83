/** Files: those for people first, those for programs below. */

import { save } from "../api/save";
import type { JobRecord, Result } from "../api/types";
import { fileName, tableOf } from "../model/table";
import { Icon } from "../parts/Icon";
import { text, textOfCode } from "../texts";

const ORDER = ["result", "keypoints", "angles", "signal", "frames"];
/** Where a file of the job is; with a name, to be saved under it. */
export type UrlOf = (role: string, saveAs?: string) => string;

interface Props {
  job: JobRecord;
  result: Result;
  urlOf: UrlOf;
  onMessages: () => void;
}

export function Downloads({ job, result, urlOf, onMessages }: Props) {
  const isPhoto = result.source === "image";
  const hasTable = result.reps.length + result.holds.length > 0;
  const hidden = (role: string): boolean =>
    role === "messages" || role === "overlay" || role.startsWith("still");
  const roles = ["result", ...Object.keys(job.files)].filter((role) => !hidden(role));
  const technical = [...new Set(roles)].sort((a, b) => rank(a) - rank(b));
  const table = (): void =>
    save(tableOf(result), fileName(result, job, "csv", text("file.table")), "text/csv");
  return (
    <section class="panel">
      <h2>{text("downloads.title")}</h2>
      <ul class="downloads">
        {job.files["overlay"] !== undefined && (
          <File
            role="overlay"
            label={text(isPhoto ? "file.overlay.image" : "file.overlay")}
            {...{ job, result, urlOf }}
          />
        )}
        <Made label={text("file.report")} suffix="PDF" onClick={() => window.print()} />
        {hasTable && <Made label={text("file.table")} suffix="CSV" onClick={table} />}
      </ul>
      <details>
        <summary class="small">{text("downloads.technical")}</summary>
        <ul class="downloads">
          {technical.map((role) => (
            <File key={role} role={role} label={textOfCode("file", role)} {...{ job, result, urlOf }} />
          ))}
          <Made label={text("file.messages")} suffix="NDJSON" onClick={onMessages} />
        </ul>
      </details>
    </section>
  );
}

interface FileProps {
  role: string;
  label: string;
  job: JobRecord;
  result: Result;
  urlOf: UrlOf;
}

function File({ role, label, job, result, urlOf }: FileProps) {
  const stored = role === "result" ? "result.json" : (result.files[role] ?? "");
  const suffix = stored.slice(stored.lastIndexOf(".") + 1);
  const name = fileName(result, job, suffix, role === "overlay" ? "" : role);
  return (
    <li>
      <a href={urlOf(role, name)} download={name} target="_blank" rel="noreferrer">
        <Icon name="download" />
        {label}
        <span class="small">{suffix.toUpperCase()}</span>
      </a>
    </li>
  );
}

/** A file that the page makes when it is asked for. */
function Made({ label, suffix, onClick }: { label: string; suffix: string; onClick: () => void }) {
  return (
    <li>
      <button onClick={onClick}>
        <Icon name="download" />
        {label}
        <span class="small">{suffix}</span>
      </button>
    </li>
  );
}

function rank(role: string): number {
  const at = ORDER.indexOf(role);
  return at < 0 ? ORDER.length : at;
}
