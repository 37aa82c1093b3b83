import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { bounds, inside, kind } from "./schema";
import type { Document, Schema } from "./types";

/** What is in a value, field by field; fields with fields of their own open on demand. */
export function Fields({ schema, document }: { schema: Schema; document: Document }): JSX.Element {
  return (
    <>
      {inside(schema, document).map((one, index) => (
        <dl class="fields" key={index}>
          {Object.entries(one.properties ?? {}).map(([name, field]) => (
            <Field
              key={name}
              name={name}
              schema={field}
              required={one.required?.includes(name) ?? false}
              document={document}
            />
          ))}
        </dl>
      ))}
    </>
  );
}

interface FieldProps {
  name: string;
  schema: Schema;
  required: boolean;
  document: Document;
}

function Field({ name, schema, required, document }: FieldProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const nested = inside(schema, document).length > 0;
  const notes = [
    ...(required ? ["always there"] : []),
    ...bounds(schema),
    ...(schema.default === undefined || schema.default === null
      ? []
      : [`default ${JSON.stringify(schema.default)}`]),
  ];
  return (
    <>
      <dt>
        <code>{name}</code> <span class="kind">{kind(schema)}</span>
        {notes.length > 0 && <span class="notes">{notes.join(", ")}</span>}
      </dt>
      <dd>
        {schema.description !== undefined && <p>{schema.description}</p>}
        {nested && (
          <details onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>Fields of {name}</summary>
            {open && <Fields schema={schema} document={document} />}
          </details>
        )}
      </dd>
    </>
  );
}
