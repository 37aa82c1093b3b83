import assert from "node:assert/strict";
import { test } from "node:test";
import openapi from "../../docs/openapi.json";
import { bounds, byTag, curl, inside, isOpen, kind } from "../src/apidocs/schema";
import type { Document, Schema } from "../src/apidocs/types";

const document = openapi as unknown as Document;
const endpoints = [...byTag(document).values()].flat();
const find = (id: string) => endpoints.find(({ operation }) => operation.operationId === id)!;

test("every operation of the document is shown once", () => {
  const count = Object.values(document.paths).reduce((sum, path) => sum + Object.keys(path).length, 0);
  assert.equal(new Set(endpoints.map(({ operation }) => operation.operationId)).size, count);
});

test("every schema can be told in words, and its fields have an end", () => {
  const seen = new Set<Schema>();
  const walk = (schema: Schema, depth: number): void => {
    assert.doesNotMatch(kind(schema), /undefined|^$/);
    assert.ok(depth < 12);
    for (const one of inside(schema, document)) {
      if (seen.has(one)) continue;
      seen.add(one);
      for (const field of Object.values(one.properties ?? {})) walk(field, depth + 1);
    }
  };
  for (const schema of Object.values(document.components.schemas)) walk(schema, 0);
  assert.ok(seen.size > 40);
});

test("kinds and bounds in words", () => {
  assert.equal(kind({ anyOf: [{ type: "number" }, { type: "null" }] }), "number or null");
  assert.equal(kind({ type: "array", items: { $ref: "#/components/schemas/a__b__Jump" } }), "array of Jump");
  assert.deepEqual(bounds({ anyOf: [{ type: "number", minimum: 50, maximum: 280 }, { type: "null" }] }), [
    "at least 50",
    "at most 280",
  ]);
});

test("the command for a terminal", () => {
  const made = curl(find("createJob"), "https://api.example", isOpen(find("createJob")));
  assert.match(
    made,
    /^curl --request POST .*Bearer \$TOKEN" --json '\{\}' "https:\/\/api.example\/v1\/jobs"$/,
  );
  assert.equal(curl(find("getHealth"), "", isOpen(find("getHealth"))), 'curl "/v1/health"');
});
