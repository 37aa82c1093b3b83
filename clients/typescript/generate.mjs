// Writes the types of the API and of the messages from their schemas in docs/; with --check, says whether they are
// stale instead.
import { compile } from "json-schema-to-typescript";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const docs = path.join(here, "..", "..", "docs");

const api = await read("openapi.json");
completeAnswers(api);
const messages = await read("messages.schema.json");
const union = messages.anyOf.map(({ $ref }) => $ref.split("/").pop());
const sources = {
  "api.ts": await declarations(api.components.schemas),
  "messages.ts":
    (await declarations(messages.$defs)) +
    `\n/** Any message, told apart by its \`type\`. */\nexport type Message =\n  | ${union.join("\n  | ")};\n`,
};
let stale = false;
for (const [name, source] of Object.entries(sources)) {
  const file = path.join(here, "src", "generated", name);
  const text = `// Made by generate.mjs of docs/${name === "api.ts" ? "openapi.json" : "messages.schema.json"}.\n\n${source}`;
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${path.relative(process.cwd(), file)} is stale: make docs`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);

async function read(name) {
  return JSON.parse(await readFile(path.join(docs, name), "utf8"));
}

/** An interface or a type for every schema, in the order of their names. */
async function declarations(schemas) {
  const definitions = Object.fromEntries(
    Object.keys(schemas)
      .sort((one, other) => shortName(one).localeCompare(shortName(other)))
      .map((name) => [shortName(name), plain(schemas[name])]),
  );
  const text = await compile(
    { title: "Root", type: "object", additionalProperties: false, definitions },
    "Root",
    {
      additionalProperties: false,
      bannerComment: "",
      unreachableDefinitions: true,
      strictIndexSignatures: false,
      style: { printWidth: 110 },
    },
  );
  const own = text
    .replace(/export interface Root \{\}\n/, "")
    .replace(
      /^( \*\n)? \* This (interface|type) was referenced by `Root`'s JSON-Schema\n \* via the `definition` ".*"\.\n/gm,
      "",
    );
  return own.replace(/\/\*\*\n \*\/\n/g, "").trim() + "\n";
}

/** Where two classes have one name, OpenAPI has their modules before it. */
function shortName(name) {
  const parts = name.split("__");
  return parts.length === 1
    ? name
    : `${parts.at(-2)}_${parts.at(-1)}`.replace(/(^|_)(\w)/g, (_, __, letter) => letter.toUpperCase());
}

/** Answers have all their fields, also those with a default; only requests and problems may leave some out. */
function completeAnswers({ paths, components: { schemas } }) {
  const asked = new Set(["Problem"]);
  const visit = (part) => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (asked.has(name)) continue;
      asked.add(name);
      visit(schemas[name]);
    }
  };
  for (const operations of Object.values(paths))
    for (const { requestBody } of Object.values(operations)) visit(requestBody ?? {});
  for (const [name, schema] of Object.entries(schemas))
    if (!asked.has(name) && schema.properties) schema.required = Object.keys(schema.properties);
}

/** The schema in the older draft that the compiler reads, without titles, which it would take for names of types. */
function plain(schema, isMap = false) {
  if (Array.isArray(schema)) return schema.map((each) => plain(each));
  if (typeof schema !== "object" || schema === null) return schema;
  // What stands beside a reference would make another type of it.
  if (!isMap && "$ref" in schema) return { $ref: `#/definitions/${shortName(schema.$ref.split("/").pop())}` };
  const entries = Object.entries(schema).flatMap(([name, value]) => {
    if (isMap) return [[name, plain(value)]];
    if (name === "title" || name === "discriminator") return [];
    if (name === "prefixItems") return [["items", plain(value)]];
    // Lengths would become tuples, which arrays that are computed do not fit.
    if (["minItems", "maxItems"].includes(name) && !("prefixItems" in schema)) return [];
    return [[name, plain(value, name === "properties")]];
  });
  return Object.fromEntries(entries);
}
