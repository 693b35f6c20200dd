import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { CurationLog } from "../../../tools/demo/curation";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "curation-run-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** As docs/curation.md shows it. */
const REPORT =
  '{"command": "curate", "batches": 1, "files": 3, "rows_read": 9, "rows_stored": 5, "stored": {"lesson_started_event": 5}, ' +
  '"duplicates_removed": {"in_run": 1, "already_stored": 1}, "late": 1, "same_id_other_date": 0, "quarantined": {"wrong_type": 2}, ' +
  '"new_in_quarantine": 2, "released_from_quarantine": 0, "moved_from_uncontracted": 0, "erased": 0, "unreadable_files": [], "seconds": 6.1}';

test("the report of a run is told once, whatever else the run writes, and the log keeps every line", () => {
  const log = new CurationLog(path.join(folder, "curation.log"));

  for (const line of ["WARN NativeCodeLoader", "{not JSON", '{"command": "maintain"}', REPORT, "INFO done"])
    log.add(line);

  expect(log.take()).toMatchObject({ rows_stored: 5, duplicates_removed: { in_run: 1, already_stored: 1 } });
  expect(log.take()).toBeUndefined();
  expect(readFileSync(log.file, "utf8").split("\n")).toHaveLength(6);
});
