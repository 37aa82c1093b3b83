/** All analyses of the token, newest first. */

import { useEffect, useRef, useState } from "preact/hooks";
import { START } from "../address";
import { problemOf } from "../job/problems";
import { Link, type Go } from "../parts/Sections";
import { Item } from "./Item";
import type { Analysis, Labels, LibraryClient, Names, Search } from "./client";
import { exerciseName, say } from "./texts";

interface Props {
  client: LibraryClient;
  go: Go;
}

const EVERYTHING: Search = { q: "", exercise: "", tag: "" };
const TYPING_MS = 250;

export function Analyses({ client, go }: Props) {
  const [names, setNames] = useState<Names>(new Map());
  const [chosen, setChosen] = useState<Analysis[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useList(client);
  useEffect(() => void client.names().then(setNames), []);
  const { search, analyses } = list;
  const toggle = (analysis: Analysis): void =>
    setChosen((known) =>
      known.some(({ job_id }) => job_id === analysis.job_id)
        ? known.filter(({ job_id }) => job_id !== analysis.job_id)
        : [...known.slice(-1), analysis],
    );
  const remove = async (analysis: Analysis): Promise<void> => {
    await list.remove(analysis);
    setChosen((known) => known.filter(({ job_id }) => job_id !== analysis.job_id));
    heading.current?.focus();
  };
  const isFiltered = Object.values(search).some((value) => value !== "");
  return (
    <section class="library">
      <h1 ref={heading} tabIndex={-1}>
        {say("analyses")}
      </h1>
      {(isFiltered || analyses === null || analyses.length > 0) && (
        <Filters search={search} onSearch={list.find} client={client} names={names} />
      )}
      {list.problem !== null && (
        <p class="problem" role="alert">
          {list.problem}
        </p>
      )}
      {analyses !== null && analyses.length === 0 && list.cursor === null && (
        <Nothing isFiltered={isFiltered} onClear={() => list.find(EVERYTHING)} go={go} />
      )}
      <ul class="analyses" aria-busy={analyses === null}>
        {(analyses ?? []).map((analysis) => (
          <Item
            key={analysis.job_id}
            {...{ analysis, names, go }}
            isChosen={chosen.some(({ job_id }) => job_id === analysis.job_id)}
            onChoose={() => toggle(analysis)}
            onTag={(tag) => list.find({ ...search, tag })}
            onLabel={(labels) => list.label(analysis, labels)}
            onDelete={() => remove(analysis)}
          />
        ))}
      </ul>
      {list.cursor !== null && <button onClick={list.more}>{say("more")}</button>}
      {chosen.length > 0 && <Comparing chosen={chosen} onClear={() => setChosen([])} go={go} />}
    </section>
  );
}

/** The list as far as it is loaded; what is searched for is kept in the history, for Back and reload. */
function useList(client: LibraryClient) {
  const [search, setSearch] = useState<Search>(() => ({ ...EVERYTHING, ...history.state?.search }));
  const [analyses, setAnalyses] = useState<Analysis[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef(0);
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    setProblem(null);
    await action().catch((error: unknown) => setProblem(problemOf(error).message));
  };
  const load = (from: string | null): Promise<void> =>
    attempt(async () => {
      const request = ++latest.current;
      const page = await client.jobs({ limit: 24, ...search, cursor: from });
      if (request !== latest.current) return;
      setAnalyses((known) => [...(from === null ? [] : (known ?? [])), ...page.jobs]);
      setCursor(page.next_cursor);
    });
  useEffect(() => {
    history.replaceState({ ...history.state, search }, "");
    const timer = setTimeout(() => void load(null), analyses === null ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [search]);
  return {
    search,
    analyses,
    cursor,
    problem,
    find: setSearch,
    more: () => void load(cursor),
    label: (analysis: Analysis, labels: Labels) =>
      attempt(async () => {
        const { name, tags, notes } = await client.changeJob(analysis.job_id, labels);
        setAnalyses(
          (known) =>
            known?.map((each) => (each.job_id === analysis.job_id ? { ...each, name, tags, notes } : each)) ??
            null,
        );
      }),
    remove: (analysis: Analysis) =>
      attempt(async () => {
        await client.deleteJob(analysis.job_id);
        setAnalyses((known) => known?.filter(({ job_id }) => job_id !== analysis.job_id) ?? null);
      }),
  };
}

interface FiltersProps {
  search: Search;
  onSearch: (search: Search) => void;
  client: LibraryClient;
  names: Names;
}

function Filters({ search, onSearch, client, names }: FiltersProps) {
  const [exercises, setExercises] = useState<{ id: string; count: number }[]>([]);
  useEffect(() => {
    client.trends().then(
      (trends) =>
        setExercises(trends.map(({ exercise, points }) => ({ id: exercise, count: points.length }))),
      () => {},
    );
  }, []);
  return (
    <div class="filters" role="search">
      <input
        type="search"
        value={search.q}
        placeholder={say("search")}
        aria-label={say("search")}
        onInput={(event) => onSearch({ ...search, q: event.currentTarget.value })}
      />
      {(exercises.length > 1 || search.exercise !== "") && (
        <select
          aria-label={say("exercise")}
          value={search.exercise}
          onChange={(event) => onSearch({ ...search, exercise: event.currentTarget.value })}
        >
          <option value="">{say("exercise.all")}</option>
          {exercises.map(({ id, count }) => (
            <option key={id} value={id}>
              {say("exercise.count", { name: exerciseName(id, names), count })}
            </option>
          ))}
        </select>
      )}
      {search.tag !== "" && (
        <button
          class="tag"
          aria-label={say("tag.clear", { tag: search.tag })}
          onClick={() => onSearch({ ...search, tag: "" })}
        >
          {search.tag} <span aria-hidden="true">×</span>
        </button>
      )}
    </div>
  );
}

function Nothing({ isFiltered, onClear, go }: { isFiltered: boolean; onClear: () => void; go: Go }) {
  if (isFiltered)
    return (
      <div class="nothing">
        <p class="lead">{say("none")}</p>
        <button onClick={onClear}>{say("none.clear")}</button>
      </div>
    );
  return (
    <div class="nothing">
      <p class="lead">{say("empty")}</p>
      <p class="small">{say("empty.text")}</p>
      <Link class="button primary" changes={START} go={go}>
        {say("empty.first")}
      </Link>
    </div>
  );
}

/** The two that are chosen to be compared, or the first of them. */
function Comparing({ chosen, onClear, go }: { chosen: Analysis[]; onClear: () => void; go: Go }) {
  const [first, second] = [...chosen].sort((a, b) => a.created_at.localeCompare(b.created_at));
  return (
    <div class="comparing" role="status">
      {first !== undefined && second !== undefined ? (
        <Link
          class="button primary"
          changes={{ ...START, job: first.job_id, compare: second.job_id }}
          go={go}
        >
          {say("compare.open")}
        </Link>
      ) : (
        <span>{say("compare.one")}</span>
      )}
      <button onClick={onClear}>{say("compare.clear")}</button>
    </div>
  );
}
