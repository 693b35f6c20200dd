import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { CurationLog, type CurationReport, reportChecks } from "../../../tools/demo/curation";

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

test("the report of a run is given once, whatever else the run writes, and the log keeps every line", () => {
  const log = new CurationLog(path.join(folder, "curation.log"));

  for (const line of ["WARN NativeCodeLoader", "{not JSON", '{"command": "maintain"}', REPORT, "INFO done"])
    log.add(line);

  expect(log.take()).toMatchObject({ rows_stored: 5, duplicates_removed: { in_run: 1, already_stored: 1 } });
  expect(log.take()).toBeUndefined();
  expect(readFileSync(log.file, "utf8").split("\n")).toHaveLength(6);
});

const TABLES = [{ table: "lesson_started_event", rows: 5, dates: 1, digest: "" }];
const FIRST: CurationReport = {
  command: "curate",
  files: 3,
  rows_read: 9,
  rows_stored: 5,
  stored: { lesson_started_event: 5 },
  duplicates_removed: { in_run: 4, already_stored: 0 },
  late: 0,
  quarantined: {},
  new_in_quarantine: 0,
  unreadable_files: [],
  seconds: 6,
};
const SECOND: CurationReport = {
  ...FIRST,
  rows_read: 3,
  rows_stored: 0,
  duplicates_removed: { in_run: 0, already_stored: 3 },
};

const failed = (first: Partial<CurationReport>, second: Partial<CurationReport>, delivered = 9) =>
  reportChecks(
    [
      { ...FIRST, ...first },
      { ...SECOND, ...second },
    ],
    TABLES,
    delivered,
  ).flatMap(({ passed }, index) => (passed ? [] : [index]));

test("runs pass that read all, stored what is there, and added nothing a second time", () => {
  expect(failed({}, {})).toEqual([]);
});

test.each<[string, Partial<CurationReport>, Partial<CurationReport>, number]>([
  ["read less than was delivered", { rows_read: 8 }, {}, 0],
  ["stored other than what is there", { rows_stored: 4 }, {}, 0],
  ["set a file aside", { unreadable_files: ["s3://lake/raw/a.parquet"] }, {}, 0],
  ["added a row the second time", {}, { rows_stored: 1 }, 1],
  ["quarantined a row the second time", {}, { new_in_quarantine: 1 }, 1],
  ["read nothing of what was delivered twice", {}, { rows_read: 0 }, 1],
])("runs fail that %s", (_, first, second, check) => {
  expect(failed(first, second)).toEqual([check]);
});
