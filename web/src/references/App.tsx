/** One view per state. */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Session } from "../api/types";
import { setLanguage, text } from "../texts";
import { Notice, type Action } from "../views/Notice";
import { Pick } from "../views/Pick";
import { Analysing, Uploading } from "../views/Progress";
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
    case "starting":
      return <p class="starting">{text("starting")}</p>;
    case "refused":
      return <Notice title={text("refused.title")} sentence={state.text} />;
    case "listing":
      return (
        <List state={state} client={client} onNew={() => flow.pick()} onEmpty={() => void flow.list()} />
      );
    case "picking":
      return <PickClip session={session} flow={flow} isFirst={state.isFirst} />;
    case "uploading":
      return <Uploading file={state.file} share={state.share} onCancel={() => flow.pick()} />;
    case "analysing":
      return <Analysing percent={state.percent} stage={state.stage} lost={state.lost} />;
    case "failed":
      return <Notice title={text("failed.title")} sentence={state.text} actions={actionsOf(state, flow)} />;
    case "trimming":
      return <Trimming clip={state.clip} session={session} flow={flow} />;
    case "made":
      return <Made reference={state.reference} client={client} flow={flow} />;
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

function actionsOf(state: State & { name: "failed" }, flow: Flow): Action[] {
  const retry = state.retry === null ? [] : [{ label: text("again.retry"), run: state.retry }];
  if (flow.session === null) return retry;
  return [
    ...retry,
    { label: say("other"), run: () => flow.pick() },
    { label: say("all"), run: () => void flow.list() },
  ];
}

/** What a screen reader is told of a state, and of every tenth of the way. */
function sentenceOf(state: State): string {
  const tenth = (percent: number): string => text("progress", { percent: 10 * Math.floor(percent / 10) });
  if (state.name === "uploading") return `${text("uploading.title")} ${tenth(100 * state.share)}`;
  if (state.name === "analysing") return `${text("analysing.title")} ${tenth(state.percent)}`;
  if (state.name === "trimming") return say("trim.title");
  return state.name === "made" ? say("made") : "";
}
