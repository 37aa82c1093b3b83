// Builds the package into the folder that is given (default: build/clients/typescript): what `npm install FOLDER` takes.
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "..", "..");
const out = path.resolve(process.argv[2] ?? path.join(root, "build", "clients", "typescript"));
const dist = path.join(out, "dist");

await rm(out, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await build({
  entryPoints: [path.join(here, "src", "index.ts")],
  outdir: dist,
  bundle: true,
  format: "esm",
  target: ["es2021", "node20", "chrome90", "safari15", "firefox90"],
  sourcemap: true,
  logLevel: "warning",
});
const tsc = path.join(root, "node_modules", ".bin", "tsc");
execFileSync(tsc, ["--project", here, "--outDir", dist], { stdio: "inherit" });
for (const file of ["package.json", "README.md"]) await copyFile(path.join(here, file), path.join(out, file));
await copyFile(path.join(root, "LICENSE"), path.join(out, "LICENSE"));
