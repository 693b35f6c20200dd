import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { GLUE_SOURCE } from "../spark/local-spark";

const BUILT = path.join(__dirname, "..", "..", "dist", "glue-src");

// What the compiler does not copy: the job, from where modules/curation uploads it. Tests and caches stay here.
rmSync(BUILT, { recursive: true, force: true });
for (const entry of ["curate.py", "curation"]) {
  cpSync(path.join(GLUE_SOURCE, entry), path.join(BUILT, entry), {
    recursive: true,
    filter: (source) => path.basename(source) !== "__pycache__",
  });
}
