/** The shapes that the API answers with, by the names that the page has for them. */

import type { api } from "../../../clients/typescript/src";

export type {
  Frames,
  Grade,
  HostMessage,
  Message,
  Preview,
  Problem,
  Side,
} from "../../../clients/typescript/src";
export type {
  Difference,
  ExerciseSummary,
  Held,
  JobCreated as CreatedJob,
  JobView as JobRecord,
  JumpsJump as Jump,
  NewJob,
  PageSettings,
  PartsTicket,
  PostureChange as Posture,
  Recommendation,
  ReferenceScore as Similarity,
  Rejected,
  Rep,
  ResultDocument as Result,
  Session,
  SetReport,
  ShareView as ShareLink,
  Still,
  Subscore,
} from "../../../clients/typescript/src/generated/api";

export type Source = api.Session["source"];

/** What the overall similarity is made of, the weightiest first. */
export const SIMILARITIES = [
  "nccScore",
  "poseScore",
  "movementScore",
  "timingScore",
  "dtwScore",
  "distScore",
] as const satisfies readonly (keyof api.ReferenceScore)[];

/** A repetition, a stretch of a hold, or what else lists show. */
export type Effort = Pick<api.Rep, "index" | "start_s" | "end_s"> &
  Partial<
    Pick<
      api.Rep,
      "set" | "score" | "grade" | "subscores" | "recommendations" | "differences" | "still" | "fault_still"
    >
  > & {
    /** Its number within its set. */
    number?: number;
  };
