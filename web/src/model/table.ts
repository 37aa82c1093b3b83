/** The repetitions as a table for spreadsheets, and the names of files. */

import type { Held, JobRecord, Rep, Result, SetReport } from "../api/types";
import { setsOf } from "./sets";

type Row = (string | number | null | undefined)[];

/** A row for each repetition or hold, in CSV (RFC 4180); those of a workout say of which set. */
export function tableOf(result: Result): string {
  const { reps, holds } = result;
  const sets = setsOf(result);
  const rows: Row[] =
    sets.length > 1
      ? [["set", "exercise", ...OF_WORKOUT], ...sets.flatMap(rowsOfSet)]
      : holds.length > 0
        ? [["hold", "start_s", "end_s", "duration_s", "score", "grade"], ...holds.map(rowOfHold)]
        : [
            [
              ...["repetition", "start_s", "peak_s", "end_s", "side", "range_deg"],
              ...["lowering_s", "pause_s", "lifting_s", "score", "grade"],
            ],
            ...reps.map(rowOfRep),
          ];
  return rows.map((row) => `${row.map((cell) => cell ?? "").join(",")}\r\n`).join("");
}

const OF_WORKOUT = ["index", "start_s", "end_s", "duration_s", "range_deg", "score", "grade"];

function rowsOfSet({ index: set, exercise, reps, holds }: SetReport): Row[] {
  return [
    ...reps.map(({ index, start_s, end_s, rom_deg, score, grade }): Row => {
      const duration_s = Math.round(1000 * (end_s - start_s)) / 1000;
      return [set, exercise, index, start_s, end_s, duration_s, rom_deg, score, grade];
    }),
    ...holds.map(({ index, start_s, end_s, duration_s, score, grade }): Row => {
      return [set, exercise, index, start_s, end_s, duration_s, null, score, grade];
    }),
  ];
}

function rowOfRep(rep: Rep): Row {
  const { eccentric_s, pause_s, concentric_s } = rep.tempo;
  const score = rep.reference_score ? 100 * rep.reference_score.overallScore : rep.score;
  const grade = rep.reference_score?.grade ?? rep.grade;
  return [
    ...[rep.index, rep.start_s, rep.peak_s, rep.end_s, rep.side, rep.rom_deg],
    ...[eccentric_s, pause_s, concentric_s, score, grade],
  ];
}

function rowOfHold({ index, start_s, end_s, duration_s, score, grade }: Held) {
  return [index, start_s, end_s, duration_s, score, grade];
}

/** What a file is called for people: `squat-2026-11-29-3f2a91c0.mp4`. */
export function fileName(result: Result, job: JobRecord, suffix: string, what = ""): string {
  const name = result.exercise ?? result.reference?.name ?? "movement";
  const parts = [name, what, job.created_at?.slice(0, 10) ?? "", job.job_id.slice(0, 8)];
  const slug = parts.filter((part) => part !== "").join("-");
  return `${slug.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}.${suffix}`;
}
