/** The catalogue as the chooser shows it. */

import type { ExerciseSummary } from "../api/types";

/** What an exercise is called in a language, or in English. */
export function nameIn({ name, id }: ExerciseSummary, language: string): string {
  return name[language] ?? name["en"] ?? id;
}

/** The exercises whose name, in any language, or alias has each word of `query`, by group, the largest first. */
export function found(
  exercises: readonly ExerciseSummary[],
  query: string,
  language: string,
): Map<string, ExerciseSummary[]> {
  const words = plain(query).split(" ").filter(Boolean);
  const matching = exercises.filter((exercise) => {
    const names = plain([exercise.id, ...exercise.aliases, ...Object.values(exercise.name)].join(" "));
    return words.every((word) => names.includes(word));
  });
  matching.sort((a, b) => nameIn(a, language).localeCompare(nameIn(b, language), language));
  const groups = new Map<string, ExerciseSummary[]>();
  for (const exercise of matching)
    groups.set(exercise.group, [...(groups.get(exercise.group) ?? []), exercise]);
  return new Map([...groups].sort(([, a], [, b]) => b.length - a.length));
}

/** Lower case, without accents, words apart. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ");
}
