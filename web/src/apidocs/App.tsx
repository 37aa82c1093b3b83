import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Endpoint } from "./Endpoint";
import { Fields } from "./Fields";
import { byTag } from "./schema";
import type { Document } from "./types";

const ADDRESS = "/v1/openapi.json";

export function App(): JSX.Element {
  const [document, setDocument] = useState<Document | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    fetch(ADDRESS)
      .then((answer) => answer.json())
      .then(setDocument)
      .catch(() => setLost(true));
  }, []);
  useEffect(() => {
    const place = window.document.getElementById(location.hash.slice(1));
    place?.scrollIntoView();
  }, [document]);
  if (document === null)
    return <main>{lost ? <p role="alert">The server cannot be reached.</p> : <p>Loading</p>}</main>;
  const groups = [...byTag(document)];
  const problem = document.components.schemas["Problem"];
  return (
    <div class="apidocs">
      <nav aria-label="Endpoints">
        <details open={matchMedia("(min-width: 801px)").matches}>
          <summary>Endpoints</summary>
          {groups.map(([tag, places]) => (
            <>
              <h2>{tag}</h2>
              <ul>
                {places.map(({ operation }) => (
                  <li key={operation.operationId}>
                    <a href={`#${operation.operationId}`}>{operation.summary}</a>
                  </li>
                ))}
              </ul>
            </>
          ))}
        </details>
      </nav>
      <main>
        <h1>
          The HTTP API <span class="notes">{document.info.version}</span>
        </h1>
        <p>{document.info.description?.replaceAll("`", "")}</p>
        <p>
          Send the token as <code>Authorization: Bearer TOKEN</code>. For programs:{" "}
          <a href={ADDRESS}>openapi.json</a>. For language models: <a href="/llms.txt">llms.txt</a>,{" "}
          <a href="/llms-full.txt">llms-full.txt</a>. Guides: <a href="/docs/api.md">the API step by step</a>,{" "}
          <a href="/docs/page.md">the page</a>, <a href="/docs/messages.md">messages</a>,{" "}
          <a href="/docs/results.md">results</a>.
        </p>
        {groups.map(([tag, places]) => (
          <section key={tag} aria-label={tag}>
            <h2>{tag}</h2>
            {places.map((place) => (
              <Endpoint key={place.operation.operationId} place={place} document={document} />
            ))}
          </section>
        ))}
        {problem && (
          <section id="Problem" aria-label="Errors">
            <h2>Errors</h2>
            <p>Every answer from 400 on is a problem document, application/problem+json.</p>
            <Fields schema={problem} document={document} />
          </section>
        )}
      </main>
    </div>
  );
}
