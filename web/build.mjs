// Builds the pages into the folder that is given (default: build/web): HTML, and assets with their digest in the name,
// which browsers may keep for ever. Prints what a browser fetches first for each, gzipped. The documentation lies beside
// them as Markdown.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "..", "build", "web"));

// Each page with its entry and its title.
const pages = {
  index: {
    name: "page",
    entry: "main.tsx",
    title: "Formtrace",
    description:
      "Film an exercise: every repetition is counted, graded and explained, with the skeleton in the picture.",
  },
  references: {
    name: "references",
    entry: "references/main.tsx",
    title: "Formtrace: reference movements",
    description: "Movements that others are compared with: film one, trim it, keep it.",
  },
  docs: {
    name: "docs",
    entry: "apidocs/main.tsx",
    title: "Formtrace: the HTTP API",
    description: "Every request and answer of the Formtrace API.",
  },
};
const shared = { bundle: true, minify: true, write: false, outdir: "/", logLevel: "warning" };
const targets = ["es2021", "chrome90", "safari15", "firefox90"];

await rm(out, { recursive: true, force: true });
await mkdir(path.join(out, "assets"), { recursive: true });
const icon = await readFile(path.join(here, "icon.svg"));
const iconName = await put("icon", "svg", icon);
const licences = ["preact", "uplot", "@fontsource-variable/figtree"].map((name) =>
  readFile(path.join(here, "..", "node_modules", name, "LICENSE")),
);
licences.push(readFile(path.join(here, "example-licence.txt")));
await put("licences", "txt", Buffer.concat(await Promise.all(licences)));

// Styles of the views that are loaded when they are opened; the scripts know them by name.
const later = await build({
  ...shared,
  entryPoints: [path.join(here, "src", "library", "library.css")],
  target: targets,
});
const libraryStyle = await put("library", "css", later.outputFiles[0].contents);

// A clip to try the page with, where set-up has made it.
const clip = await readFile(path.join(here, "..", "build", "demo", "example.mp4")).catch(() => null);
const example = clip === null ? "" : await put("example", "mp4", clip);

// Two pages, and parts that both or none of them load first: their names come from their content, so that a
// part that changes changes the names of those that load it.
const bundle = await build({
  ...shared,
  entryPoints: Object.fromEntries(
    Object.values(pages).map(({ name, entry }) => [name, path.join(here, "src", entry)]),
  ),
  splitting: true,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "font-[hash]",
  loader: { ".woff2": "file" },
  format: "esm",
  target: targets,
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "eof",
  metafile: true,
  define: { LIBRARY_STYLE: JSON.stringify(libraryStyle), EXAMPLE: JSON.stringify(example) },
});
const contents = new Map(bundle.outputFiles.map((file) => [path.basename(file.path), file.contents]));
const outputs = new Map(
  Object.entries(bundle.metafile.outputs).map(([file, output]) => [path.basename(file), output]),
);
for (const [name, content] of contents)
  if (/\.(js|woff2)$/.test(name)) await writeFile(path.join(out, "assets", name), content);

const font = [...contents.keys()].find((name) => name.endsWith(".woff2"));

const gzipped = (content) => gzipSync(content, { level: 9 }).length;
const shell = await readFile(path.join(here, "index.html"), "utf8");
for (const [file, { name, entry, title, description }] of Object.entries(pages)) {
  const [script, { cssBundle }] = [...outputs].find(([, output]) =>
    output.entryPoint?.endsWith(`src/${entry}`),
  );
  const style = contents.get(path.basename(cssBundle));
  const parts = loadedWith(script).slice(1);
  const names = {
    title,
    description,
    icon: iconName,
    font,
    script,
    parts: parts.map((part) => `<link rel="modulepreload" href="../assets/${part}" />`).join(""),
    style: await put(name, "css", style),
  };
  const html = shell.replace(/\{\{(\w+)\}\}/g, (_, key) => names[key]);
  await writeFile(path.join(out, `${file}.html`), html);
  const scripts = [script, ...parts].map((each) => contents.get(each));
  const files = [...scripts, style, icon, html, contents.get(font)];
  const total = files.reduce((sum, content) => sum + gzipped(content), 0);
  console.log(`web: ${name} ${(total / 1000).toFixed(1)} kB gzipped`);
}

/** A script and all that it cannot run without. */
function loadedWith(script, known = []) {
  if (known.includes(script)) return known;
  const imports = outputs.get(script).imports.filter(({ kind }) => kind === "import-statement");
  return imports.reduce((found, each) => loadedWith(path.basename(each.path), found), [...known, script]);
}

const root = path.join(here, "..");
const isText = (file) => !path.extname(file) || /\.(md|schema\.json)$/.test(file);
for (const folder of ["docs", "prompts"]) {
  const [from, to] = [path.join(root, folder), path.join(out, folder)];
  const skipped = new Set(
    ["__pycache__", "images", "code", "fragments", "sources"].map((name) => path.join(from, name)),
  );
  await cp(from, to, { recursive: true, filter: (file) => !skipped.has(file) && isText(file) });
}
for (const file of ["llms.txt", "llms-full.txt"])
  await cp(path.join(root, "docs", file), path.join(out, file));

async function put(name, suffix, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const file = `${name}-${digest}.${suffix}`;
  await writeFile(path.join(out, "assets", file), content);
  return file;
}
