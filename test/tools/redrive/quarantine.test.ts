import { reprocessedFolder } from "../../../tools/redrive/quarantine";

test.each([
  ["raw/rejected_event/created_date=2026-11-30", "raw/rejected_event/created_date=2026-11-30"],
  ["landing/2026-11-30/05", "landing/2026-11-30"],
])("files of %s are curated again by %s", (path, folder) => {
  expect(reprocessedFolder(path)).toBe(folder);
});
