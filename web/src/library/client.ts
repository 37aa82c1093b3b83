/** The part of the API that is about many analyses. */

import { Client } from "../api/client";
import type { Grade } from "../api/types";

export interface Outcome {
  exercise: string | null;
  unit: "reps" | "seconds" | null;
  count: number;
  score: number | null;
  grade: Grade | null;
  duration_s: number;
  rom_deg: number | null;
  eccentric_s: number | null;
  pause_s: number | null;
  concentric_s: number | null;
}

export interface Labels {
  name: string;
  tags: string[];
  notes: string;
}

export interface Analysis extends Labels {
  job_id: string;
  status: string;
  source: "video" | "image";
  exercise: string | null;
  file_name: string | null;
  created_at: string;
  percent: number;
  failure: { code: string; message: string } | null;
  outcome: Outcome | null;
  thumbnail_url: string | null;
}

export interface Search {
  q: string;
  exercise: string;
  tag: string;
}

export interface TrendPoint {
  job_id: string;
  created_at: string;
  name: string;
  outcome: Outcome;
}

export interface Trend {
  exercise: string;
  points: TrendPoint[];
}

export class LibraryClient extends Client {
  analyses(search: Search, cursor: string | null): Promise<{ jobs: Analysis[]; next_cursor: string | null }> {
    const query = new URLSearchParams({ limit: "24" });
    for (const [name, value] of Object.entries({ ...search, cursor }))
      if (value !== null && value !== "") query.set(name, value);
    return this.json(`/v1/jobs?${query}`);
  }

  label(id: string, labels: Labels): Promise<Labels> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}`, { method: "PATCH", body: JSON.stringify(labels) });
  }

  delete(id: string): Promise<void> {
    return this.json(`/v1/jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
  }

  async trends(): Promise<Trend[]> {
    return (await this.json<{ trends: Trend[] }>("/v1/trends")).trends;
  }

  /** What exercises are called in the page's language. */
  async names(): Promise<Names> {
    const exercises = await this.exercises().catch(() => []);
    const language = document.documentElement.lang;
    return new Map(exercises.map(({ id, name }) => [id, name[language] ?? name["en"] ?? id]));
  }
}

export type Names = ReadonlyMap<string, string>;
