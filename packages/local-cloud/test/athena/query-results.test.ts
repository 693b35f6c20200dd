import { resultFile, resultPage } from "../../src/athena/query-results";

const result = {
  columns: [
    { name: "id", type: "bigint" },
    { name: "price", type: "decimal(10,2)" },
    { name: "tags", type: "array(varchar)" },
    { name: "by", type: "map(varchar, bigint)" },
  ],
  rows: [
    [1, "9.50", ["a", null], { speed: 2 }],
    [null, null, null, null],
  ],
  bytesRead: 10,
};

test("every value of the result file is in quotes, and NULL is nothing", () => {
  const { columns } = result;

  expect(resultFile(result)).toBe('"id","price","tags","by"\n"1","9.50","[a, null]","{speed=2}"\n,,,\n');
  expect(resultFile({ columns: columns.slice(0, 1), rows: [['say "a"']], bytesRead: 0 })).toBe('"id"\n"say ""a"""\n');
});

test("the first page begins with the names of the columns, and says where the next begins", () => {
  const first = resultPage(result, { hasHeader: true, from: 0, limit: 2 });

  expect(first.ResultSet.Rows.map(({ Data }) => Data.map(({ VarCharValue }) => VarCharValue))).toEqual([
    ["id", "price", "tags", "by"],
    ["1", "9.50", "[a, null]", "{speed=2}"],
  ]);
  expect(first.NextToken).toBe("2");
  const last = resultPage(result, { hasHeader: true, from: 2, limit: 2 });
  expect(last.ResultSet.Rows).toEqual([{ Data: Array(4).fill({ VarCharValue: undefined }) }]);
  expect(last).not.toHaveProperty("NextToken");
});

test("the type of a column is Athena's, with the precision of a decimal", () => {
  const { ColumnInfo: columns } = resultPage(result, { hasHeader: false, from: 0, limit: 1 }).ResultSet
    .ResultSetMetadata;

  expect(columns.map(({ Type, Precision, Scale }) => [Type, Precision, Scale])).toEqual([
    ["bigint", 0, 0],
    ["decimal", 10, 2],
    ["array", 0, 0],
    ["map", 0, 0],
  ]);
});
