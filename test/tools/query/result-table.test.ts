import { formatted } from "../../../tools/query/result-table";

const result = {
  columns: ["id", "note"],
  rows: [
    ["1", 'He said "no", twice'],
    ["22", undefined],
    ["3", ""],
  ],
} as const;

test("a table is lined up, and NULL is said", () => {
  expect(formatted(result, "table")).toBe(
    ["id  note", "--  -------------------", '1   He said "no", twice', "22  NULL", "3", ""].join("\n"),
  );
});

test("CSV quotes what needs it, and tells an empty text from NULL", () => {
  expect(formatted(result, "csv")).toBe('id,note\n1,"He said ""no"", twice"\n22,\n3,""\n');
});

test("JSON is an object a line", () => {
  const lines = formatted(result, "json").trimEnd().split("\n");

  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { id: "1", note: 'He said "no", twice' },
    { id: "22", note: null },
    { id: "3", note: "" },
  ]);
});

test("a result without rows has its columns still, where the format has a place for them", () => {
  const empty = { columns: ["id"], rows: [] };

  expect(formatted(empty, "table")).toBe("id\n--\n");
  expect(formatted(empty, "csv")).toBe("id\n");
  expect(formatted(empty, "json")).toBe("");
});
