/** The repetitions as a table for spreadsheets, and the names of files. */

import type { Held, JobRecord, Rep, Result } from "../api/types";

/** A row for each repetition or hold, in CSV (RFC 4180). */
export function tableOf({ reps, holds }: Result): string {
  const rows: (string | number | null | undefined)[][] =
    holds.length > 0
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

function rowOfRep(rep: Rep): (string | number | null | undefined)[] {
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
