import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { program } from "../program";
import { GLUE_SOURCE } from "../spark/local-spark";

const BUILT = path.join(__dirname, "..", "..", "dist", "glue-src");

program(
  "build",
  "Compiles the package to dist/, and copies the curation job beside it, for modules/curation to upload.",
).parse();

// Tests and caches stay here.
rmSync(BUILT, { recursive: true, force: true });
for (const entry of ["curate.py", "curation"]) {
  cpSync(path.join(GLUE_SOURCE, entry), path.join(BUILT, entry), {
    recursive: true,
    filter: (source) => path.basename(source) !== "__pycache__",
  });
}
