/** One view per state. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { Client } from "./api/client";
import { saveMessages } from "./api/save";
import type { Session } from "./api/types";
import { Flow, type Finished, type State } from "./flow";
import type { HostWindow } from "./host/bridges";
import type { Outbox } from "./host/outbox";
import { isStandalone, localised } from "./host/standalone";
import { JobView, retryOf, spoken } from "./job/View";
import { Later, styled } from "./parts/Later";
import { Sections } from "./parts/Sections";
import { PhotoResult } from "./result/Photo";
import { Report } from "./result/Report";
import { VideoResult } from "./result/Result";
import { Share } from "./result/Share";
import { setLanguage, text } from "./texts";
import { Choose } from "./views/Choose";
import { Notice } from "./views/Notice";
import { Pick } from "./views/Pick";

export function App({ outbox }: { outbox: Outbox }) {
  const [state, setState] = useState<State>({ name: "starting" });
  const client = useMemo(() => new Client(location, sessionQuery), []);
  const flow = useMemo(() => new Flow(client, outbox, setState), []);
  useEffect(() => {
    void flow.start();
    const onBack = (): void => void flow.start();
    window.addEventListener("popstate", onBack);
    return () => window.removeEventListener("popstate", onBack);
  }, []);
  if (flow.session !== null) setLanguage(flow.session.page.locale);
  return (
    <main data-state={state.name}>
      {offersLibrary(flow, client) && sectionOf(state) !== undefined && (
        <Sections current={sectionOf(state) ?? null} go={(changes) => flow.go(changes)} />
      )}
      <View state={state} flow={flow} client={client} />
      <p class="unseen" role="status">
        {spoken(state, state.name === "finished" ? text("summary.video") : "")}
      </p>
    </main>
  );
}

interface ViewProps {
  state: State;
  flow: Flow;
  client: Client;
}

function View({ state, flow, client }: ViewProps) {
  const session = flow.session as Session;
  const again = (): void => flow.restart();
  switch (state.name) {
    case "picking":
      return (
        <Pick
          session={session}
          onFile={(file) => void flow.analyse(file)}
          hasCamera={isOnItsOwn()}
          onExample={EXAMPLE !== "" && canChoose(session) ? () => void flow.tryExample(EXAMPLE) : null}
        >
          {canChoose(session) && (
            <Choose client={client} session={session} onChoose={(id) => void flow.choose(id)} />
          )}
        </Pick>
      );
    case "missing":
      return (
        <Notice
          exercise={session.exercise?.id ?? null}
          title={text("missing.title")}
          sentence={text("missing.text")}
          actions={canPick(flow) ? [{ label: text("again.new"), run: again }] : []}
        />
      );
    case "library":
      return (
        <Later
          key={JSON.stringify(state.view)}
          load={library}
          props={{ view: state.view, session, go: (changes) => flow.go(changes) }}
        />
      );
    case "finished":
      return <Result finished={state.finished} session={session} flow={flow} client={client} />;
    default:
      return (
        <JobView
          state={state}
          exercise={session?.exercise?.id ?? null}
          loading={loadingMessage()}
          actions={[...retryOf(state), ...(canPick(flow) ? [{ label: text("again.file"), run: again }] : [])]}
          onCancel={again}
        />
      );
  }
}

interface ResultProps {
  finished: Finished;
  session: Session;
  flow: Flow;
  client: Client;
}

function Result({ finished, session, flow, client }: ResultProps) {
  const { frames, job } = finished;
  const urlOf = (role: string, saveAs?: string): string => client.fileUrl(job.job_id, role, saveAs);
  const onMessages = (): void => void saveMessages(client, job.job_id);
  const onAgain = canPick(flow) && !client.isReadOnly ? () => flow.restart() : null;
  if (frames === null) return <PhotoResult {...{ finished, session, urlOf, onMessages, onAgain }} />;
  return (
    <VideoResult
      {...{ finished, frames, session, urlOf, onMessages, onAgain }}
      onReach={(t_s) => flow.reach(t_s)}
      onEnded={() => flow.end()}
      onRecount={client.isReadOnly ? null : (changes) => void flow.recount(finished, changes)}
      tools={isOnItsOwn() && !client.isReadOnly ? <Tools {...{ finished, session, flow, client }} /> : null}
    />
  );
}

/** What a person can do with a result on a page that is not part of an app. */
function Tools({ finished, session, flow, client }: ResultProps) {
  return (
    <section class="tools">
      {canChoose(session) && (
        <Choose
          client={client}
          session={session}
          onChoose={(id) => void flow.recount(finished, { exercise: id })}
        />
      )}
      <Report client={client} jobId={finished.job.job_id} />
      <Share client={client} jobId={finished.job.job_id} title={finished.exerciseName ?? "Formtrace"} />
    </section>
  );
}

/** The views about several analyses come in a part of their own. */
async function library() {
  const [{ Library }] = await Promise.all([import("./library/Library"), styled(LIBRARY_STYLE)]);
  return Library;
}

/** Whether the list of analyses is within reach: in an app, only where it asks for it. */
function offersLibrary({ session }: Flow, client: Client): boolean {
  return session !== null && !client.isReadOnly && (session.page.library ?? isOnItsOwn());
}

/** Where the page is; `undefined` while it is busy. */
function sectionOf(state: State): "new" | "analyses" | "trends" | null | undefined {
  if (state.name === "picking") return "new";
  if (state.name === "library") return state.view.name === "comparison" ? null : state.view.name;
  return state.name === "finished" || state.name === "missing" || state.name === "failed" ? null : undefined;
}

/** Whether its user chooses the exercise: in an app, the app does. */
function canChoose({ source, reference }: Session): boolean {
  return source === "video" && !reference && isOnItsOwn();
}

/** The page's query, in the browser's language where the page is not part of an app. */
function sessionQuery(): string {
  return localised(location.search, isOnItsOwn(), navigator.language);
}

function isOnItsOwn(): boolean {
  const channel = new URLSearchParams(location.search).get("channel");
  return isStandalone(window as unknown as HostWindow, navigator.userAgent, channel);
}

/** The boot text that the host asks for: before there is a session, from the query itself. */
function loadingMessage(): string | null {
  const query = new URLSearchParams(location.search);
  return query.get("loading_message") ?? query.get("loadingMessage");
}

function canPick(flow: Flow): boolean {
  return flow.session?.page.show_upload === true && flow.session.remote_src === null;
}
