// Bundles the action into one file: GitHub runs it from a checkout, and installs nothing. Committed, so that a tag is all that a
// release needs; test/action.test.ts fails when it is not what this makes.
import { buildSync } from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));

buildSync({
  absWorkingDir: folder,
  entryPoints: ["src/action.ts"],
  outfile: process.argv[2] ?? "action/index.js",
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "eof",
  logLevel: "warning",
});
