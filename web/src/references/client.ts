/** The part of the API that is about reference movements. */

import { Client } from "../api/client";

export interface Reference {
  id: string;
  name: string;
  created_at: string;
  duration_s: number;
  repetitions: number;
  files: { thumbnail?: string };
}

export interface Trim {
  start_s: number;
  end_s: number;
}

/** What a clip is about: GET /v1/jobs/{id}/movement. */
export interface Movement {
  t_s: number[];
  signal: (number | null)[];
  repetitions: Trim[];
  trim: Trim | null;
  problem: { code: string; message: string } | null;
}

export interface NewReference {
  jobId: string;
  name: string;
  repetitions: Trim[];
  mirrorAllowed: boolean;
}

export class ReferenceClient extends Client {
  movement(job: string): Promise<Movement> {
    return this.json(`/v1/jobs/${encodeURIComponent(job)}/movement`);
  }

  references(cursor: string | null): Promise<{ references: Reference[]; next_cursor: string | null }> {
    return this.json(`/v1/references${cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`}`);
  }

  create(asked: NewReference): Promise<Reference> {
    return this.json("/v1/references", { method: "POST", body: JSON.stringify(asked) });
  }

  rename(id: string, name: string): Promise<Reference> {
    return this.json(pathOf(id), { method: "PATCH", body: JSON.stringify({ name }) });
  }

  delete(id: string): Promise<void> {
    return this.json(pathOf(id), { method: "DELETE" });
  }

  /** The upload page, set to count and score by this reference. */
  uploadPage(id: string): string {
    const query = new URLSearchParams({ source: "video", reference: id });
    if (this.token !== null) query.set("token", this.token);
    const locale = new URLSearchParams(location.search).get("locale");
    if (locale !== null) query.set("locale", locale);
    return `${this.base}/pose_tracker/upload_tracking?${query}`;
  }
}

function pathOf(id: string): string {
  return `/v1/references/${encodeURIComponent(id)}`;
}
