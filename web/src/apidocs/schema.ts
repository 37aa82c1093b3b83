/** Schemas in words: what a value may be, and what is in it. */

import type { Document, Endpoint, Schema } from "./types";

/** The schema that a reference leads to. */
export function resolve(schema: Schema, document: Document): Schema {
  if (schema.$ref === undefined) return schema;
  return document.components.schemas[schema.$ref.split("/").pop() ?? ""] ?? {};
}

/** The last part of a schema's name, without the module that tells two of one name apart. */
function nameOf(ref: string): string {
  return ref.split("/").pop()?.split("__").pop() ?? "";
}

/** What a value may be, in a few words: `number or null`, `array of Rep`, `"easy" or "hard"`. */
export function kind(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  const several = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (several !== undefined) return several.map(kind).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(kind).join(", ")}]`;
  if (schema.type === "array") return schema.items === undefined ? "array" : `array of ${kind(schema.items)}`;
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  return schema.type ?? "any value";
}

/** The bounds that a value must keep, in words. */
export function bounds(schema: Schema): string[] {
  const within = [schema, ...(schema.anyOf ?? [])];
  return within.flatMap((one) => [
    ...(one.minimum === undefined ? [] : [`at least ${one.minimum}`]),
    ...(one.exclusiveMinimum === undefined ? [] : [`more than ${one.exclusiveMinimum}`]),
    ...(one.maximum === undefined ? [] : [`at most ${one.maximum}`]),
    ...(one.maxLength === undefined ? [] : [`at most ${one.maxLength} characters`]),
    ...(one.format === undefined ? [] : [one.format]),
  ]);
}

/** The schemas with properties that a value may have: its own, its items', or those of its alternatives. */
export function inside(schema: Schema, document: Document): Schema[] {
  const found = resolve(schema, document);
  if (found.properties !== undefined) return [found];
  if (found.items !== undefined) return inside(found.items, document);
  const values = found.additionalProperties;
  if (typeof values === "object") return inside(values, document);
  return (found.anyOf ?? found.oneOf ?? found.allOf ?? []).flatMap((one) => inside(one, document));
}

/** Endpoints by tag, in the document's order. */
export function byTag(document: Document): Map<string, Endpoint[]> {
  const groups = new Map<string, Endpoint[]>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const tag = operation.tags?.[0] ?? "Other";
      groups.set(tag, [...(groups.get(tag) ?? []), { method: method.toUpperCase(), path, operation }]);
    }
  }
  return groups;
}

/** Whether a token is needed: not if an empty requirement is among the alternatives. */
export function isOpen(endpoint: Endpoint): boolean {
  return endpoint.operation.security?.some((one) => Object.keys(one).length === 0) ?? false;
}

/** The same request for a terminal. */
export function curl({ method, path, operation }: Endpoint, origin: string, open: boolean): string {
  const body = operation.requestBody?.content ?? {};
  return [
    method === "GET" ? "curl" : `curl --request ${method}`,
    ...(open ? [] : ['--header "Authorization: Bearer $TOKEN"']),
    ...("application/json" in body
      ? ["--json '{}'"]
      : Object.keys(body).length > 0
        ? ["--data-binary @FILE"]
        : []),
    `"${origin}${path}"`,
  ].join(" ");
}
