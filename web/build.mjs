// Builds the pages into the folder that is given (default: build/web): HTML, and assets with their digest in the name,
// which browsers may keep for ever. Prints what a browser fetches for each, gzipped.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "..", "build", "web"));

// Each page with its entry and its title.
const pages = {
  index: { name: "page", entry: "main.tsx", title: "Formtrace" },
  references: { name: "references", entry: "references/main.tsx", title: "Formtrace: reference movements" },
};
const bundle = await build({
  entryPoints: Object.fromEntries(
    Object.values(pages).map(({ name, entry }) => [name, path.join(here, "src", entry)]),
  ),
  outdir: "/",
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: ["es2021", "chrome90", "safari15", "firefox90"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "eof",
  logLevel: "warning",
});
const built = (file) => bundle.outputFiles.find(({ path }) => path === `/${file}`).contents;
const gzipped = (content) => gzipSync(content, { level: 9 }).length;

await rm(out, { recursive: true, force: true });
await mkdir(path.join(out, "assets"), { recursive: true });
const icon = await readFile(path.join(here, "icon.svg"));
const iconName = await put("icon", "svg", icon);
const licences = ["preact", "uplot"].map((name) =>
  readFile(path.join(here, "..", "node_modules", name, "LICENSE")),
);
await put("licences", "txt", Buffer.concat(await Promise.all(licences)));
const shell = await readFile(path.join(here, "index.html"), "utf8");
for (const [file, { name, title }] of Object.entries(pages)) {
  const [script, style] = [built(`${name}.js`), built(`${name}.css`)];
  const names = {
    title,
    icon: iconName,
    script: await put(name, "js", script),
    style: await put(name, "css", style),
  };
  const html = shell.replace(/\{\{(\w+)\}\}/g, (_, key) => names[key]);
  await writeFile(path.join(out, `${file}.html`), html);
  const total = [script, style, icon, html].reduce((sum, content) => sum + gzipped(content), 0);
  console.log(`web: ${name} ${(total / 1000).toFixed(1)} kB gzipped`);
}

async function put(name, suffix, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const file = `${name}-${digest}.${suffix}`;
  await writeFile(path.join(out, "assets", file), content);
  return file;
}
