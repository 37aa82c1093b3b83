// Runs the unit tests of the page's modules and of the client that it uses: bundled by esbuild, run by Node's own test runner.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const folders = [path.join(here, "test"), path.join(here, "..", "clients", "typescript", "test")];
const out = mkdtempSync(path.join(os.tmpdir(), "formtrace-web-"));
await build({
  entryPoints: folders.flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name))),
  outdir: out,
  entryNames: "[name]",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});
const tests = readdirSync(out).map((name) => path.join(out, name));
const { status } = spawnSync(process.execPath, ["--test", ...tests], { stdio: "inherit" });
rmSync(out, { recursive: true });
process.exit(status ?? 1);
