/** Which exercise it is: found by any of its names, or left to the analysis. */

import { useEffect, useState } from "preact/hooks";
import type { Client } from "../api/client";
import type { ExerciseSummary, Session } from "../api/types";
import { found, nameIn } from "../model/catalogue";
import { text, textOfCode } from "../texts";

interface Props {
  client: Client;
  session: Session;
  /** Take this exercise, or none. */
  onChoose: (id: string | null) => void;
}

export function Choose({ client, session, onChoose }: Props) {
  const [exercises, setExercises] = useState<ExerciseSummary[]>([]);
  const [isOpen, setIsOpen] = useState(false);
  const [query, setQuery] = useState("");
  useEffect(() => {
    if (isOpen && exercises.length === 0) client.exercises().then(setExercises, () => setIsOpen(false));
  }, [isOpen]);
  const choose = (id: string | null): void => {
    setIsOpen(false);
    onChoose(id);
  };
  const chosen = session.exercise;
  const language = document.documentElement.lang;
  return (
    <section class="choose">
      <p class="chosen">
        <span class="what">{text("choose.label")}</span>
        <b>{chosen?.name ?? text("choose.auto")}</b>
        <button aria-expanded={isOpen} aria-controls="exercises" onClick={() => setIsOpen(!isOpen)}>
          {text(isOpen ? "choose.close" : "choose.change")}
        </button>
      </p>
      {isOpen && (
        <div id="exercises">
          <input
            type="search"
            value={query}
            placeholder={text("choose.search")}
            aria-label={text("choose.search")}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
          <div class="chips">
            <button aria-pressed={chosen === null} onClick={() => choose(null)}>
              {text("choose.auto")}
            </button>
          </div>
          {[...found(exercises, query, language)].map(([group, members]) => (
            <section key={group}>
              <h2>{textOfCode("group", group)}</h2>
              <div class="chips">
                {members.map((exercise) => (
                  <button
                    key={exercise.id}
                    aria-pressed={exercise.id === chosen?.id}
                    onClick={() => choose(exercise.id)}
                  >
                    {nameIn(exercise, language)}
                    {exercise.view !== "either" && (
                      <span class="small">{text(`choose.view.${exercise.view}`)}</span>
                    )}
                  </button>
                ))}
              </div>
            </section>
          ))}
        </div>
      )}
    </section>
  );
}
