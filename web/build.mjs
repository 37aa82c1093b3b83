// Builds the page into the folder that is given (default: build/web): index.html and assets with their digest in
// the name, which browsers may keep for ever. Prints what a browser fetches, gzipped.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "..", "build", "web"));

const bundle = await build({
  entryPoints: { page: path.join(here, "src", "main.tsx") },
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
const sizes = [];
const built = (suffix) => bundle.outputFiles.find((file) => file.path.endsWith(suffix)).contents;

await rm(out, { recursive: true, force: true });
await mkdir(path.join(out, "assets"), { recursive: true });
const names = {
  script: await put("page", "js", built(".js")),
  style: await put("page", "css", built(".css")),
  icon: await put("icon", "svg", await readFile(path.join(here, "icon.svg"))),
};
const licences = ["preact", "uplot"].map((name) =>
  readFile(path.join(here, "..", "node_modules", name, "LICENSE")),
);
await put("licences", "txt", Buffer.concat(await Promise.all(licences)));
sizes.pop(); // no browser fetches it
const html = await readFile(path.join(here, "index.html"), "utf8");
const page = html.replace(/\{\{(\w+)\}\}/g, (_, name) => names[name]);
await writeFile(path.join(out, "index.html"), page);
const total = sizes.reduce((sum, size) => sum + size, gzipSync(page).length);
console.log(`web: ${(total / 1000).toFixed(1)} kB gzipped`);

async function put(name, suffix, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const file = `${name}-${digest}.${suffix}`;
  await writeFile(path.join(out, "assets", file), content);
  sizes.push(gzipSync(content, { level: 9 }).length);
  return file;
}
