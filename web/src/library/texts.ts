/** The sentences that only these views have. */

import { noun, number, textsOf, words } from "../texts";
import type { Analysis, Names, Outcome } from "./client";
import en from "./en.json";
import fr from "./fr.json";

export const say = textsOf({ en, fr });

export function date(iso: string): string {
  return new Date(iso).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
}

/** What an exercise is called; its id in words where the catalogue does not have it. */
export function exerciseName(id: string, names: Names): string {
  return names.get(id) ?? words(id);
}

/** What a person calls an analysis: its own name, else what was counted, else the file. */
export function titleOf({ name, outcome, exercise, file_name, source }: Analysis, names: Names): string {
  const counted = outcome?.exercise ?? exercise;
  if (name !== "") return name;
  if (counted !== null) return exerciseName(counted, names);
  return file_name ?? say(source === "image" ? "photo" : "video");
}

export function countOf({ unit, count }: Outcome): string {
  if (unit === null) return say("plain");
  return `${number(count)} ${noun(unit === "seconds" ? "count.seconds" : "count.reps", count)}`;
}
