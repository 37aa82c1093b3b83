/** The part of the API that is about many analyses. */

import type { api } from "../../../clients/typescript/src";
import { Client } from "../api/client";

export type Outcome = api.ResultSummary;
export type Labels = Pick<api.JobView, "name" | "tags" | "notes">;
export type Analysis = api.JobSummary;
export type Trend = api.Trend;
export type TrendPoint = api.TrendPoint;
export type Change = api.Change;
export type Changes = api.SessionChanges;

export interface Search {
  q: string;
  exercise: string;
  tag: string;
}

export class LibraryClient extends Client {
  /** What exercises are called in the page's language. */
  async names(): Promise<Names> {
    const exercises = await this.exercises().catch(() => []);
    const language = document.documentElement.lang;
    return new Map(exercises.map(({ id, name }) => [id, name[language] ?? name["en"] ?? id]));
  }
}

export type Names = ReadonlyMap<string, string>;
