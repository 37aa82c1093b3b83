import type { JSX } from "preact";
import { Fields } from "./Fields";
import { bounds, curl, inside, isOpen, kind } from "./schema";
import type { Content, Document, Endpoint as Place } from "./types";

export function Endpoint({ place, document }: { place: Place; document: Document }): JSX.Element {
  const { method, path, operation } = place;
  const open = isOpen(place);
  return (
    <section class="endpoint" id={operation.operationId} aria-label={`${method} ${path}`}>
      <h3>
        <a href={`#${operation.operationId}`}>{operation.summary}</a>
      </h3>
      <p class="place">
        <span class={`method ${method.toLowerCase()}`}>{method}</span> <code>{path}</code>
        {open && <span class="notes">no token</span>}
      </p>
      {operation.description !== undefined && <p>{operation.description}</p>}
      {(operation.parameters ?? []).length > 0 && <Parameters place={place} />}
      {operation.requestBody && (
        <Body title="Request" content={operation.requestBody.content} document={document} />
      )}
      {Object.entries(operation.responses)
        .filter(([status]) => !/^[45]/.test(status))
        .map(([status, answer]) => (
          <Body
            key={status}
            title={`Answer ${status}`}
            content={answer.content ?? {}}
            document={document}
            text={answer.description}
          />
        ))}
      <pre>
        <code>{curl(place, location.origin, open)}</code>
      </pre>
    </section>
  );
}

function Parameters({ place }: { place: Place }): JSX.Element {
  return (
    <>
      <h4>Parameters</h4>
      <dl class="fields">
        {(place.operation.parameters ?? []).map((one) => (
          <>
            <dt>
              <code>{one.name}</code> <span class="kind">{kind(one.schema ?? {})}</span>
              <span class="notes">
                {[one.in, ...(one.required ? ["required"] : []), ...bounds(one.schema ?? {})].join(", ")}
              </span>
            </dt>
            <dd>{one.description}</dd>
          </>
        ))}
      </dl>
    </>
  );
}

interface BodyProps {
  title: string;
  content: Content;
  document: Document;
  text?: string;
}

function Body({ title, content, document, text }: BodyProps): JSX.Element {
  const kinds = Object.entries(content);
  const described = kinds.find(([, { schema }]) => schema && inside(schema, document).length > 0)?.[1].schema;
  return (
    <>
      <h4>
        {title} <span class="notes">{kinds.map(([type]) => type).join(", ") || text}</span>
      </h4>
      {described && (
        <details>
          <summary>{kind(described)}</summary>
          <Fields schema={described} document={document} />
        </details>
      )}
    </>
  );
}
