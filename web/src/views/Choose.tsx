/** Which exercise it is: found by any of its names, or left to the analysis. */

import { useEffect, useState } from "preact/hooks";
import type { Client } from "../api/client";
import type { ExerciseSummary, Session } from "../api/types";
import { Figure } from "../figure/Figure";
import { found, nameIn } from "../model/catalogue";
import { Icon } from "../parts/Icon";
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
  useEffect(() => {
    if (isOpen && exercises.length === 0) client.exercises().then(setExercises, () => setIsOpen(false));
  }, [isOpen]);
  const choose = (id: string | null): void => {
    setIsOpen(false);
    onChoose(id);
  };
  const chosen = session.exercise;
  return (
    <section class="choose">
      <div class="chosen">
        <Picture id={chosen?.id ?? null} />
        <p>
          <span class="what">{text("choose.label")}</span>
          <b>{chosen?.name ?? text("choose.auto")}</b>
          {chosen && chosen.view !== "either" && (
            <span class="small">{text(`choose.view.${chosen.view}`)}</span>
          )}
        </p>
        <button aria-expanded={isOpen} aria-controls="exercises" onClick={() => setIsOpen(!isOpen)}>
          {text(isOpen ? "choose.close" : "choose.change")}
        </button>
      </div>
      {isOpen && exercises.length > 0 && (
        <Catalogue exercises={exercises} chosen={chosen?.id ?? null} onChoose={choose} />
      )}
    </section>
  );
}

interface CatalogueProps {
  exercises: ExerciseSummary[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

/** All exercises, by group, each with its picture. */
function Catalogue({ exercises, chosen, onChoose }: CatalogueProps) {
  const [query, setQuery] = useState("");
  const language = document.documentElement.lang;
  const groups = [...found(exercises, query, language)];
  return (
    <div id="exercises">
      <input
        type="search"
        value={query}
        placeholder={text("choose.search")}
        aria-label={text("choose.search")}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      {query === "" && (
        <button class="card wide" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
          <Picture id={null} />
          <span>
            {text("choose.auto")}
            <span class="small">{text("choose.auto.text")}</span>
          </span>
        </button>
      )}
      {groups.map(([group, members]) => (
        <section key={group}>
          <h2>
            {textOfCode("group", group)}
            <span class="aside">{members.length}</span>
          </h2>
          <div class="cards">
            {members.map((exercise) => (
              <button
                key={exercise.id}
                class="card"
                aria-pressed={exercise.id === chosen}
                onClick={() => onChoose(exercise.id)}
              >
                <Figure id={exercise.id} />
                {nameIn(exercise, language)}
                {exercise.view !== "either" && (
                  <span class="small">{text(`choose.from.${exercise.view}`)}</span>
                )}
              </button>
            ))}
          </div>
        </section>
      ))}
      {groups.length === 0 && <p class="small">{text("choose.none")}</p>}
    </div>
  );
}

/** The exercise, or the sign that it is recognised. */
function Picture({ id }: { id: string | null }) {
  return id === null ? <Icon name="detect" /> : <Figure id={id} />;
}
