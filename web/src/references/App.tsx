/** One view per state. */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Session } from "../api/types";
import type { JobState } from "../job/flow";
import { JobView, retryOf, spoken } from "../job/View";
import { setLanguage } from "../texts";
import type { Action } from "../views/Notice";
import { Pick } from "../views/Pick";
import { ReferenceClient } from "./client";
import { Flow, type State } from "./flow";
import { List } from "./List";
import { Made } from "./Made";
import { say } from "./texts";
import { Trimming } from "./Trimming";

export function App() {
  const [state, setState] = useState<State>({ name: "starting" });
  const client = useMemo(() => new ReferenceClient(location), []);
  const flow = useMemo(() => new Flow(client, setState), []);
  useEffect(() => void flow.start(), []);
  if (flow.session !== null) setLanguage(flow.session.page.locale);
  useEffect(() => void (document.title = `Formtrace: ${say("title")}`), [flow.session]);
  return (
    <main data-state={state.name}>
      <View state={state} flow={flow} client={client} />
      <p class="unseen" role="status">
        {sentenceOf(state)}
      </p>
    </main>
  );
}

interface ViewProps {
  state: State;
  flow: Flow;
  client: ReferenceClient;
}

function View({ state, flow, client }: ViewProps) {
  const session = flow.session as Session;
  switch (state.name) {
    case "listing":
      return (
        <List state={state} client={client} onNew={() => flow.pick()} onEmpty={() => void flow.list()} />
      );
    case "picking":
      return <PickClip session={session} flow={flow} isFirst={state.isFirst} />;
    case "trimming":
      return <Trimming clip={state.clip} session={session} flow={flow} />;
    case "made":
      return <Made reference={state.reference} client={client} flow={flow} />;
    default:
      return <JobView state={state} actions={actionsOf(state, flow)} onCancel={() => flow.pick()} />;
  }
}

function PickClip({ session, flow, isFirst }: { session: Session; flow: Flow; isFirst: boolean }) {
  const asked: Session = { ...session, source: "video", page: { ...session.page, show_upload: true } };
  return (
    <Pick session={asked} heading={say("pick")} onFile={(file) => void flow.analyse(file)}>
      <p>{say(isFirst ? "none" : "intro")}</p>
      {!isFirst && (
        <p>
          <button onClick={() => void flow.list()}>{say("all")}</button>
        </p>
      )}
    </Pick>
  );
}

function actionsOf(state: JobState, flow: Flow): Action[] {
  if (flow.session === null) return retryOf(state);
  return [
    ...retryOf(state),
    { label: say("other"), run: () => flow.pick() },
    { label: say("all"), run: () => void flow.list() },
  ];
}

function sentenceOf(state: State): string {
  if (state.name === "trimming") return say("trim.title");
  return spoken(state, state.name === "made" ? say("made") : "");
}
