import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { program, runProgram } from "../program";
import { GLUE_SOURCE } from "../spark/local-spark";
import { buildDeduplicator, BUILT_FUNCTION } from "./function-bundle";
import { libraryLicenses } from "./library-licenses";

const ROOT = path.join(__dirname, "../..");
const DIST = path.join(ROOT, "dist");

program(
  "build",
  "Compiles the package to dist/, with the deduplicator as it is deployed, and the curation job for modules/curation to upload.",
).parse();

runProgram(() => {
  // What an earlier build left would be packed as well.
  rmSync(DIST, { recursive: true, force: true });
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    cwd: ROOT,
    stdio: "inherit",
  });

  const sources = buildDeduplicator();
  mkdirSync(path.join(DIST, BUILT_FUNCTION), { recursive: true });
  cpSync(path.join(ROOT, BUILT_FUNCTION, "index.js"), path.join(DIST, BUILT_FUNCTION, "index.js"));
  writeFileSync(path.join(DIST, BUILT_FUNCTION, "LICENSES.txt"), libraryLicenses(sources));

  // Tests and caches stay here.
  for (const entry of ["curate.py", "curation"]) {
    cpSync(path.join(GLUE_SOURCE, entry), path.join(DIST, "glue-src", entry), {
      recursive: true,
      filter: (source) => path.basename(source) !== "__pycache__",
    });
  }
});
