import { newestInCommit } from "../../../tools/status/table-freshness";

const add = (arrived: string | undefined, dataChange = true) =>
  JSON.stringify({
    add: { path: "f", dataChange, stats: JSON.stringify({ numRecords: 1, maxValues: { arrived_datetime: arrived } }) },
  });

test("the newest event of a commit is the latest arrival in the files that it adds", () => {
  const commit = ['{"commitInfo":{}}', add("2026-11-30T10:00:00.000Z"), add("2026-11-30T11:00:00.000Z"), ""].join("\n");

  expect(newestInCommit(commit)).toEqual(new Date("2026-11-30T11:00:00Z"));
});

test.each([
  ["a compaction", add("2026-11-30T10:00:00.000Z", false)],
  ["a file without statistics", '{"add":{"path":"f","dataChange":true}}'],
  ["a table that has no such column", add(undefined)],
  ["a removal", '{"remove":{"path":"f","dataChange":true}}'],
])("%s brings no event", (_, commit) => {
  expect(newestInCommit(commit)).toBeUndefined();
});
